package io.vmto.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Hashed;
import io.vmto.contract.access.KeyCommand.CreateKey;
import io.vmto.contract.access.KeyCommand.RevokeKey;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.gateway.Accepted;
import io.vmto.gateway.Body;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Keys for programs. Everybody makes and revokes their own, out of what they may themselves. */
@RestController
@RequestMapping(KeyApi.ADDRESS)
final class KeyApi {
  static final String ADDRESS = "/api/v1/keys";
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Directory directory;
  private final Bus bus;
  private final Clock clock;

  KeyApi(Directory directory, Bus bus, Clock clock) {
    this.directory = directory;
    this.bus = bus;
    this.clock = clock;
  }

  /** {@code secret} is the key itself and is never told again. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Made(String id, @Nullable String secret) {
    @Override
    public String toString() {
      return "Made[" + id + "]";
    }
  }

  private record Form(String name, Set<Permission> permissions, Instant expires) {
    static Form from(Fields fields) {
      var name = fields.when("name", fields.text("name"), Names::good, Names.form());
      var roles = fields.optionalChoices("roles", Role.class);
      var permissions = fields.optionalChoices("permissions", Permission.class);
      if ((roles == null) == (permissions == null)) {
        throw Fields.invalid("permissions", "or else roles must be there, not both");
      }
      var given =
          roles == null
              ? Objects.requireNonNull(permissions)
              : Caller.of(name, roles).permissions();
      if (given.isEmpty()) {
        throw Fields.invalid("permissions", "must not be empty");
      }
      return new Form(name, given, fields.time("expires"));
    }
  }

  @PostMapping
  Mono<ResponseEntity<Made>> create(Identity who, Body body, Call call) {
    requirePerson(who);
    var form = body.as(Form::from);
    requireWithin(form.permissions, who.caller());
    requireSoon(form.expires);
    var id = new KeyId(call.newId(ADDRESS + "/" + who.caller().name()));
    var secret = Tokens.make(Tokens.KEY);
    var hash = new Hashed(HexFormat.of().formatHex(Tokens.sha256(secret)));
    return bus.send(
            new CreateKey(id, form.name, who.caller().name(), form.permissions, form.expires, hash),
            call.carriedOut())
        .map(made -> made(id, made.equals(true) ? secret : null));
  }

  @GetMapping
  Mono<Directory.Keys> list(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "") String after,
      Call call) {
    Fields.within("limit", limit, Directory.MOST);
    var all = call.caller().may(Permission.AUDIT);
    return directory.keys(all ? null : call.caller().name(), limit, after);
  }

  @DeleteMapping("/{id}")
  Mono<ResponseEntity<Accepted>> revoke(@PathVariable KeyId id, Body body, Call call) {
    body.none();
    return directory
        .ownerOf(id)
        .filter(owner -> mayRevoke(owner, call))
        .switchIfEmpty(Mono.error(() -> Directory.unknown("key", id)))
        .flatMap(owner -> bus.send(new RevokeKey(id), call.carriedOut()).then(Mono.just(id)))
        .map(revoked -> Accepted.at(ADDRESS, revoked.value()));
  }

  private static boolean mayRevoke(String owner, Call call) {
    return owner.equals(call.caller().name()) || call.caller().may(Permission.ADMINISTER);
  }

  /** Or a key that leaked could outlive itself. */
  private static void requirePerson(Identity who) {
    if (who.proof() instanceof Identity.Key) {
      throw new Rejected(
          ErrorCode.NOT_ALLOWED, "A key cannot make keys.", "Sign in and make it yourself.");
    }
  }

  private static void requireWithin(Set<Permission> wanted, Caller owner) {
    var lacking = EnumSet.copyOf(wanted);
    lacking.removeAll(owner.permissions());
    if (!lacking.isEmpty()) {
      throw new Rejected(
          Failure.of(
                  ErrorCode.NOT_ALLOWED,
                  "A key cannot have a permission that you have not.",
                  "Leave it out.")
              .with("permissions", lacking));
    }
  }

  private void requireSoon(Instant expires) {
    var now = clock.instant();
    if (!expires.isAfter(now) || expires.isAfter(now.plus(LONGEST))) {
      throw Fields.invalid(
          "expires", "must lie ahead, and no more than " + LONGEST.toDays() + " days");
    }
  }

  private static ResponseEntity<Made> made(KeyId id, @Nullable String secret) {
    return ResponseEntity.accepted()
        .location(URI.create(ADDRESS))
        .body(new Made(id.value(), secret));
  }
}
