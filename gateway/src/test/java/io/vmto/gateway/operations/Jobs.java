package io.vmto.gateway.operations;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.StepView;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A job as tests of its state need it. */
final class Jobs {
  private static final Machine MACHINE =
      new Machine(
          "vm-42",
          "web",
          List.of(),
          Machine.PowerState.OFF,
          Machine.Firmware.BIOS,
          false,
          false,
          2,
          2048,
          "debian12_64Guest",
          "",
          0,
          List.of(),
          List.of());

  private Jobs() {}

  static JobView job(
      JobId id, JobStatus status, Failure failure, List<StepView> steps, Instant updated) {
    return new JobView(
        id,
        "web",
        status,
        new MigrationRequest(
            new MigrationRequest.Source(new ConnectionId("vc"), "web"),
            new MigrationRequest.Target(new ConnectionId("pve"), "pve", "local"),
            "",
            Map.of(),
            Road.AUTO,
            Reading.AUTO,
            BootCheck.NONE),
        Limits.DEFAULT,
        MACHINE,
        "full-copy",
        "hash-1",
        Grade.PROVEN,
        List.of(),
        steps,
        List.of(),
        null,
        null,
        List.of(),
        Boot.NOT_CHECKED,
        List.of(),
        List.of(),
        failure,
        1,
        updated,
        null,
        null,
        updated);
  }
}
