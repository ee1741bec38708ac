package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.JobView;
import io.vmto.runtime.ContractJson;

/** Follows a job over its event stream to the end, going on after a lost connection. */
public final class Follower {
  private final ApiClient api;
  private final JobId job;
  private final Display display;

  public Follower(ApiClient api, JobId job, Display display) {
    this.api = api;
    this.job = job;
    this.display = display;
  }

  /** Blocks until the job has ended or is held by a failure; returns how it is then. */
  public JobView follow() {
    var stream = new EventStream(api, "/jobs/" + job + "/events", 0);
    while (true) {
      stream.forEach(this::show);
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

  /** Returns whether it goes on. */
  private boolean show(EventStream.Frame frame) {
    var event = frame.event();
    if (event.equals("progress")) {
      display.progress(ContractJson.mapper().readValue(frame.data(), Progress.class));
    } else if (event.startsWith("transfer.step")
        || event.startsWith("transfer.pass")
        || event.startsWith("job.")) {
      var now = view();
      display.job(now);
      return !now.held();
    }
    return true;
  }
}
