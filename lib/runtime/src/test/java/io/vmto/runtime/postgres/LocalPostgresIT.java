package io.vmto.runtime.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A real server on real folders; whoever is killed here is killed with SIGKILL. */
@Timeout(120)
class LocalPostgresIT {
  @TempDir Path dir;

  @Test
  void aStoppedServerComesBackWithItsData() throws Exception {
    Path home = dir.resolve("not/there/yet");
    ProcessHandle process;
    try (LocalPostgres first = LocalPostgres.start(home)) {
      write(first, "kept");
      process = postmaster(home);
      assertThat(process.isAlive()).isTrue();
    }
    assertThat(process.isAlive()).isFalse();
    try (LocalPostgres second = LocalPostgres.start(home)) {
      assertThat(notes(second)).containsExactly("kept");
    }
  }

  @Test
  void theServerOfAKilledParentIsReplacedAndWhatItCommittedIsThere() throws Exception {
    Process parent = parent(dir.resolve("db"));
    ProcessHandle orphan;
    try (BufferedReader said = parent.inputReader(UTF_8)) {
      assertThat(said.readLine()).isEqualTo("written");
      orphan = postmaster(dir.resolve("db"));
    } finally {
      parent.destroyForcibly().waitFor();
    }
    assertThat(orphan.isAlive()).as("PostgreSQL outlives its parent").isTrue();
    try (LocalPostgres next = LocalPostgres.start(dir.resolve("db"))) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(postmaster(dir.resolve("db"))).isNotEqualTo(orphan);
      assertThat(notes(next)).containsExactly("by the parent");
    }
  }

  @Test
  void aServerThatWasKilledItselfComesBackByItself() throws Exception {
    Path home = dir.resolve("db");
    ProcessHandle second;
    try (LocalPostgres server = LocalPostgres.start(home)) {
      write(server, "before the crash");
      ProcessHandle first = postmaster(home);
      first.destroyForcibly();
      first.onExit().join();
      assertThat(answered(server)).containsExactly("before the crash");
      second = postmaster(home);
      assertThat(second).isNotEqualTo(first);
    }
    assertThat(second.isAlive()).as("what was started again is stopped as well").isFalse();
  }

  /** Asks until there is an answer; the test's own limit ends it. */
  private static List<String> answered(LocalPostgres server) {
    while (true) {
      try {
        return notes(server);
      } catch (SQLException e) {
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  @Test
  void aStaleFileThatNamesAnotherProcessHarmsNeitherTheStartNorThatProcess() throws Exception {
    Path home = dir.resolve("db");
    LocalPostgres.start(home).close();
    Process stranger = new ProcessBuilder("cat").start();
    Path data = home.toRealPath().resolve("data");
    Files.write(
        data.resolve("postmaster.pid"),
        List.of(
            "" + stranger.pid(), data.toString(), "1", "5432", "", "127.0.0.1", "1 1", "ready"));
    try (LocalPostgres second = LocalPostgres.start(home)) {
      write(second, "mine");
      assertThat(stranger.isAlive()).isTrue();
      assertThat(notes(second)).containsExactly("mine");
    } finally {
      stranger.destroy();
    }
  }

  @Test
  void twoServersRunSideBySide() throws Exception {
    try (LocalPostgres one = LocalPostgres.start(dir.resolve("one"));
        LocalPostgres two = LocalPostgres.start(dir.resolve("two"))) {
      write(one, "first");
      write(two, "second");
      assertThat(notes(one)).containsExactly("first");
      assertThat(notes(two)).containsExactly("second");
      assertThat(one.password()).isNotEqualTo(two.password());
    }
  }

  @Test
  void aFolderWhoseOwnerIsAliveIsRefusedAndTheOwnerGoesOn() throws Exception {
    Path home = dir.resolve("db");
    try (LocalPostgres owner = LocalPostgres.start(home)) {
      assertThatIOException()
          .isThrownBy(() -> LocalPostgres.start(home))
          .withMessageContaining("in use");
      Process other = parent(home);
      try (BufferedReader said = other.inputReader(UTF_8)) {
        assertThat(said.readLine()).contains("in use");
      } finally {
        other.destroyForcibly().waitFor();
      }
      write(owner, "undisturbed");
      assertThat(notes(owner)).containsExactly("undisturbed");
    }
  }

  @Test
  void nobodyConnectsWithoutThePassword() throws Exception {
    Path home = dir.resolve("db");
    try (LocalPostgres server = LocalPostgres.start(home)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "guessed"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      assertThat(permissions(home)).isEqualTo("rwx------");
      assertThat(permissions(home.resolve("password"))).isEqualTo("rw-------");
      assertThat(permissions(home.resolve("data"))).isEqualTo("rwx------");
      assertThat(Files.readString(home.resolve("postgres.log"))).doesNotContain(server.password());
      assertThat(setting(server, "unix_socket_directories")).isEmpty();
      assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(setting(server, "fsync")).isEqualTo("on");
    }
  }

  @Test
  void theServerSpeaksR2dbcTakesSettingsAndSortsUnicode() throws Exception {
    try (LocalPostgres server =
        LocalPostgres.start(dir.resolve("db"), Map.of("max_connections", "17"))) {
      assertThat(setting(server, "max_connections")).isEqualTo("17");
      ConnectionFactoryOptions options =
          ConnectionFactoryOptions.parse(server.r2dbcUrl())
              .mutate()
              .option(ConnectionFactoryOptions.USER, server.user())
              .option(ConnectionFactoryOptions.PASSWORD, server.password())
              .build();
      String upper =
          Mono.usingWhen(
                  ConnectionFactories.get(options).create(),
                  c ->
                      Mono.from(c.createStatement("select upper('größe')").execute())
                          .flatMap(r -> Mono.from(r.map(row -> row.get(0, String.class)))),
                  io.r2dbc.spi.Connection::close)
              .block(Duration.ofSeconds(20));
      assertThat(upper).isEqualTo("GRÖßE");
    }
  }

  @Test
  void aServerThatCannotStartSaysWhyAndLeavesTheFolderFree() throws Exception {
    Path home = dir.resolve("db");
    assertThatIOException()
        .isThrownBy(() -> LocalPostgres.start(home, Map.of("shared_buffers", "nonsense")))
        .withMessageContaining("shared_buffers");
    LocalPostgres server = LocalPostgres.start(home);
    int port = server.port();
    server.close();
    server.close();
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }
  }

  private static void write(LocalPostgres server, String note) throws SQLException {
    try (Connection c = connect(server);
        Statement s = c.createStatement()) {
      s.execute("create table if not exists notes (note text)");
      s.execute("insert into notes values ('" + note + "')");
    }
  }

  private static List<String> notes(LocalPostgres server) throws SQLException {
    return List.of(query(server, "select string_agg(note, '|') from notes").split("\\|"));
  }

  private static String setting(LocalPostgres server, String name) throws SQLException {
    return query(server, "show " + name);
  }

  private static String query(LocalPostgres server, String sql) throws SQLException {
    try (Connection c = connect(server);
        Statement s = c.createStatement();
        ResultSet row = s.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Connection connect(LocalPostgres server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static ProcessHandle postmaster(Path home) throws IOException {
    String pid = Files.readAllLines(home.resolve("data/postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Process parent(Path home) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Parent.class.getName(),
            home.toString())
        .redirectErrorStream(true)
        .start();
  }

  /** A program that starts a server, writes, and then waits to be killed. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws Exception {
      LocalPostgres server = LocalPostgres.start(Path.of(args[0]));
      write(server, "by the parent");
      System.out.println("written");
      System.in.read();
    }
  }
}
