package io.vmto.sandbox;

import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import io.vmto.sandbox.wire.WireException;
import io.vmto.sandbox.wire.WireServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The loopback endpoint of tests and demos, JSON over plain HTTP with a bearer token. {@code GET
 * /control/state}; {@code GET PUT DELETE /control/faults}, {@code DELETE /control/faults/NAME};
 * {@code POST /control/PRETENDER/ACTION}; {@code POST /control/stop}.
 */
final class ControlPlane implements Closeable {
  private static final int MAX_BODY = 1 << 20;

  private final Sandbox sandbox;
  private final String token;
  private WireServer server;

  @SuppressWarnings("NullAway.Init")
  private ControlPlane(Sandbox sandbox) {
    this.sandbox = sandbox;
    var secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    this.token = HexFormat.of().formatHex(secret);
  }

  static ControlPlane start(Sandbox sandbox, SandboxContext context) throws IOException {
    var plane = new ControlPlane(sandbox);
    plane.server = context.servePlain("control", plane::handle);
    return plane;
  }

  String url() {
    return server.url() + "/control";
  }

  String token() {
    return token;
  }

  private void handle(Request request, Response response) throws IOException {
    if (!authorized(request)) {
      throw new WireException(401, "bearer token of sandbox.json needed");
    }
    try {
      response.send("application/json", Json.write(answer(request)) + "\n");
    } catch (IllegalArgumentException | JacksonException e) {
      throw new WireException(400, String.valueOf(e.getMessage()));
    }
  }

  private boolean authorized(Request request) {
    byte[] given = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }

  private Object answer(Request request) throws IOException {
    String[] path = request.path().split("/", -1);
    if (path.length < 3 || !path[1].equals("control")) {
      throw new WireException(404, "no such path");
    }
    String rest = path.length > 3 ? path[3] : "";
    return switch (request.method() + " " + path[2]) {
      case "GET state" -> sandbox.state();
      case "GET faults" -> sandbox.faults().rules();
      case "PUT faults" -> put(body(request));
      case "DELETE faults" -> remove(rest);
      case "POST stop" -> stop();
      default -> act(request, path[2], rest);
    };
  }

  private Object act(Request request, String name, String action) throws IOException {
    var pretender =
        sandbox
            .pretender(name)
            .filter(p -> request.method().equals("POST"))
            .orElseThrow(() -> new WireException(404, "no such path"));
    return pretender.act(action, body(request));
  }

  private Object put(JsonNode body) {
    if (body.isArray()) {
      body.forEach(rule -> sandbox.faults().put(Json.as(rule, Fault.class)));
    } else {
      sandbox.faults().put(Json.as(body, Fault.class));
    }
    return sandbox.faults().rules();
  }

  private Object remove(String name) {
    if (name.isEmpty()) {
      sandbox.faults().clear();
    } else {
      sandbox.faults().remove(name);
    }
    return sandbox.faults().rules();
  }

  private Object stop() {
    sandbox.askToStop();
    return Map.of("stopping", true);
  }

  private static JsonNode body(Request request) throws IOException {
    String text = request.text(MAX_BODY);
    return Json.read(text.isBlank() ? "{}" : text);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
