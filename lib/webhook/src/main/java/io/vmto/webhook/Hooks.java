package io.vmto.webhook;

import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.webhook.Subscription;
import io.vmto.contract.webhook.WebhookId;
import io.vmto.contract.webhook.WebhookView;
import io.vmto.runtime.ContractJson;
import io.vmto.runtime.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Webhooks at hand: what they listen to, their sealed secrets, and who delivers to them. Blocks;
 * what commands change is written in their transaction.
 */
class Hooks {
  private static final String VIEW =
      """
      select h.*,
        (select count(*) from webhook.delivery d
          where d.hook = h.id and d.state = 'WAITING') as waiting,
        (select count(*) from webhook.delivery d
          where d.hook = h.id and d.state = 'PARKED') as parked
      from webhook.hook h
      """;

  private final JdbcClient jdbc;
  private final Vault vault;

  Hooks(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  void add(WebhookId id, Subscription subscription, Instant now) {
    jdbc.sql("insert into webhook.hook (id, subscription, created) values (:id, :s, :now)")
        .param("id", id.value())
        .param("s", json(subscription))
        .param("now", Timestamp.from(now))
        .update();
  }

  /** What it listens to from this place in the log on, or null for nothing. */
  void route(WebhookId id, @Nullable Subscription subscription) {
    jdbc.sql("update webhook.hook set routed = :s where id = :id")
        .param("s", subscription == null ? null : json(subscription))
        .param("id", id.value())
        .update();
  }

  void change(WebhookId id, Subscription subscription, boolean enabled) {
    jdbc.sql("update webhook.hook set subscription = :s, enabled = :on where id = :id")
        .param("s", json(subscription))
        .param("on", enabled)
        .param("id", id.value())
        .update();
    tryNow(id);
  }

  /** Whatever was to be waited for, somebody wants to see it go now. */
  void tryNow(WebhookId id) {
    jdbc.sql("update webhook.hook set failing_since = null where id = :id")
        .param("id", id.value())
        .update();
    jdbc.sql("update webhook.delivery set due = now() where hook = :id and state = 'WAITING'")
        .param("id", id.value())
        .update();
  }

  void remove(WebhookId id) {
    for (var table : List.of("delivery", "secret")) {
      jdbc.sql("delete from webhook." + table + " where hook = :id")
          .param("id", id.value())
          .update();
    }
    jdbc.sql("delete from webhook.hook where id = :id").param("id", id.value()).update();
  }

  void seal(WebhookId id, int version, Secret secret) {
    var sealed = vault.seal(id, version, secret);
    jdbc.sql(
            "insert into webhook.secret (hook, version, key_id, sealed)"
                + " values (:id, :version, :key, :sealed)")
        .param("id", id.value())
        .param("version", version)
        .param("key", sealed.keyId())
        .param("sealed", sealed.bytes())
        .update();
    jdbc.sql("delete from webhook.secret where hook = :id and version < :version")
        .param("id", id.value())
        .param("version", version)
        .update();
  }

  /** A webhook as its deliveries need it. */
  record Hook(WebhookId id, Subscription subscription) {}

  /** Those that listen to something, at the place of the log that is routed now. */
  List<Hook> listening() {
    return jdbc.sql("select id, routed as subscription from webhook.hook where routed is not null")
        .query((row, n) -> hook(row))
        .list();
  }

  Optional<Hook> hook(WebhookId id) {
    return jdbc.sql("select id, subscription from webhook.hook where id = :id and enabled")
        .param("id", id.value())
        .query((row, n) -> hook(row))
        .optional();
  }

  /** The newest version of its secret. */
  Secret secret(WebhookId id) {
    return jdbc.sql(
            "select version, key_id, sealed from webhook.secret where hook = :id"
                + " order by version desc limit 1")
        .param("id", id.value())
        .query(
            (row, n) ->
                vault.open(id, row.getInt(1), new Vault.Sealed(row.getString(2), row.getBytes(3))))
        .optional()
        .orElseThrow(() -> unknown(id));
  }

  List<WebhookView> views() {
    return jdbc.sql(VIEW + " order by h.created, h.id").query((row, n) -> view(row)).list();
  }

  WebhookView view(WebhookId id) {
    return jdbc.sql(VIEW + " where h.id = :id")
        .param("id", id.value())
        .query((row, n) -> view(row))
        .optional()
        .orElseThrow(() -> unknown(id));
  }

  static Rejected unknown(WebhookId id) {
    return new Rejected(
        ErrorCode.UNKNOWN_RESOURCE,
        "There is no webhook " + id + ".",
        "List the webhooks to see what there is.");
  }

  private static WebhookView view(ResultSet row) throws SQLException {
    var subscription = hook(row).subscription();
    return new WebhookView(
        new WebhookId(row.getString("id")),
        subscription.url(),
        subscription.events(),
        subscription.job(),
        row.getBoolean("enabled"),
        row.getLong("waiting"),
        row.getLong("parked"),
        Deliveries.instant(row, "failing_since"),
        row.getTimestamp("created").toInstant());
  }

  private static Hook hook(ResultSet row) throws SQLException {
    return new Hook(
        new WebhookId(row.getString("id")),
        ContractJson.mapper().readValue(row.getString("subscription"), Subscription.class));
  }

  private static String json(Subscription subscription) {
    return ContractJson.mapper().writeValueAsString(subscription);
  }
}
