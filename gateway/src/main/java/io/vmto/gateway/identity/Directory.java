package io.vmto.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.r2dbc.spi.Readable;
import io.vmto.contract.Id;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Accounts and keys as people read them, by name; never blocks. */
final class Directory {
  static final int MOST = 500;

  private static final String ACCOUNT =
      "select id, name, roles, disabled, must_change, created,"
          + " case when locked_until > :now then locked_until end as locked"
          + " from identity.account where ";

  private final DatabaseClient db;
  private final Clock clock;

  Directory(DatabaseClient db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * An account.
   *
   * @param locked until when, because of wrong passwords
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AccountView(
      AccountId id,
      String name,
      List<Role> roles,
      boolean disabled,
      boolean mustChangePassword,
      @Nullable Instant locked,
      Instant created) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Accounts(List<AccountView> accounts, @Nullable String next) {}

  /** A key, without the key; {@code used} is when it last was, to the minute. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record KeyView(
      KeyId id,
      String name,
      String owner,
      List<Permission> permissions,
      Instant created,
      Instant expires,
      @Nullable Instant used) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Keys(List<KeyView> keys, @Nullable String next) {}

  Mono<Accounts> accounts(int limit, String after) {
    return db.sql(ACCOUNT + "name > :after order by name limit :some")
        .bind("now", clock.instant())
        .bind("after", after)
        .bind("some", limit + 1)
        .map(Directory::accountIn)
        .all()
        .collectList()
        .map(page -> new Accounts(first(page, limit), next(page, limit, AccountView::name)));
  }

  Mono<AccountView> account(AccountId id) {
    return db.sql(ACCOUNT + "id = :id")
        .bind("now", clock.instant())
        .bind("id", id.value())
        .map(Directory::accountIn)
        .one()
        .switchIfEmpty(Mono.error(() -> unknown("account", id)));
  }

  /** In the order of their ids; of one owner, or of everybody. */
  Mono<Keys> keys(@Nullable String owner, int limit, String after) {
    return db.sql(
            "select * from identity.api_key where (owner = :owner or :all) and id > :after"
                + " order by id limit :some")
        .bind("owner", owner == null ? "" : owner)
        .bind("all", owner == null)
        .bind("after", after)
        .bind("some", limit + 1)
        .map(Directory::keyIn)
        .all()
        .collectList()
        .map(page -> new Keys(first(page, limit), next(page, limit, k -> k.id().value())));
  }

  Mono<String> ownerOf(KeyId id) {
    return db.sql("select owner from identity.api_key where id = :id")
        .bind("id", id.value())
        .map(row -> text(row, "owner"))
        .one();
  }

  static Rejected unknown(String what, Id id) {
    return new Rejected(
        ErrorCode.UNKNOWN_RESOURCE, "There is no " + what + " " + id + ".", "List what there is.");
  }

  private static <T> List<T> first(List<T> page, int limit) {
    return page.size() > limit ? page.subList(0, limit) : page;
  }

  private static <T> @Nullable String next(List<T> page, int limit, Function<T, String> cursor) {
    return page.size() > limit ? cursor.apply(page.get(limit - 1)) : null;
  }

  private static AccountView accountIn(Readable row) {
    return new AccountView(
        new AccountId(text(row, "id")),
        text(row, "name"),
        List.copyOf(Names.of(Role.class, row.get("roles", String[].class))),
        Objects.requireNonNull(row.get("disabled", Boolean.class)),
        Objects.requireNonNull(row.get("must_change", Boolean.class)),
        row.get("locked", Instant.class),
        time(row, "created"));
  }

  private static KeyView keyIn(Readable row) {
    return new KeyView(
        new KeyId(text(row, "id")),
        text(row, "name"),
        text(row, "owner"),
        List.copyOf(Names.of(Permission.class, row.get("permissions", String[].class))),
        time(row, "created"),
        time(row, "expires"),
        row.get("used", Instant.class));
  }

  private static Instant time(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, Instant.class));
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}
