package io.vmto.contract.view;

import java.time.Instant;
import java.util.Map;

/**
 * A stored event as the feed tells it.
 *
 * @param position its place in the global order; also the SSE id
 * @param type the logical name, e.g. {@code job.created/1}
 * @param job the job it belongs to, or empty
 * @param payload the event as JSON text
 * @param meta who, from where, correlation and causation
 */
public record FeedEntry(
    long position,
    String type,
    String aggregate,
    String job,
    Instant at,
    String payload,
    Map<String, String> meta) {
  public FeedEntry {
    meta = Map.copyOf(meta);
  }
}
