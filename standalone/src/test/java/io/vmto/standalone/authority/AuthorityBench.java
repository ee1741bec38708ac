package io.vmto.standalone.authority;

import io.vmto.contract.access.Role;
import io.vmto.runtime.access.Seals;
import io.vmto.runtime.postgres.LocalPostgres;
import io.vmto.standalone.Standalone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryBus;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.util.FileSystemUtils;

/**
 * {@code bench/authz}: the whole composition on a database of its own, and every sender there is.
 */
public final class AuthorityBench {
  private AuthorityBench() {}

  public static void main(String[] args) throws IOException {
    var result = run();
    result.print(System.out);
    System.exit(result.right() ? 0 : 1);
  }

  static Authority.Result run() throws IOException {
    var home = Files.createTempDirectory("vmto-authority-");
    try (var postgres = LocalPostgres.start(home.resolve("postgres"));
        var context =
            new SpringApplicationBuilder(Standalone.class)
                .registerShutdownHook(false)
                .properties(properties(home, postgres))
                .run()) {
      return new Authority(
              context.getBean(CommandBus.class),
              context.getBean(QueryBus.class),
              context.getBean(EventStore.class),
              context.getBean(Seals.class))
          .run(table());
    } finally {
      FileSystemUtils.deleteRecursively(home);
    }
  }

  private static Map<String, Object> properties(Path home, LocalPostgres postgres) {
    var properties = new HashMap<String, Object>();
    properties.put("vmto.data", home.resolve("data").toString());
    properties.put("vmto.installation", "authority");
    properties.put("vmto.key-file", home.resolve("key").toString());
    properties.put("vmto.db.jdbc-url", postgres.jdbcUrl());
    properties.put("vmto.db.r2dbc-url", postgres.r2dbcUrl());
    properties.put("vmto.db.user", postgres.user());
    properties.put("vmto.db.password", postgres.password());
    properties.put("server.port", 0);
    properties.put("logging.level.root", "error");
    return properties;
  }

  private static Map<String, Set<Role>> table() throws IOException {
    var table = new TreeMap<String, Set<Role>>();
    try (var in = AuthorityBench.class.getResourceAsStream("/authority.tsv")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Role[] columns = {};
      for (var line : text.lines().toList()) {
        var cells = line.split("\t", -1);
        if (line.startsWith("#\t")) {
          columns = new Role[cells.length - 1];
          for (int i = 1; i < cells.length; i++) {
            columns[i - 1] = Role.valueOf(cells[i].toUpperCase(Locale.ROOT));
          }
        } else if (!line.startsWith("#")) {
          table.put(cells[0], roles(columns, cells));
        }
      }
    }
    return table;
  }

  private static Set<Role> roles(Role[] columns, String[] cells) {
    var roles = new HashSet<Role>();
    for (int i = 1; i < cells.length; i++) {
      if (cells[i].equals("x")) {
        roles.add(columns[i - 1]);
      } else if (!cells[i].equals("-")) {
        throw new IllegalArgumentException(cells[0] + ": " + cells[i] + " is neither x nor -");
      }
    }
    return roles;
  }
}
