package io.vmto.runtime.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A PostgreSQL server of our own on a folder of ours: started on demand, started again when it ends
 * by itself, kept durable, stopped at close. It listens on a random loopback port only and asks for
 * a password that stands in a 0600 file of the folder.
 *
 * <p>The server outlives a parent that is killed. The next start on the folder stops such an orphan
 * in good order and starts a fresh one, so that there is one way in; a folder whose owner is alive
 * is refused.
 */
public final class LocalPostgres implements AutoCloseable {
  private static final int PORT_ATTEMPTS = 5;

  private final Ownership owner;
  private final Keeper server;
  private final int port;
  private final String password;

  private LocalPostgres(Ownership owner, Keeper server, int port, String password) {
    this.owner = owner;
    this.server = server;
    this.port = port;
    this.password = password;
  }

  /** Blocks until the server accepts connections; see {@link #start(Path, Map)}. */
  public static LocalPostgres start(Path dataDir) throws IOException {
    return start(dataDir, Map.of());
  }

  /**
   * Blocks until the server accepts connections: about two seconds on a new folder, less than one
   * later, longer when a crash is being recovered from.
   *
   * @param dataDir made if absent, for this process's user alone; belongs to one process at a time
   * @param settings of {@code postgresql.conf}, in addition to ours
   * @throws IOException when the folder is in use, this platform has no PostgreSQL, or the server
   *     does not start; the message holds the last lines of its log
   */
  public static LocalPostgres start(Path dataDir, Map<String, String> settings) throws IOException {
    createPrivate(dataDir);
    Path home = dataDir.toRealPath();
    Ownership owner = Ownership.take(home);
    try {
      Cluster cluster = Cluster.open(home, Binaries.unpacked(home));
      Postmaster.stopOrphan(cluster.data());
      for (int attempt = 1; ; attempt++) {
        int port = freePort();
        try {
          return new LocalPostgres(
              owner, Keeper.start(cluster, port, settings), port, cluster.password());
        } catch (PortTakenException e) {
          if (attempt == PORT_ATTEMPTS) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  public String user() {
    return Cluster.USER;
  }

  /** A secret: never to be logged or put into a URL. */
  public String password() {
    return password;
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host() + ":" + port + "/postgres";
  }

  public String r2dbcUrl() {
    return "r2dbc:postgresql://" + host() + ":" + port + "/postgres";
  }

  /**
   * Cuts the sessions off, writes a checkpoint and returns when the server is gone; a second call
   * does nothing.
   *
   * @throws IllegalStateException when the server does not go away
   */
  @Override
  public void close() {
    try (owner) {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL did not stop", e);
    }
  }

  private static void createPrivate(Path dir) throws IOException {
    Files.createDirectories(dir.toAbsolutePath().getParent());
    if (Files.notExists(dir)) {
      Files.createDirectory(
          dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
