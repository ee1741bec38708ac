package io.vmto.gateway.identity;

import io.r2dbc.spi.Readable;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Caller;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
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
      "select k.id, k.name, k.owner, k.permissions, k.used, a.roles"
          + " from identity.api_key k left join identity.account a on a.name = k.owner"
          + " where k.expires > :now and (a.id is null or not a.disabled) and ";

  private final DatabaseClient db;
  private final Clock clock;

  Lookup(DatabaseClient db, Clock clock) {
    this.db = db;
    this.clock = clock;
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
        .map(row -> new Found(keyIn(row), row.get("used", Instant.class)))
        .one()
        .flatMap(found -> found.isFresh(now) ? note(found, now) : Mono.just(found.identity));
  }

  /** Whether somebody may still do all that they could when they were let in. */
  Mono<Boolean> stands(Identity then) {
    var now =
        switch (then.proof()) {
          case Identity.Installation _ -> Mono.just(then);
          case Identity.Issued p ->
              p.expires().isAfter(clock.instant()) ? Mono.just(then) : Mono.<Identity>empty();
          case Identity.Session p -> byId(SESSION + ":id", p.id()).map(Lookup::sessionIn).one();
          case Identity.Key p -> byId(KEY + "k.id = :id", p.id().value()).map(Lookup::keyIn).one();
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

  private record Found(Identity identity, @Nullable Instant used) {
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
