package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import io.vmto.sandbox.pve.PveFaults.Point;
import io.vmto.sandbox.wire.Handler;
import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import io.vmto.sandbox.wire.WebSocketHandshake;
import io.vmto.sandbox.wire.WireException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The API server: credentials, then the call, then its privileges, then the node it is about, then
 * its parameters, in the order a node looks at them.
 */
final class Dispatcher implements Handler {
  private static final String UPLOAD = "POST /nodes/{node}/storage/{storage}/upload";
  private static final String WEBSOCKET = "GET /nodes/{node}/qemu/{vmid}/vncwebsocket";
  private static final int LARGEST_BODY = 512 * 1024;
  private static final long LARGEST_READ_AWAY = 64L << 20;

  private final PveSettings settings;
  private final CallTable table;
  private final Validator validator;
  private final Parts parts;
  private final PveFaults faults;
  private final Upload upload;
  private final Map<String, Ask.Handler> handlers;

  Dispatcher(
      PveSettings settings,
      CallTable table,
      Parts parts,
      PveFaults faults,
      Upload upload,
      Map<String, Ask.Handler> handlers) {
    this.settings = settings;
    this.table = table;
    this.validator = new Validator(table);
    this.parts = parts;
    this.faults = faults;
    this.upload = upload;
    this.handlers = handlers;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    boolean extended = request.rawPath().startsWith("/api2/extjs/");
    try {
      if (request.header("Transfer-Encoding").isPresent()) {
        throw PveError.bare(501, "chunked transfer encoding not supported");
      }
      if (!extended && !request.rawPath().startsWith("/api2/json/")) {
        throw PveError.bare(501, "no such file '" + request.path().replaceAll("\\s", "") + "'");
      }
      serve(request, response, extended);
    } catch (PveError e) {
      readAway(request);
      Replies.refuse(e, response, extended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw response.cut();
    }
  }

  // A close with unread bytes would reach the client as a reset, and the refusal perhaps never.
  private static void readAway(Request request) throws IOException {
    if (request.header("Expect").isEmpty()) {
      var block = new byte[8192];
      long left = LARGEST_READ_AWAY;
      for (int n = 0; n >= 0 && left > 0; left -= n) {
        n = request.body().read(block);
      }
    }
  }

  private void serve(Request request, Response response, boolean extended)
      throws IOException, InterruptedException {
    String path = request.rawPath().substring("/api2/json".length() + (extended ? 1 : 0));
    String subject = request.method() + " " + path;
    if (faults.strikes(Point.PROXY_595, subject)) {
      throw PveError.bare(595, "No route to host");
    }
    if (faults.strikes(Point.PROXY_596, subject)) {
      throw PveError.bare(596, "Connection timed out");
    }
    var segments =
        Arrays.stream(path.substring(1).split("/", -1))
            .map(segment -> Request.percentDecode(segment, false))
            .toList();
    var found = table.find(request.method(), segments);
    boolean open = found.map(match -> match.call().permission().equals("user:world")).orElse(false);
    Caller caller = open ? new Caller("", null) : parts.login().callerOf(request);
    if (!open && faults.strikes(Point.REFUSE_AUTH, subject)) {
      throw PveError.unauthorized("permission denied - invalid PVE ticket");
    }
    var match = found.orElseThrow(() -> PveError.unknown(request.method(), path));
    if (!match.call().tokens() && caller.token() != null) {
      throw PveError.withBody(403, "API tokens are not allowed here\n");
    }
    run(request, response, extended, caller, match);
  }

  private void run(
      Request request, Response response, boolean extended, Caller caller, CallTable.Match match)
      throws IOException, InterruptedException {
    var call = match.call();
    if (call.key().equals(UPLOAD)) {
      demandForUpload(caller, match);
      Replies.answer(response, extended, receive(request, response, caller, match));
      return;
    }
    demand(caller, match);
    checkNode(match);
    var params = params(request);
    params.putAll(match.placeholders());
    validator.check(call, params);
    var ask = new Ask(caller, call, params);
    if (call.key().equals(WEBSOCKET)) {
      console(request, response, ask);
    } else {
      Replies.answer(response, extended, handler(call).answer(ask));
    }
  }

  private Ask.Handler handler(CallTable.Call call) {
    var handler = handlers.get(call.key());
    if (handler == null) {
      throw new IllegalStateException("nothing handles " + call.key());
    }
    return handler;
  }

  private void demand(Caller caller, CallTable.Match match) {
    String permission = match.call().permission();
    if (permission.startsWith("perm:")) {
      int equals = permission.indexOf('=');
      String path = permission.substring("perm:".length(), equals);
      for (var placeholder : match.placeholders().entrySet()) {
        path = path.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
      }
      if (!path.contains("{")) {
        parts.access().demand(caller, path, permission.substring(equals + 1).split("\\|", -1));
      }
    }
  }

  // Seen on a real node: this refusal alone comes without a body.
  private void demandForUpload(Caller caller, CallTable.Match match) {
    try {
      demand(caller, match);
    } catch (PveError e) {
      throw e.withoutBody();
    }
  }

  private void checkNode(CallTable.Match match) {
    String node = match.placeholders().getOrDefault("node", settings.node());
    if (!node.equals(settings.node())) {
      throw PveError.fault(
          "hostname lookup '"
              + node
              + "' failed - failed to get address info for: "
              + node
              + ": Temporary failure in name resolution");
    }
  }

  private static Map<String, String> params(Request request) throws IOException {
    boolean body = request.method().equals("POST") || request.method().equals("PUT");
    if (!body) {
      return new LinkedHashMap<>(request.query());
    }
    long length = request.header("Content-Length").map(Long::parseLong).orElse(0L);
    if (length > LARGEST_BODY) {
      throw PveError.bare(501, "for data too large");
    }
    String text = request.text(LARGEST_BODY);
    boolean json = request.header("Content-Type").orElse("").startsWith("application/json");
    var params = new LinkedHashMap<String, String>();
    if (json && !text.isBlank()) {
      Json.read(text)
          .properties()
          .forEach(entry -> params.put(entry.getKey(), entry.getValue().asString("")));
    } else if (!json) {
      params.putAll(Request.form(text));
    }
    return params;
  }

  private Answer receive(Request request, Response response, Caller caller, CallTable.Match match)
      throws IOException {
    response.header("Connection", "close");
    var received = upload.receive(request, response);
    try {
      checkNode(match);
      var params = received.params();
      params.putAll(match.placeholders());
      validator.check(match.call(), params);
      var storage = parts.storages().get(params.getOrDefault("storage", ""));
      var work = Imports.work(settings.node(), storage, received);
      return Answer.of(parts.tasks().start("imgcopy", "", caller, work));
    } catch (PveError e) {
      java.nio.file.Files.deleteIfExists(received.file());
      throw e;
    }
  }

  private void console(Request request, Response response, Ask ask) throws IOException {
    int port = ask.number("port", 0);
    if (!parts.terminals().expects(ask.vmid(), port, ask.get("vncticket"))) {
      throw PveError.unauthorized("permission denied - invalid PVEVNC ticket");
    }
    try (var raw = WebSocketHandshake.accept(request, response, "binary")) {
      parts.terminals().serve(port, raw);
    } catch (WireException e) {
      throw PveError.bare(e.status(), String.valueOf(e.getMessage()));
    }
  }

  /** Calls of the table that nothing handles; for the test that there are none. */
  List<String> unhandled() {
    return table.calls().stream()
        .map(CallTable.Call::key)
        .filter(key -> !handlers.containsKey(key) && !key.equals(UPLOAD) && !key.equals(WEBSOCKET))
        .toList();
  }
}
