package io.vmto.sandbox.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** The server's half of the WebSocket handshake (RFC 6455, 4.2); frames are the caller's. */
public final class WebSocketHandshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketHandshake() {}

  /**
   * Accepts the upgrade, with the sub-protocol if the client offered it; 400 for other requests.
   */
  public static RawConnection accept(Request request, Response response, String protocol)
      throws IOException {
    String key =
        request
            .header("Sec-WebSocket-Key")
            .filter(k -> "websocket".equalsIgnoreCase(request.header("Upgrade").orElse("")))
            .orElseThrow(() -> new WireException(400, "not a WebSocket handshake"));
    response
        .status(101)
        .header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header("Sec-WebSocket-Accept", answerTo(key));
    boolean offered =
        request.headers("Sec-WebSocket-Protocol").stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .anyMatch(name -> name.strip().equals(protocol));
    if (offered) {
      response.header("Sec-WebSocket-Protocol", protocol);
    }
    return response.upgrade();
  }

  private static String answerTo(String key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
