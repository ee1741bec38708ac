package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.JobView;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Follows a job over its event stream to the end, going on after a lost connection. */
public final class Follower {
  private static final int RECONNECTS = 20;

  private final ApiClient api;
  private final JobId job;
  private final Display display;
  private long position;

  public Follower(ApiClient api, JobId job, Display display) {
    this.api = api;
    this.job = job;
    this.display = display;
  }

  /** Blocks until the job has ended or is held by a failure; returns how it is then. */
  public JobView follow() throws InterruptedException {
    for (int lost = 0; ; lost++) {
      try {
        stream();
      } catch (IOException | UncheckedIOException e) {
        if (lost == RECONNECTS) {
          throw new IllegalStateException("The event stream broke off too often", e);
        }
      }
      var now = view();
      if (now.status().ended() || now.held()) {
        display.end();
        return now;
      }
    }
  }

  private JobView view() {
    return api.get("/jobs/" + job, JobView.class);
  }

  private void stream() throws IOException, InterruptedException {
    try (var lines = api.lines("/jobs/" + job + "/events", position)) {
      var frame = new Frame();
      for (var line : (Iterable<String>) lines::iterator) {
        if (!line.isEmpty()) {
          frame.add(line);
        } else if (handle(frame)) {
          return;
        } else {
          frame = new Frame();
        }
      }
    }
  }

  /** Returns whether the stream has said that nothing more will come. */
  private boolean handle(Frame frame) {
    if (!frame.id.isEmpty()) {
      position = Long.parseLong(frame.id);
    }
    switch (frame.event) {
      case "" -> {}
      case "end" -> {
        return true;
      }
      case "progress" ->
          display.progress(ContractJson.mapper().readValue(frame.data.toString(), Progress.class));
      default -> {
        if (frame.event.startsWith("transfer.step")
            || frame.event.startsWith("transfer.pass")
            || frame.event.startsWith("job.")) {
          var now = view();
          display.job(now);
          return now.held();
        }
      }
    }
    return false;
  }

  /** One server-sent event as it comes in, line by line. */
  private static final class Frame {
    private String id = "";
    private String event = "";
    private final StringBuilder data = new StringBuilder();

    void add(String line) {
      if (line.startsWith("id:")) {
        id = line.substring(3).strip();
      } else if (line.startsWith("event:")) {
        event = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
      }
    }
  }
}
