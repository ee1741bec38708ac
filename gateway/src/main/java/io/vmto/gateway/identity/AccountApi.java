package io.vmto.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vmto.contract.access.AccountCommand;
import io.vmto.contract.access.AccountCommand.ChangeRoles;
import io.vmto.contract.access.AccountCommand.CreateAccount;
import io.vmto.contract.access.AccountCommand.DisableAccount;
import io.vmto.contract.access.AccountCommand.EnableAccount;
import io.vmto.contract.access.AccountCommand.ResetPassword;
import io.vmto.contract.access.AccountCommand.SignOutEverywhere;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import io.vmto.gateway.Accepted;
import io.vmto.gateway.Body;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import io.vmto.gateway.TellsSecret;
import io.vmto.gateway.openapi.Operation;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Local accounts, as administrators change and auditors read them. */
@RestController
@RequestMapping(AccountApi.ADDRESS)
final class AccountApi {
  static final String ADDRESS = "/api/v1/accounts";

  private final Directory directory;
  private final Passwords passwords;
  private final Bus bus;

  AccountApi(Directory directory, Passwords passwords, Bus bus) {
    this.directory = directory;
    this.passwords = passwords;
    this.bus = bus;
  }

  /** {@code password} is good for one sign-in and is never told again. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Opened(String id, @Nullable String password) {
    @Override
    public String toString() {
      return "Opened[" + id + "]";
    }
  }

  private record Form(String name, Set<Role> roles) {
    static Form from(Fields fields) {
      var name = fields.when("name", fields.text("name"), Names::good, Names.form());
      return new Form(name, fields.choices("roles", Role.class));
    }
  }

  @GetMapping
  @Operation("List local accounts.")
  Mono<Directory.Accounts> list(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "") String after,
      Call call) {
    call.require(Permission.AUDIT);
    Fields.within("limit", limit, Directory.MOST);
    return directory.accounts(limit, after);
  }

  @GetMapping("/{id}")
  @Operation("A local account.")
  Mono<Directory.AccountView> find(@PathVariable AccountId id, Call call) {
    call.require(Permission.AUDIT);
    return directory.account(id);
  }

  @PostMapping
  @Operation(
      value = "Create an account; the answer has a password that is good for one sign-in.",
      body = "{\"name\": \"ann\", \"roles\": [\"OPERATOR\"]}")
  @TellsSecret
  Mono<ResponseEntity<Opened>> create(Body body, Call call) {
    call.require(Permission.ADMINISTER);
    var form = body.as(Form::from);
    var id = new AccountId(call.newId(ADDRESS));
    var password = Tokens.oneTimePassword();
    return passwords
        .hash(password)
        .flatMap(hash -> bus.send(new CreateAccount(id, form.name, form.roles, hash), call))
        .map(made -> opened(id, made.equals(true) ? password : null));
  }

  @PostMapping("/{id}/reset-password")
  @Operation("Give an account a password that is good for one sign-in.")
  @TellsSecret
  Mono<ResponseEntity<Opened>> resetPassword(@PathVariable AccountId id, Body body, Call call) {
    call.require(Permission.ADMINISTER);
    body.none();
    var password = Tokens.oneTimePassword();
    return passwords
        .hash(password)
        .flatMap(hash -> bus.send(new ResetPassword(id, hash), call).then(Mono.just(password)))
        .map(reset -> opened(id, reset));
  }

  @PutMapping("/{id}/roles")
  @Operation(
      value = "Say what an account is here for.",
      body = "{\"roles\": [\"OPERATOR\", \"APPROVER\"]}")
  Mono<ResponseEntity<Accepted>> changeRoles(@PathVariable AccountId id, Body body, Call call) {
    return send(new ChangeRoles(id, body.as(fields -> fields.choices("roles", Role.class))), call);
  }

  @PostMapping("/{id}/disable")
  @Operation("Let an account sign in no more.")
  Mono<ResponseEntity<Accepted>> disable(@PathVariable AccountId id, Body body, Call call) {
    body.none();
    return send(new DisableAccount(id), call);
  }

  @PostMapping("/{id}/enable")
  @Operation("Let a disabled account sign in again.")
  Mono<ResponseEntity<Accepted>> enable(@PathVariable AccountId id, Body body, Call call) {
    body.none();
    return send(new EnableAccount(id), call);
  }

  @PostMapping("/{id}/sign-out")
  @Operation("End every session of an account.")
  Mono<ResponseEntity<Accepted>> signOut(@PathVariable AccountId id, Body body, Call call) {
    body.none();
    return send(new SignOutEverywhere(id), call);
  }

  private Mono<ResponseEntity<Accepted>> send(AccountCommand command, Call call) {
    call.require(Permission.ADMINISTER);
    var id = command.account().value();
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at(ADDRESS + "/" + id, id)));
  }

  private static ResponseEntity<Opened> opened(AccountId id, @Nullable String password) {
    return ResponseEntity.accepted()
        .location(URI.create(ADDRESS + "/" + id))
        .body(new Opened(id.value(), password));
  }
}
