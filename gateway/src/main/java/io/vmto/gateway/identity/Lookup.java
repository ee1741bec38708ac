package io.vmto.gateway.identity;

import io.r2dbc.spi.Readable;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Caller;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Who stands behind a token, as it is now: every request asks the database, so that what was taken
 * away is gone with the next one. Never blocks; empty where there is nobody.
 */
final class Lookup {
  private static final Duration USED = Duration.ofMinutes(1);

  private static final String SESSION =
      "select s.id, a.id as account, a.name, a.roles, a.must_change"
          + " from identity.session s join identity.account a on a.id = s.account"
          + " where not a.disabled and s.expires > :now and s.id = ";
  private static final String BY_TOKEN =
      "(select session from identity.token where hash = :hash and not refresh and expires > :now)";

  private static final String KEY =
      "select k.id, k.name, k.owner, k.permissions, k.used, p.signed_in,"
          + " coalesce(a.roles, p.roles) as roles"
          + " from identity.api_key k left join identity.account a on a.name = k.owner"
          + " left join identity.person p on p.name = k.owner"
          + " where k.expires > :now and (a.id is null or not a.disabled) and ";

  /** What is told by an older token than the newest is not taken over. */
  private static final String NOTE =
      "insert into identity.person as p (name, roles, signed_in)"
          + " select :name, string_to_array(:roles, ','), cast(:issued as timestamptz)"
          + " where not exists (select from identity.person"
          + "  where name = :name and signed_in >= :issued)"
          + " on conflict (name) do update set roles = excluded.roles,"
          + " signed_in = excluded.signed_in where p.signed_in < excluded.signed_in";

  private final DatabaseClient db;
  private final Clock clock;
  private final Duration away;

  /**
   * @param away how long after somebody of the issuer last signed in their keys are still good
   */
  Lookup(DatabaseClient db, Clock clock, Duration away) {
    this.db = db;
    this.clock = clock;
    this.away = away;
  }

  /**
   * Keeps what the issuer says of somebody now, for their keys: nobody tells us when it changes.
   */
  Mono<Identity> noted(Identity who) {
    if (!(who.proof() instanceof Identity.Issued token)) {
      return Mono.just(who);
    }
    var roles = who.roles().stream().map(Role::name).sorted().collect(Collectors.joining(","));
    return db.sql(NOTE)
        .bind("name", who.caller().name())
        .bind("roles", roles)
        .bind("issued", token.issued())
        .then()
        .thenReturn(who);
  }

  Mono<Identity> session(String accessToken) {
    return db.sql(SESSION + BY_TOKEN)
        .bind("now", clock.instant())
        .bind("hash", Tokens.sha256(accessToken))
        .map(Lookup::sessionIn)
        .one();
  }

  /** Also notes that it was used, once a minute. */
  Mono<Identity> key(String key) {
    var now = clock.instant();
    return db.sql(KEY + "k.hash = :hash")
        .bind("now", now)
        .bind("hash", Tokens.sha256(key))
        .map(Lookup::found)
        .one()
        .flatMap(
            found -> {
              if (isAway(found, now)) {
                return Mono.error(ownerAway());
              }
              return found.isFresh(now) ? note(found, now) : Mono.just(found.identity);
            });
  }

  /** Whether somebody may still do all that they could when they were let in. */
  Mono<Boolean> stands(Identity then) {
    var now =
        switch (then.proof()) {
          case Identity.Installation _ -> Mono.just(then);
          case Identity.Issued p ->
              p.expires().isAfter(clock.instant()) ? Mono.just(then) : Mono.<Identity>empty();
          case Identity.Session p -> byId(SESSION + ":id", p.id()).map(Lookup::sessionIn).one();
          case Identity.Key p ->
              byId(KEY + "k.id = :id", p.id().value())
                  .map(Lookup::found)
                  .one()
                  .filter(found -> !isAway(found, clock.instant()))
                  .map(Found::identity);
        };
    return now.map(who -> who.caller().permissions().containsAll(then.caller().permissions()))
        .defaultIfEmpty(false);
  }

  private DatabaseClient.GenericExecuteSpec byId(String sql, String id) {
    return db.sql(sql).bind("now", clock.instant()).bind("id", id);
  }

  private Mono<Identity> note(Found found, Instant now) {
    var key = (Identity.Key) found.identity.proof();
    return db.sql("update identity.api_key set used = :now where id = :id")
        .bind("now", now)
        .bind("id", key.id().value())
        .then()
        .thenReturn(found.identity);
  }

  /** Somebody of the issuer may have left since, and we would not know. */
  private boolean isAway(Found found, Instant now) {
    return found.owner.startsWith(Oidc.PEOPLE)
        && (found.signedIn == null || found.signedIn.plus(away).isBefore(now));
  }

  private Rejected ownerAway() {
    return new Rejected(
        ErrorCode.NOT_AUTHENTICATED,
        "The owner of this key has not signed in for " + away.toDays() + " days.",
        "Let them come in once with a token of the issuer.");
  }

  /**
   * A key.
   *
   * @param signedIn when somebody of the issuer, its owner, last did
   */
  private record Found(
      Identity identity, String owner, @Nullable Instant signedIn, @Nullable Instant used) {
    boolean isFresh(Instant now) {
      return used == null || used.plus(USED).isBefore(now);
    }
  }

  private static Identity sessionIn(Readable row) {
    var account = new AccountId(text(row, "account"));
    var mustChange = Objects.requireNonNull(row.get("must_change", Boolean.class));
    var proof = new Identity.Session(text(row, "id"), account, mustChange);
    return Identity.of(text(row, "name"), roles(row), proof);
  }

  private static Found found(Readable row) {
    return new Found(
        keyIn(row),
        text(row, "owner"),
        row.get("signed_in", Instant.class),
        row.get("used", Instant.class));
  }

  /** What the key was given, and of that only what its owner still may. */
  private static Identity keyIn(Readable row) {
    var permissions = Names.of(Permission.class, row.get("permissions", String[].class));
    if (row.get("roles", String[].class) != null) {
      permissions.retainAll(Caller.of(text(row, "owner"), roles(row)).permissions());
    }
    var caller = new Caller(text(row, "owner") + "/" + text(row, "name"), permissions);
    return new Identity(caller, Set.of(), new Identity.Key(new KeyId(text(row, "id"))));
  }

  private static EnumSet<Role> roles(Readable row) {
    return Names.of(Role.class, row.get("roles", String[].class));
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}
