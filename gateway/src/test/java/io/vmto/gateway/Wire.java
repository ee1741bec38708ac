package io.vmto.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection that sends exactly what a test says, well-formed or not. */
final class Wire implements AutoCloseable {
  private final Socket socket;

  Wire(House house) throws IOException {
    socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), house.port());
    socket.setSoTimeout(20_000);
  }

  /** The usual headers of somebody who may come in. */
  static String headers(House house) throws IOException {
    return "Host: 127.0.0.1:"
        + house.port()
        + "\r\nAuthorization: Bearer "
        + house.token()
        + "\r\n";
  }

  Wire send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** All until the server closes the connection. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** All up to and with this text. */
  String until(String end) throws IOException {
    var text = new StringBuilder();
    for (int b = read(); b >= 0; b = read()) {
      text.append((char) b);
      if (text.indexOf(end, Math.max(0, text.length() - end.length())) >= 0) {
        return text.toString();
      }
    }
    throw new IOException("the connection ended after " + text);
  }

  int read() throws IOException {
    return socket.getInputStream().read();
  }

  static String exchange(House house, String request) throws IOException {
    try (var wire = new Wire(house)) {
      return wire.send(request).rest();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
