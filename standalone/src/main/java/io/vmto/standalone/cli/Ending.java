package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.JobView;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** How a followed job came out: on standard error why it did not succeed, and an exit code. */
final class Ending {
  private Ending() {}

  static int of(JobView job) {
    if (job.status() == JobStatus.SUCCEEDED) {
      return 0;
    }
    var failure = job.failure();
    if (failure == null) {
      return Problems.exitCode(ErrorCode.ILLEGAL_STATE);
    }
    Problems.print(failure, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    if (job.held()) {
      System.err.println(
          "The job is held and keeps what it has copied: mend the cause and `vmto job resume "
              + job.id()
              + "`, or `vmto job cancel` it to take everything back.");
    }
    return Problems.exitCode(failure.code());
  }
}
