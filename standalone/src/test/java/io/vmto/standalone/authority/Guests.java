package io.vmto.standalone.authority;

import io.vmto.contract.access.Role;
import io.vmto.standalone.authority.Senders.Person;
import io.vmto.standalone.authority.Web.Answer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what uses up the session, token or password that it is asked with: each time with a
 * session made for it, and where a password is changed with an account.
 */
final class Guests {
  private static final String OPEN = "POST /api/v1/session";
  private static final String REFRESH = "POST /api/v1/session/refresh";
  private static final String CLOSE = "DELETE /api/v1/session";
  private static final String PASSWORD = "PUT /api/v1/me/password";

  private final Web web;
  private final Senders senders;

  Guests(Web web, Senders senders) {
    this.web = web;
    this.senders = senders;
  }

  static boolean isOfASession(Operation operation) {
    return Set.of(OPEN, REFRESH, CLOSE, PASSWORD).contains(operation.name());
  }

  /** Sends it as somebody of the same role, or with the same authorization where there is none. */
  Answer send(Operation operation, String who, @Nullable String sent) {
    var role = Arrays.stream(Role.values()).filter(r -> named(r, who)).findFirst();
    var guest =
        role.isPresent() && operation.name().equals(PASSWORD)
            ? senders.account("guest-" + who, role.get())
            : senders.again(senders.person(who));
    return web.send(
        operation.method(),
        operation.path(),
        role.isPresent() ? "Bearer " + guest.access() : sent,
        operation.accept(),
        body(operation, guest));
  }

  private static @Nullable String body(Operation operation, Person guest) {
    return switch (operation.name()) {
      case OPEN -> Senders.credentials(guest.name(), guest.password());
      case REFRESH -> "{\"refreshToken\": \"%s\"}".formatted(guest.refresh());
      case PASSWORD ->
          "{\"current\": \"%s\", \"password\": \"quite another password\"}"
              .formatted(guest.password());
      default -> null;
    };
  }

  private static boolean named(Role role, String who) {
    return role.name().toLowerCase(Locale.ROOT).equals(who);
  }
}
