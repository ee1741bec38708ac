package io.vmto.sandbox.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: requests one after the other until somebody has had enough. */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int IDLE_MILLIS = 60_000;
  private static final int BUFFER = 64 * 1024;

  private final Socket socket;
  private final @Nullable Identity identity;
  private final Handler handler;
  private final CountDownLatch serverStopped;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean busy;

  Connection(
      Socket socket, @Nullable Identity identity, Handler handler, CountDownLatch serverStopped) {
    this.socket = socket;
    this.identity = identity;
    this.handler = handler;
    this.serverStopped = serverStopped;
  }

  void run() {
    try (socket;
        var secured = secure()) {
      var in = new BufferedInputStream(secured.getInputStream(), BUFFER);
      var out = new BufferedOutputStream(secured.getOutputStream(), BUFFER);
      while (!stopping() && serveOne(in, out)) {
        busy = false;
      }
    } catch (IOException e) {
      LOG.debug("connection ended: {}", e.toString());
    } finally {
      ended.countDown();
    }
  }

  // TLS is layered over a plain socket so that a cut can skip close_notify.
  private Socket secure() throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(IDLE_MILLIS);
    if (identity == null) {
      return socket;
    }
    var factory = identity.context().getSocketFactory();
    var tls = (SSLSocket) factory.createSocket(socket, null, true);
    tls.setUseClientMode(false);
    tls.startHandshake();
    return tls;
  }

  private boolean serveOne(InputStream in, OutputStream out) throws IOException {
    var response = new Response(this, in, out);
    try {
      var head = Head.read(in);
      if (head == null) {
        return false;
      }
      busy = true;
      var request = new Request(head, BodyInput.of(head, in, out));
      response.answers(request);
      answer(request, response);
      return response.finish() && request.drained();
    } catch (WireException e) {
      return refuse(response, e.status(), String.valueOf(e.getMessage()));
    }
  }

  private void answer(Request request, Response response) throws IOException {
    try {
      handler.handle(request, response);
    } catch (WireException e) {
      refuse(response, e.status(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.method(), request.path(), e);
      refuse(response, 500, "internal error");
    }
  }

  private boolean refuse(Response response, int status, String message) throws IOException {
    if (response.begun()) {
      cut();
      throw new CutException("failed after the response had begun");
    }
    response.status(status).header("Connection", "close");
    response.send("text/plain", message.getBytes(StandardCharsets.UTF_8));
    return false;
  }

  /** Closes the transport under TLS: the peer sees an end without close_notify. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("cut: {}", e.toString());
    }
  }

  /** Blocks until the server stops: the peer's own timeout has to end this. */
  void stall() throws IOException {
    try {
      serverStopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cut();
    throw new CutException("stalled");
  }

  /** Lets a running request end; an idle connection ends at once. */
  void finishUp() {
    if (!busy) {
      cut();
    }
  }

  boolean stopping() {
    return serverStopped.getCount() == 0;
  }

  void soTimeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  boolean awaitEnd(long time, TimeUnit unit) {
    try {
      return ended.await(Math.max(time, 0), unit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
