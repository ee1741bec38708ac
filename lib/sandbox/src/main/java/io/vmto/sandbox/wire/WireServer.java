package io.vmto.sandbox.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTPS/1.1 (or plain HTTP) server on loopback with one virtual thread per connection, made for
 * simulators: it can answer with any reason phrase and framing, and break a connection anywhere.
 */
public final class WireServer implements Closeable {
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ServerSocket listener;
  private final @Nullable Identity identity;
  private final Handler handler;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private WireServer(int port, @Nullable Identity identity, Handler handler) throws IOException {
    this.identity = identity;
    this.handler = handler;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
    Thread.ofVirtual().name("wire-" + listener.getLocalPort()).start(this::accept);
  }

  /**
   * Starts an HTTPS server with the certificate of that name.
   *
   * @param port 0 lets the system choose
   */
  public static WireServer start(Path dataDir, String name, int port, Handler handler)
      throws IOException {
    return new WireServer(port, Identity.of(dataDir, name), handler);
  }

  /** Starts a server without TLS. */
  public static WireServer plain(int port, Handler handler) throws IOException {
    return new WireServer(port, null, handler);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        // closed, or one connection that never came to be
      }
    }
  }

  private void serve(Socket socket) {
    var connection = new Connection(socket, identity, handler, stopped);
    connections.add(connection);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                connection.run();
              } finally {
                connections.remove(connection);
              }
            });
    if (listener.isClosed()) {
      connection.cut();
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public String url() {
    return (identity == null ? "http" : "https") + "://127.0.0.1:" + port();
  }

  /** The certificate this server shows; not for plain servers. */
  public Identity identity() {
    if (identity == null) {
      throw new IllegalStateException("a plain server has no certificate");
    }
    return identity;
  }

  /** Takes no more requests, lets running ones end for two seconds, then cuts what is left. */
  @Override
  public void close() throws IOException {
    listener.close();
    stopped.countDown();
    connections.forEach(Connection::finishUp);
    long deadline = System.nanoTime() + GRACE.toNanos();
    for (var connection : connections) {
      if (!connection.awaitEnd(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        connection.cut();
      }
    }
  }
}
