package io.vmto.gateway.identity;

import io.vmto.contract.access.AccountId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Sessions of local accounts. An access token is good for minutes; a refresh token is good for one
 * exchange into the next two tokens. Whoever shows a spent one ends the session: it was stolen, or
 * its thief was faster. Never blocks.
 */
final class Sessions {
  private final DatabaseClient db;
  private final Clock clock;
  private final IdentitySettings settings;

  Sessions(DatabaseClient db, Clock clock, IdentitySettings settings) {
    this.db = db;
    this.clock = clock;
    this.settings = settings;
  }

  /** What whoever signed in is given; {@code refreshExpires} is when the session ends unused. */
  record SignedIn(
      String accessToken,
      Instant accessExpires,
      String refreshToken,
      Instant refreshExpires,
      boolean mustChangePassword) {
    @Override
    public String toString() {
      return "SignedIn[********]";
    }
  }

  Mono<SignedIn> open(AccountId account, boolean mustChange, String origin) {
    var now = clock.instant();
    var given = given(now, now.plus(settings.refresh()), mustChange);
    var sql =
        "with made as (insert into identity.session (id, account, origin, opened, expires)"
            + " values (:id, :account, :origin, :now, :ends) returning id)"
            + " insert into identity.token (hash, session, refresh, expires)"
            + " select cast(:access as bytea), id, false, cast(:until as timestamptz) from made"
            + " union all select cast(:refresh as bytea), id, true, null from made";
    return swept(now)
        .then(
            tokens(db.sql(sql), given)
                .bind("id", UUID.randomUUID().toString())
                .bind("account", account.value())
                .bind("origin", origin)
                .bind("now", now)
                .bind("ends", given.refreshExpires())
                .then())
        .thenReturn(given);
  }

  /** The next tokens of the session; an idle session ends, and the busiest one after a week. */
  Mono<SignedIn> refresh(String token) {
    var now = clock.instant();
    var given = given(now, now.plus(settings.refresh()), false);
    var sql =
        "with old as (update identity.token t set spent = true"
            + " from identity.session s join identity.account a on a.id = s.account"
            + " where t.hash = :old and t.refresh and not t.spent and s.id = t.session"
            + " and s.expires > :now and not a.disabled"
            + " returning t.session, a.must_change),"
            + " made as (insert into identity.token (hash, session, refresh, expires)"
            + " select cast(:access as bytea), session, false, cast(:until as timestamptz) from old"
            + " union all select cast(:refresh as bytea), session, true, null from old)"
            + " update identity.session s"
            + " set expires = least(cast(:ends as timestamptz), s.opened + interval '7 days')"
            + " from old where s.id = old.session returning s.expires, old.must_change";
    return tokens(db.sql(sql), given)
        .bind("old", Tokens.sha256(token))
        .bind("now", now)
        .bind("ends", given.refreshExpires())
        .map(
            row ->
                new SignedIn(
                    given.accessToken,
                    given.accessExpires,
                    given.refreshToken,
                    Objects.requireNonNull(row.get("expires", Instant.class)),
                    Objects.requireNonNull(row.get("must_change", Boolean.class))))
        .one()
        .switchIfEmpty(Mono.defer(() -> endFamily(token)).then(Mono.error(Sessions::over)));
  }

  Mono<Void> end(String session) {
    return db.sql("delete from identity.session where id = :id").bind("id", session).then();
  }

  private Mono<Void> endFamily(String spent) {
    return db.sql(
            "delete from identity.session"
                + " where id = (select session from identity.token where hash = :hash and refresh)")
        .bind("hash", Tokens.sha256(spent))
        .then();
  }

  /** What has expired is of no use to anybody; tokens go with their session. */
  private Mono<Void> swept(Instant now) {
    return db.sql("delete from identity.session where expires < :now")
        .bind("now", now)
        .then()
        .then(db.sql("delete from identity.token where expires < :now").bind("now", now).then());
  }

  private SignedIn given(Instant now, Instant ends, boolean mustChange) {
    return new SignedIn(
        Tokens.make(Tokens.ACCESS),
        now.plus(settings.access()),
        Tokens.make(Tokens.REFRESH),
        ends,
        mustChange);
  }

  private static DatabaseClient.GenericExecuteSpec tokens(
      DatabaseClient.GenericExecuteSpec sql, SignedIn given) {
    return sql.bind("access", Tokens.sha256(given.accessToken))
        .bind("until", given.accessExpires)
        .bind("refresh", Tokens.sha256(given.refreshToken));
  }

  private static Rejected over() {
    return new Rejected(
        ErrorCode.NOT_AUTHENTICATED, "The session is over.", "Sign in with name and password.");
  }
}
