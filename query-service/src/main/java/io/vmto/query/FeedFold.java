package io.vmto.query;

import io.vmto.contract.EventJobs;
import io.vmto.contract.EventNames;
import io.vmto.contract.view.FeedEntry;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** A stored event in the words of the feed. */
final class FeedFold {
  private FeedFold() {}

  /**
   * {@code at} is cut to microseconds, as the database keeps it: live and read are the same.
   *
   * @param payload the event as it is stored, so that no two readers see it written differently
   */
  static FeedEntry entry(Fact fact, String aggregate, String payload, Map<String, ?> meta) {
    var event = fact.event();
    var words = new TreeMap<String, String>();
    meta.forEach((key, value) -> words.put(key, String.valueOf(value)));
    return new FeedEntry(
        fact.position(),
        EventNames.nameOf(event.getClass()).orElse(event.getClass().getName()),
        aggregate,
        EventJobs.of(event),
        event.at().truncatedTo(ChronoUnit.MICROS),
        payload,
        words);
  }
}
