package io.vmto.sandbox.pve;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A serial console over the JDK's websocket, which knows nothing of our frames. */
final class Console implements WebSocket.Listener, AutoCloseable {
  private final LinkedBlockingQueue<String> pieces = new LinkedBlockingQueue<>();
  private final StringBuilder heard = new StringBuilder();
  private WebSocket socket;

  static Console open(Bench bench, PveSettings.Token token, int vmid) throws Exception {
    String vm = "/nodes/pve1/qemu/" + vmid;
    var proxy = bench.post(vm + "/termproxy", "serial", "serial0").data();
    String ticket = proxy.path("ticket").asString();
    String query = "?port=" + proxy.path("port").asInt() + "&vncticket=" + Bench.encode(ticket);
    var url = bench.node().url().replace("https:", "wss:") + "/api2/json" + vm + "/vncwebsocket";
    var console = new Console();
    console.socket =
        HttpClient.newBuilder()
            .sslContext(trusting(bench))
            .build()
            .newWebSocketBuilder()
            .subprotocols("binary")
            .header("Authorization", "PVEAPIToken=" + token.id() + "=" + token.secret())
            .buildAsync(URI.create(url + query), console)
            .get(20, TimeUnit.SECONDS);
    console.send(proxy.path("user").asString() + ":" + ticket + "\n");
    return console;
  }

  private static SSLContext trusting(Bench bench) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var pem = java.nio.file.Files.newInputStream(bench.certificate())) {
      store.setCertificateEntry(
          "node", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    pieces.add(StandardCharsets.ISO_8859_1.decode(data).toString());
    from.request(1);
    return null;
  }

  /** Waits until the text was seen; answers everything heard so far. */
  String await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (heard.indexOf(text) < 0) {
      String piece = pieces.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (piece == null) {
        throw new AssertionError("console said only: " + heard);
      }
      heard.append(piece);
    }
    return heard.toString();
  }

  void send(String message) {
    socket.sendText(message, true).join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
