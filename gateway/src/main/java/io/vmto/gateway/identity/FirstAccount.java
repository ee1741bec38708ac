package io.vmto.gateway.identity;

import io.vmto.contract.access.AccountCommand.CreateAccount;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.runtime.Failures;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Where there is no account yet, one is made that can make the others. Its password goes to whoever
 * started the server, as a {@link FirstPassword}, and is kept nowhere.
 */
final class FirstAccount implements ApplicationRunner {
  static final String NAME = "admin";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DatabaseClient db;
  private final Passwords passwords;
  private final Bus bus;
  private final ApplicationEventPublisher publisher;

  FirstAccount(
      DatabaseClient db, Passwords passwords, Bus bus, ApplicationEventPublisher publisher) {
    this.db = db;
    this.passwords = passwords;
    this.bus = bus;
    this.publisher = publisher;
  }

  /** Blocks. */
  @Override
  public void run(ApplicationArguments ignored) {
    var password = Tokens.oneTimePassword();
    var made =
        db.sql("select 1 from identity.account limit 1")
            .map(row -> true)
            .one()
            .hasElement()
            .filter(some -> !some)
            .flatMap(none -> make(password))
            .block(PATIENCE);
    if (made != null) {
      publisher.publishEvent(new FirstPassword(NAME, password));
    }
  }

  /** Another gateway of the same installation may be faster. */
  private Mono<Object> make(String password) {
    var id = new AccountId(UUID.randomUUID().toString());
    var call = new Call(UUID.randomUUID().toString(), null, "gateway", Caller.SYSTEM);
    return passwords
        .hash(password)
        .flatMap(hash -> bus.send(new CreateAccount(id, NAME, Set.of(Role.ADMIN), hash), call))
        .onErrorResume(e -> Failures.of(e).code() == ErrorCode.NAME_TAKEN, e -> Mono.empty());
  }
}
