package io.vmto.sandbox.pve;

import io.vmto.sandbox.wire.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Finds out who sends a request: API token, or ticket cookie with CSRF token. */
final class Login {
  private static final String TOKEN_SCHEME = "PVEAPIToken=";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final PveSettings settings;
  private final Tickets tickets;

  Login(PveSettings settings, Tickets tickets) {
    this.settings = settings;
    this.tickets = tickets;
  }

  Caller callerOf(Request request) {
    var header = request.header("Authorization").filter(h -> h.startsWith(TOKEN_SCHEME));
    if (header.isPresent()) {
      return byToken(header.get().substring(TOKEN_SCHEME.length()));
    }
    String ticket =
        request
            .cookie("PVEAuthCookie")
            .map(cookie -> Request.percentDecode(cookie, false))
            .orElseThrow(() -> PveError.unauthorized("No ticket"));
    String user =
        tickets
            .userOf(ticket)
            .orElseThrow(() -> PveError.unauthorized("permission denied - invalid PVE ticket"));
    boolean csrf =
        request
            .header("CSRFPreventionToken")
            .filter(token -> tickets.isCsrf(token, user))
            .isPresent();
    if (!csrf && !READING.contains(request.method())) {
      throw PveError.unauthorized("Permission denied - invalid csrf token");
    }
    return new Caller(user, null);
  }

  private Caller byToken(String text) {
    int equals = text.lastIndexOf('=');
    String id = equals < 0 ? text : text.substring(0, equals);
    String secret = text.substring(equals + 1);
    var token =
        settings.tokens().stream()
            .filter(t -> t.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> PveError.unauthorized("no such token '" + id.replace('\n', ' ') + "'"));
    if (equals < 0 || !same(token.secret(), secret)) {
      throw PveError.unauthorized("invalid token value!");
    }
    return new Caller(token.user(), token);
  }

  /** {@code POST /access/ticket}: a password, or an old ticket in its place. */
  Map<String, Object> login(Map<String, String> params) {
    String name = params.getOrDefault("username", "");
    String user = params.containsKey("realm") ? name + "@" + params.get("realm") : name;
    String password = params.getOrDefault("password", "");
    boolean known =
        settings.users().stream()
            .anyMatch(u -> u.id().equals(user) && same(u.password(), password));
    boolean renewed = tickets.userOf(password).filter(user::equals).isPresent();
    if (!known && !renewed) {
      throw PveError.withBody(401, "authentication failure\n");
    }
    var answer = new LinkedHashMap<String, Object>();
    answer.put("username", user);
    answer.put("ticket", tickets.login(user));
    answer.put("CSRFPreventionToken", tickets.csrf(user));
    return answer;
  }

  private static boolean same(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }
}
