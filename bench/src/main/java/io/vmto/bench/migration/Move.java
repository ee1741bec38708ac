package io.vmto.bench.migration;

import io.vmto.contract.job.JobId;
import io.vmto.standalone.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A warm migration under way, as its operator and its files show it. */
final class Move implements AutoCloseable {
  private final Lab lab;
  private final Source source;
  final JobId job;
  final Feed feed;

  Move(Lab lab, Source source) {
    this(lab, source, "SHARED", Map.of("intervalSeconds", 1), Map.of());
  }

  Move(Lab lab, Source source, String road, Map<String, Object> warm, Map<String, Object> limits) {
    this.lab = lab;
    this.source = source;
    job = lab.move(source, road, warm, limits);
    feed = new Feed(lab.site.server, job);
  }

  JsonNode view() {
    return lab.job(job);
  }

  String status() {
    return view().path("status").asString();
  }

  JsonNode failure() {
    return view().path("failure");
  }

  boolean succeeded() {
    return status().equals("SUCCEEDED");
  }

  /** Ended, or held because of a failure. */
  boolean atRest() {
    var view = view();
    var status = view.path("status").asString();
    return List.of("SUCCEEDED", "FAILED", "CANCELLED").contains(status)
        || (status.equals("PAUSED") && view.hasNonNull("failure"));
  }

  /** Held because of a failure. */
  boolean held() {
    return status().equals("PAUSED") && view().hasNonNull("failure");
  }

  /** Waits until so many passes were made. */
  void passes(int count, Duration limit) {
    Wait.until(
        count + " passes are made",
        limit,
        () ->
            feed.told().stream().filter(t -> t.is("pass-completed")).count() >= count || atRest());
  }

  void cutover() {
    if (!atRest()) {
      lab.order(job, "cutover");
    }
  }

  void end(Duration limit) {
    Wait.until("job " + job + " rests", limit, this::atRest);
  }

  /** The file of the first disk in the datastore. */
  Path source() {
    return source.files().values().iterator().next();
  }

  /** The volume of the first disk on the target. */
  Path replica() throws IOException {
    return lab.volumes(feed.told()).values().iterator().next();
  }

  /** Cancels what is held, so that nothing is left of it. */
  void giveUp(Duration limit) {
    if (status().equals("PAUSED")) {
      lab.order(job, "cancel");
      Wait.until("job " + job + " is cancelled", limit, () -> status().equals("CANCELLED"));
    }
  }

  @Override
  public void close() {
    feed.close();
  }
}
