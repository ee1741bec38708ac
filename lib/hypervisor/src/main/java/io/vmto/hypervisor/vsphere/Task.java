package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.TIMED_OUT;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A task of the platform, waited for by looking at it (vSphere Web Services API, TaskInfo). */
final class Task {
  private static final long FIRST_LOOK_MILLIS = 50;
  private static final long SLOWEST_LOOK_MILLIS = 2000;

  private Task() {}

  /**
   * Starts a task and waits for its end; its {@code result}. A session that ends meanwhile is
   * renewed: the task goes on without it.
   */
  static Node run(Session session, String method, Moref self, SoapArgs args, Duration most) {
    var task = session.perform(() -> session.call(method, self, args)).at("returnval").ref();
    var deadline = System.nanoTime() + most.toNanos();
    for (long pause = FIRST_LOOK_MILLIS; ; pause = Math.min(2 * pause, SLOWEST_LOOK_MILLIS)) {
      var info = session.perform(() -> new Inventory(session).one(task, "info")).get("info");
      switch (info.text("state")) {
        case "success" -> {
          return info.at("result");
        }
        case "error" -> throw Faults.translate(SoapFault.localized(info.at("error")));
        default -> {}
      }
      if (System.nanoTime() > deadline) {
        throw new PlatformException(
            Failure.passing(
                    TIMED_OUT,
                    "The platform's task did not end in time",
                    "Look at the machine's tasks; it may still go on.")
                .with("task", method));
      }
      pause(pause);
    }
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new PlatformException(
          Failure.passing(
              TIMED_OUT, "Waiting for the platform was interrupted", "It is tried again."));
    }
  }
}
