package io.vmto.contract.webhook;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which events a webhook is told, and where.
 *
 * @param url where they are posted to; never carries a secret
 * @param events stored names, with {@code *} for any text in them; none means all
 * @param job only events of this job, or empty for those of all and of none
 */
public record Subscription(String url, List<String> events, String job) {
  public static final int MOST_PATTERNS = 32;

  private static final Pattern FORM = Pattern.compile("[a-z0-9.*/-]{1,64}");

  public Subscription {
    events = List.copyOf(events);
    if (events.size() > MOST_PATTERNS || !events.stream().allMatch(Subscription::isPattern)) {
      throw new IllegalArgumentException("events: not at most 32 patterns like job.*");
    }
  }

  public static boolean isPattern(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Whether an event is among them.
   *
   * @param ofJob the job the event belongs to, or empty
   */
  public boolean wants(String event, String ofJob) {
    return (job.isEmpty() || job.equals(ofJob))
        && (events.isEmpty() || events.stream().anyMatch(pattern -> matches(pattern, event)));
  }

  /** Without backtracking: each part between stars is looked for behind the one before. */
  private static boolean matches(String pattern, String event) {
    var parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return pattern.equals(event);
    }
    var last = parts[parts.length - 1];
    if (!event.startsWith(parts[0])) {
      return false;
    }
    int at = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = event.indexOf(parts[i], at);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    return event.length() - last.length() >= at && event.endsWith(last);
  }
}
