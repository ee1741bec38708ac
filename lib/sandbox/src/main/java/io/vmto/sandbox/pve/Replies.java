package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import io.vmto.sandbox.wire.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers and refusals on the wire, in the form of {@code /json} and that of {@code /extjs}. */
final class Replies {
  private Replies() {}

  static void answer(Response response, boolean extended, Answer answer) throws IOException {
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("data", answer.data());
    body.putAll(answer.beside());
    if (extended) {
      body.put("success", 1);
    }
    send(response, body);
  }

  static void refuse(PveError error, Response response, boolean extended) throws IOException {
    if (extended && error.hasBody()) {
      var body = new LinkedHashMap<String, @Nullable Object>();
      body.put("data", null);
      body.put("success", 0);
      body.put("status", error.status());
      body.put("message", error.text());
      if (!error.errors().isEmpty()) {
        body.put("errors", error.errors());
      }
      send(response, body);
      return;
    }
    response.status(error.status(), error.reason());
    if (!error.hasBody()) {
      response.header("Connection", "close");
      return;
    }
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("data", null);
    body.put("message", error.text());
    if (!error.errors().isEmpty()) {
      body.put("errors", error.errors());
    }
    send(response, body);
  }

  private static void send(Response response, Map<String, ?> body) throws IOException {
    response
        .header("Cache-Control", "max-age=0")
        .header("Pragma", "no-cache")
        .header("Server", "pve-api-daemon/3.0")
        .send("application/json;charset=UTF-8", Json.write(body));
  }
}
