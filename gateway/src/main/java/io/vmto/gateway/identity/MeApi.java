package io.vmto.gateway.identity;

import io.vmto.contract.access.AccountCommand.ChangePassword;
import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import io.vmto.gateway.Accepted;
import io.vmto.gateway.Body;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import io.vmto.gateway.openapi.Operation;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Whoever asks, about themselves. */
@RestController
@RequestMapping(MeApi.ADDRESS)
final class MeApi {
  static final String ADDRESS = "/api/v1/me";

  private final SignIn signIn;
  private final Passwords passwords;
  private final Bus bus;

  MeApi(SignIn signIn, Passwords passwords, Bus bus) {
    this.signIn = signIn;
    this.passwords = passwords;
    this.bus = bus;
  }

  /** Who the server takes the sender for, in fixed order. */
  record Me(String name, List<Role> roles, List<Permission> permissions) {}

  @GetMapping
  @Operation("Whoever asks, and what they may do.")
  Me me(Identity who) {
    return new Me(
        who.caller().name(),
        who.roles().stream().sorted().toList(),
        who.caller().permissions().stream().sorted().toList());
  }

  private record Change(String current, String password) {
    static Change from(Fields fields) {
      var current = fields.document("current", Passwords.LONGEST);
      var password = fields.document("password", Passwords.LONGEST);
      fields.when(
          "password",
          password,
          p -> p.length() >= Passwords.SHORTEST,
          "must have at least " + Passwords.SHORTEST + " characters");
      fields.when("password", password, p -> !p.equals(current), "is the one you have already");
      return new Change(current, password);
    }

    @Override
    public String toString() {
      return "Change[********]";
    }
  }

  /** Ends every other session of the account. */
  @PutMapping("/password")
  @Operation(
      value = "Change one's own password.",
      body = "{\"current\": \"correct horse\", \"password\": \"battery staple 7\"}")
  Mono<ResponseEntity<Accepted>> changePassword(Identity who, Body body, Call call) {
    var change = body.as(Change::from);
    var session = SessionApi.session(who);
    return signIn
        .check(who.caller().name(), change.current, call)
        .flatMap(proven -> passwords.hash(change.password))
        .map(hash -> new ChangePassword(session.account(), hash, session.id()))
        .flatMap(command -> bus.send(command, call.carriedOut()).then(Mono.just(command)))
        .map(command -> Accepted.at(ADDRESS, command.account().value()));
  }
}
