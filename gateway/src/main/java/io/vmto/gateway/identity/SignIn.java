package io.vmto.gateway.identity;

import io.vmto.contract.access.AccountCommand.LockAccount;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Hashed;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Checks passwords. Whoever guesses learns nothing: a name that is not there, a wrong password and
 * an account that is locked or disabled get the same answer after the same work. Never blocks.
 */
final class SignIn {
  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  private static final String OPEN =
      " where id = :id and not disabled and (locked_until is null or locked_until <= :now)";

  private final DatabaseClient db;
  private final Passwords passwords;
  private final Bus bus;
  private final Clock clock;
  private final IdentitySettings settings;
  private final Known nobody = new Known(new AccountId("nobody"), Passwords.none());

  SignIn(DatabaseClient db, Passwords passwords, Bus bus, Clock clock, IdentitySettings settings) {
    this.db = db;
    this.passwords = passwords;
    this.bus = bus;
    this.clock = clock;
    this.settings = settings;
  }

  private record Known(AccountId id, Hashed password) {}

  /** An account whose password was given. */
  record Proven(AccountId account, boolean mustChange) {}

  /** Refuses with {@code NOT_AUTHENTICATED}. */
  Mono<Proven> check(String name, String password, Call call) {
    return db.sql("select id, password from identity.account where lower(name) = lower(:name)")
        .bind("name", name)
        .map(
            row ->
                new Known(
                    new AccountId(Objects.requireNonNull(row.get("id", String.class))),
                    new Hashed(Objects.requireNonNull(row.get("password", String.class)))))
        .one()
        .defaultIfEmpty(nobody)
        .flatMap(
            known ->
                passwords
                    .matches(password, known.password)
                    .flatMap(right -> right ? right(known) : wrong(known, call)))
        .switchIfEmpty(Mono.error(SignIn::refused));
  }

  /** Counts only while the account is open: who guesses right during a lock does not learn it. */
  private Mono<Proven> right(Known known) {
    return db.sql(
            "update identity.account set wrong = 0, locks = 0, locked_until = null"
                + OPEN
                + " and password = :password returning must_change")
        .bind("id", known.id.value())
        .bind("now", clock.instant())
        .bind("password", known.password.reveal())
        .map(row -> Objects.requireNonNull(row.get("must_change", Boolean.class)))
        .one()
        .map(mustChange -> new Proven(known.id, mustChange));
  }

  private Mono<Proven> wrong(Known known, Call call) {
    return db.sql(
            "update identity.account set wrong = (wrong + 1) % :most,"
                + " locks = locks + (wrong + 1) / :most,"
                + " locked_until = case when wrong + 1 < :most then null else"
                + " cast(:now as timestamptz) + make_interval(secs =>"
                + " least(:longest, :first * power(2, least(locks, 30)))) end"
                + OPEN
                + " returning locked_until")
        .bind("most", IdentitySettings.WRONG)
        .bind("longest", (double) IdentitySettings.LONGEST_LOCK.toSeconds())
        .bind("first", settings.lock().toMillis() / 1000.0)
        .bind("id", known.id.value())
        .bind("now", clock.instant())
        .map(row -> new Lock(row.get("locked_until", Instant.class)))
        .one()
        .doOnNext(lock -> record(known, lock, call))
        .then(Mono.empty());
  }

  private record Lock(@Nullable Instant until) {}

  /** Nobody waits for it, or the answer would tell by its time that there is such an account. */
  private void record(Known known, Lock lock, Call call) {
    if (lock.until != null) {
      bus.send(new LockAccount(known.id, lock.until), call.carriedOut())
          .subscribe(done -> {}, e -> log.error("A lock of {} was not recorded", known.id, e));
    }
  }

  private static Rejected refused() {
    return new Rejected(
        ErrorCode.NOT_AUTHENTICATED,
        "Name or password is wrong, or the account is closed for the moment.",
        "Try again. After "
            + IdentitySettings.WRONG
            + " wrong passwords an account is locked for a while; an administrator can reset the"
            + " password.");
  }
}
