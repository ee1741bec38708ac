package io.vmto.webhook;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.webhook.DeliveryView;
import io.vmto.contract.webhook.WebhookId;
import io.vmto.contract.webhook.WebhookQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is to be sent to webhooks, and what became of it. Blocks. */
class Deliveries {
  /** What is kept of a webhook: so many that wait, and so many that do not. */
  static final int MOST = 10_000;

  private final JdbcClient jdbc;

  Deliveries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An event on its way; {@code body} is exactly what is signed and sent. */
  record Delivery(
      WebhookId hook, long position, String type, String job, String body, int attempts) {
    /** The same however often it is sent. */
    String id() {
      return hook + "-" + position;
    }
  }

  /** The same event comes to a webhook once. */
  void add(WebhookId hook, long position, String type, String job, String body) {
    jdbc.sql(
            "insert into webhook.delivery (hook, position, type, job, body)"
                + " values (:hook, :position, :type, :job, :body) on conflict do nothing")
        .param("hook", hook.value())
        .param("position", position)
        .param("type", type)
        .param("job", job)
        .param("body", body)
        .update();
  }

  /** Sends it again, whatever became of it. */
  void again(WebhookId hook, long position) {
    int found =
        jdbc.sql(
                "update webhook.delivery set state = 'WAITING', attempts = 0, due = now(),"
                    + " reason = '' where hook = :hook and position = :position")
            .param("hook", hook.value())
            .param("position", position)
            .update();
    if (found == 0) {
      throw new Rejected(
          ErrorCode.UNKNOWN_RESOURCE,
          "This webhook was never sent an event of position " + position + ".",
          "List its deliveries; they are kept for a while only.");
    }
  }

  /** Webhooks whose next event is due and that nobody delivers to. */
  List<WebhookId> ready(int most) {
    return jdbc.sql(
            """
            select h.id from webhook.hook h
            where h.enabled and h.leased_until < now()
              and (select d.due from webhook.delivery d
                    where d.hook = h.id and d.state = 'WAITING'
                    order by d.position limit 1) <= now()
            order by h.leased_until limit :most
            """)
        .param("most", most)
        .query((row, n) -> new WebhookId(row.getString(1)))
        .list();
  }

  /** The right to deliver to a webhook, or nothing where somebody else has it. */
  Optional<Long> lease(WebhookId hook, Duration term) {
    return jdbc.sql(
            "update webhook.hook set token = token + 1,"
                + " leased_until = now() + make_interval(secs => :term)"
                + " where id = :id and leased_until < now() returning token")
        .param("id", hook.value())
        .param("term", term.toSeconds())
        .query(Long.class)
        .optional();
  }

  /** Whether the lease still counts; prolongs it. */
  boolean renew(WebhookId hook, long token, Duration term) {
    return jdbc.sql(
                "update webhook.hook set leased_until = now() + make_interval(secs => :term)"
                    + " where id = :id and token = :token")
            .param("id", hook.value())
            .param("token", token)
            .param("term", term.toSeconds())
            .update()
        > 0;
  }

  void release(WebhookId hook, long token) {
    jdbc.sql("update webhook.hook set leased_until = '-infinity' where id = :id and token = :token")
        .param("id", hook.value())
        .param("token", token)
        .update();
  }

  /** The next event of a webhook, in the order of positions; nothing before it is due. */
  Optional<Delivery> next(WebhookId hook) {
    return jdbc.sql(
            """
            select * from (
              select * from webhook.delivery where hook = :hook and state = 'WAITING'
              order by position limit 1) first
            where due <= now()
            """)
        .param("hook", hook.value())
        .query(
            (row, n) ->
                new Delivery(
                    hook,
                    row.getLong("position"),
                    row.getString("type"),
                    row.getString("job"),
                    row.getString("body"),
                    row.getInt("attempts")))
        .optional();
  }

  /** Since when a webhook fails: from now on unless it did before. */
  Instant failing(WebhookId hook) {
    return jdbc.sql(
            "update webhook.hook set failing_since = coalesce(failing_since, now())"
                + " where id = :id returning failing_since")
        .param("id", hook.value())
        .query((row, n) -> row.getTimestamp(1).toInstant())
        .optional()
        .orElse(Instant.MAX);
  }

  /**
   * Keeps what came of an attempt.
   *
   * @param wait until the next one, or null when there is none
   */
  void record(Delivery delivery, Post.Outcome outcome, @Nullable Duration wait) {
    var state = outcome.taken() ? "DELIVERED" : wait == null ? "PARKED" : "WAITING";
    if (outcome.taken()) {
      jdbc.sql("update webhook.hook set failing_since = null where id = :id")
          .param("id", delivery.hook().value())
          .update();
    }
    jdbc.sql(
            """
            update webhook.delivery
            set state = :state, attempts = attempts + 1, tried = now(), status = :status,
                answer = :answer, reason = :reason,
                due = now() + make_interval(secs => :wait)
            where hook = :hook and position = :position
            """)
        .param("state", state)
        .param("status", outcome.status())
        .param("answer", outcome.answer())
        .param("reason", outcome.reason())
        .param("wait", wait == null ? 0.0 : wait.toMillis() / 1000.0)
        .param("hook", delivery.hook().value())
        .param("position", delivery.position())
        .update();
  }

  /** Gives up on the oldest of too many that wait, and forgets what is old. */
  void sweep(Duration keep) {
    jdbc.sql(
            """
            update webhook.delivery d set state = 'PARKED', reason = :why
            from (select hook, position, row_number() over
                    (partition by hook order by position desc) as n
                  from webhook.delivery where state = 'WAITING') old
            where d.hook = old.hook and d.position = old.position and old.n > :most
            """)
        .param("why", "More than " + MOST + " events were waiting.")
        .param("most", MOST)
        .update();
    jdbc.sql(
            """
            delete from webhook.delivery d
            using (select hook, position, row_number() over
                     (partition by hook order by position desc) as n
                   from webhook.delivery where state <> 'WAITING') old
            where d.hook = old.hook and d.position = old.position
              and (old.n > :most or d.due < now() - make_interval(secs => :keep))
            """)
        .param("most", MOST)
        .param("keep", keep.toSeconds())
        .update();
  }

  WebhookQuery.Deliveries views(WebhookId hook, int limit, @Nullable Long before) {
    var found =
        jdbc.sql(
                "select * from webhook.delivery where hook = :hook and position < :before"
                    + " order by position desc limit :limit")
            .param("hook", hook.value())
            .param("before", before == null ? Long.MAX_VALUE : before)
            .param("limit", limit)
            .query((row, n) -> view(row))
            .list();
    return new WebhookQuery.Deliveries(
        found, found.size() < limit ? null : found.getLast().position());
  }

  private static DeliveryView view(ResultSet row) throws SQLException {
    var state = DeliveryView.State.valueOf(row.getString("state"));
    int status = row.getInt("status");
    return new DeliveryView(
        row.getLong("position"),
        row.getString("type"),
        row.getString("job"),
        state,
        row.getInt("attempts"),
        status == 0 ? null : Integer.valueOf(status),
        row.getString("answer"),
        row.getString("reason"),
        instant(row, "tried"),
        state == DeliveryView.State.WAITING ? instant(row, "due") : null);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
