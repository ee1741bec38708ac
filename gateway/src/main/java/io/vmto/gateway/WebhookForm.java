package io.vmto.gateway;

import io.vmto.contract.connection.Secret;
import io.vmto.contract.webhook.Subscription;
import io.vmto.contract.webhook.WebhookCommand.ChangeWebhook;
import io.vmto.contract.webhook.WebhookId;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shape of what people send about a webhook; where it may lead is not ours to say. */
final class WebhookForm {
  private static final int SHORTEST_SECRET = 16;
  private static final int LONGEST_SECRET = 256;
  private static final Pattern JOB = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private WebhookForm() {}

  /**
   * A webhook to be made.
   *
   * @param made whether we thought of the secret
   */
  record New(Subscription subscription, Secret secret, boolean made) {}

  static New create(Fields fields) {
    var url = fields.text("url");
    var subscription =
        new Subscription(
            url,
            Objects.requireNonNullElse(events(fields), List.of()),
            Objects.requireNonNullElse(job(fields), ""));
    var secret = secret(fields);
    return new New(subscription, secret == null ? random() : secret, secret == null);
  }

  static ChangeWebhook change(WebhookId id, Fields fields) {
    return new ChangeWebhook(
        id,
        fields.has("url") ? fields.text("url") : null,
        events(fields),
        job(fields),
        fields.has("enabled") ? fields.flag("enabled") : null,
        secret(fields));
  }

  private static @Nullable List<String> events(Fields fields) {
    if (!fields.has("events")) {
      return null;
    }
    var events = fields.lines("events", Subscription.MOST_PATTERNS);
    fields.when(
        "events",
        "",
        unused -> events.stream().allMatch(Subscription::isPattern),
        "must be stored names of events, where * stands for any text");
    return events;
  }

  /** Empty is any. */
  private static @Nullable String job(Fields fields) {
    if (!fields.has("job")) {
      return null;
    }
    var job = fields.optionalText("job");
    return fields.when(
        "job", job, text -> text.isEmpty() || JOB.matcher(text).matches(), "must be a job's id");
  }

  private static @Nullable Secret secret(Fields fields) {
    if (!fields.has("secret")) {
      return null;
    }
    var text = fields.document("secret", LONGEST_SECRET);
    fields.when(
        "secret",
        text,
        t -> t.length() >= SHORTEST_SECRET && t.chars().allMatch(c -> c > ' ' && c <= '~'),
        "must have " + SHORTEST_SECRET + " to " + LONGEST_SECRET + " printable characters");
    return new Secret(text);
  }

  private static Secret random() {
    var bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new Secret("whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
