package io.vmto.standalone.authority;

import io.vmto.contract.access.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** A table that people wrote: which of its columns may do what stands in a row. */
final class Table {
  private Table() {}

  /** The rows by their names, each with the columns that have an x. */
  static Map<String, Set<String>> read(String resource) throws IOException {
    var table = new TreeMap<String, Set<String>>();
    try (var in = Table.class.getResourceAsStream(resource)) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      String[] columns = {};
      for (var line : text.lines().toList()) {
        var cells = line.split("\t", -1);
        if (line.startsWith("#\t")) {
          columns = cells;
        } else if (!line.startsWith("#")) {
          if (table.put(cells[0], marked(columns, cells)) != null) {
            throw new IllegalArgumentException(cells[0] + " is there twice");
          }
        }
      }
    }
    return table;
  }

  /** The same where every column is a role. */
  static Map<String, Set<Role>> ofRoles(String resource) throws IOException {
    var table = new TreeMap<String, Set<Role>>();
    read(resource)
        .forEach(
            (name, columns) -> {
              var roles = EnumSet.noneOf(Role.class);
              columns.forEach(c -> roles.add(Role.valueOf(c.toUpperCase(Locale.ROOT))));
              table.put(name, roles);
            });
    return table;
  }

  private static Set<String> marked(String[] columns, String[] cells) {
    if (cells.length != columns.length) {
      throw new IllegalArgumentException(cells[0] + " has " + (cells.length - 1) + " cells");
    }
    var marked = new HashSet<String>();
    for (int i = 1; i < cells.length; i++) {
      if (cells[i].equals("x")) {
        marked.add(columns[i]);
      } else if (!cells[i].equals("-")) {
        throw new IllegalArgumentException(cells[0] + ": " + cells[i] + " is neither x nor -");
      }
    }
    return marked;
  }
}
