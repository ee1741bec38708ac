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

  /** Writes something in any case: a commit takes time that could be told from none. */
  private static final String COUNT =
      "with noted as (update identity.sign_in set tried = tried + 1)"
          + " update identity.account set"
          + " wrong = case when :right then 0 else (wrong + 1) % :most end,"
          + " locks = case when :right then 0 else locks + (wrong + 1) / :most end,"
          + " locked_until = case when :right or wrong + 1 < :most then null else"
          + " cast(:now as timestamptz) + make_interval(secs =>"
          + " least(:longest, :first * power(2, least(locks, 30)))) end"
          + " where id = :id and password = :password and not disabled"
          + " and (locked_until is null or locked_until <= :now)"
          + " returning locked_until, must_change";

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
                    .flatMap(right -> count(known, right, call)))
        .switchIfEmpty(Mono.error(SignIn::refused));
  }

  /**
   * One statement, whatever is wrong or right. Who guesses right during a lock does not learn it,
   * and a password that was changed meanwhile is no longer right.
   */
  private Mono<Proven> count(Known known, boolean right, Call call) {
    return db.sql(COUNT)
        .bind("right", right)
        .bind("most", IdentitySettings.WRONG)
        .bind("longest", (double) IdentitySettings.LONGEST_LOCK.toSeconds())
        .bind("first", settings.lock().toMillis() / 1000.0)
        .bind("id", known.id.value())
        .bind("password", known.password.reveal())
        .bind("now", clock.instant())
        .map(
            row ->
                new Counted(
                    row.get("locked_until", Instant.class),
                    Objects.requireNonNull(row.get("must_change", Boolean.class))))
        .one()
        .doOnNext(counted -> record(known, counted.lockedUntil, call))
        .filter(counted -> right)
        .map(counted -> new Proven(known.id, counted.mustChange));
  }

  private record Counted(@Nullable Instant lockedUntil, boolean mustChange) {}

  /** Nobody waits for it, or the answer would tell by its time that there is such an account. */
  private void record(Known known, @Nullable Instant lockedUntil, Call call) {
    if (lockedUntil != null) {
      bus.send(new LockAccount(known.id, lockedUntil), call.carriedOut())
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
