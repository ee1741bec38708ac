package io.vmto.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes connections on to a server on the loopback, remembers how each request begins, and cuts
 * connections in the middle: so many of them, each after so many bytes in one direction.
 */
final class CuttingProxy implements Closeable {
  private static final int REMEMBERED = 4 << 10;

  private final ServerSocket listener;
  private final int server;
  private final AtomicInteger cuts = new AtomicInteger();
  private final ByteArrayOutputStream heads = new ByteArrayOutputStream();
  private volatile long requestBytes = Long.MAX_VALUE;
  private volatile long answerBytes = Long.MAX_VALUE;

  CuttingProxy(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Cuts so many connections, each once this many bytes of requests went through it. */
  void cutRequests(int connections, long bytes) {
    requestBytes = bytes;
    cuts.set(connections);
  }

  /** Cuts so many connections, each once this many bytes of answers went through it. */
  void cutAnswers(int connections, long bytes) {
    answerBytes = bytes;
    cuts.set(connections);
  }

  int cutsLeft() {
    return cuts.get();
  }

  /** What the pieces of requests began with. */
  String heads() {
    synchronized (heads) {
      return heads.toString(ISO_8859_1);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        var upstream = new Socket(InetAddress.getLoopbackAddress(), server);
        Thread.ofVirtual().start(() -> pass(client, upstream, true));
        Thread.ofVirtual().start(() -> pass(upstream, client, false));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pass(Socket from, Socket to, boolean request) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      var buffer = new byte[1 << 16];
      long passed = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (request) {
          remember(buffer, n);
        }
        passed += n;
        if (passed > (request ? requestBytes : answerBytes)
            && cuts.getAndUpdate(c -> Math.max(0, c - 1)) > 0) {
          return;
        }
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // the other direction closed both
    }
  }

  private void remember(byte[] buffer, int length) {
    synchronized (heads) {
      heads.write(buffer, 0, Math.min(length, REMEMBERED));
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
