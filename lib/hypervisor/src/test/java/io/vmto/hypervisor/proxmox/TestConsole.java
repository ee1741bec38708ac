package io.vmto.hypervisor.proxmox;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A node that answers a termproxy call and one websocket (RFC 6455), then says its lines. */
final class TestConsole implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket server;
  private final String ticket;
  private final List<String> frames;
  private final boolean ends;
  private final Map<String, String> heard = new ConcurrentHashMap<>();

  /** Says the frames once it was greeted, and then ends or stays silent. */
  TestConsole(String ticket, List<String> frames, boolean ends) throws IOException {
    this.ticket = ticket;
    this.frames = frames;
    this.ends = ends;
    server =
        TestCertificate.get()
            .context()
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  String greeting() {
    return heard.get("greeting");
  }

  String request() {
    return heard.get("request");
  }

  String protocol() {
    return heard.get("protocol");
  }

  Map<String, String> parameters() {
    return TestNode.decode(heard.get("query"));
  }

  Map<String, String> proxyParameters() {
    return TestNode.decode(heard.get("form"));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      var out = socket.getOutputStream();
      for (var head = head(in); !head.isEmpty(); head = head(in)) {
        if (head.startsWith("POST")) {
          proxy(head, in, out);
        } else {
          websocket(head, in, out);
          return;
        }
      }
    } catch (IOException _) {
      // the client has gone, which is its right
    }
  }

  private void proxy(String head, DataInputStream in, OutputStream out) throws IOException {
    var body = in.readNBytes(Integer.parseInt(header(head, "content-length")));
    heard.put("form", new String(body, StandardCharsets.US_ASCII));
    var answer =
        "{\"data\":{\"port\":\"5901\",\"user\":\"vmto@pve!move\",\"ticket\":\"" + ticket + "\"}}";
    send(out, "HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
  }

  private void websocket(String head, DataInputStream in, OutputStream out) throws IOException {
    var target = head.split(" ", 3)[1].split("\\?", 2);
    heard.put("request", "GET " + target[0]);
    heard.put("query", target[1]);
    heard.put("protocol", header(head, "sec-websocket-protocol"));
    send(
        out,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Protocol: binary\r\nSec-WebSocket-Accept: "
            + accepted(header(head, "sec-websocket-key"))
            + "\r\n\r\n");
    heard.put("greeting", frame(in));
    for (var text : frames) {
      out.write(new byte[] {(byte) 0x82, (byte) text.length()});
      send(out, text);
    }
    if (ends) {
      out.write(new byte[] {(byte) 0x88, 0});
      out.flush();
    }
    frame(in);
  }

  private static String frame(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    int length = in.readUnsignedByte() & 0x7f;
    var mask = in.readNBytes(4);
    var data = in.readNBytes(length);
    for (int i = 0; i < data.length; i++) {
      data[i] ^= mask[i % 4];
    }
    return new String(data, StandardCharsets.UTF_8);
  }

  private static String accepted(String key) {
    try {
      var sum =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String head(DataInputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  private static String header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
