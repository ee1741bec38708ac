package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.claim.ClaimEvent.ClaimBroken;
import io.vmto.contract.claim.ClaimEvent.ClaimRefused;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimEvent.MachineReleased;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who holds a machine. */
final class ClaimFold {
  private ClaimFold() {}

  /**
   * The claim on a machine.
   *
   * @param holder null while nobody holds it
   */
  record Claim(ClaimId id, @Nullable JobId holder, String machine, Instant since) {}

  static @Nullable String key(Event event) {
    return event instanceof ClaimEvent e ? e.claim().value() : null;
  }

  static @Nullable Claim evolve(@Nullable Claim before, Event event) {
    return switch (event) {
      case MachineClaimed e -> new Claim(e.claim(), e.job(), e.machine(), e.at());
      case MachineReleased e -> released(before, e);
      case ClaimBroken e -> released(before, e);
      case ClaimRefused _ -> before;
      default -> before;
    };
  }

  private static @Nullable Claim released(@Nullable Claim before, ClaimEvent event) {
    return before == null ? null : new Claim(before.id(), null, before.machine(), event.at());
  }
}
