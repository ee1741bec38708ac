package io.vmto.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.claim.ClaimCommand.BreakClaim;
import io.vmto.contract.claim.ClaimCommand.ClaimMachine;
import io.vmto.contract.claim.ClaimCommand.ReleaseMachine;
import io.vmto.contract.claim.ClaimEvent.ClaimBroken;
import io.vmto.contract.claim.ClaimEvent.ClaimRefused;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimEvent.MachineReleased;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.runtime.Aggregates;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.Test;

class VmClaimTest {
  private static final ClaimId CLAIM = ClaimId.of("vc", "vm-42");
  private static final JobId MINE = new JobId("mine");
  private static final JobId THEIRS = new JobId("theirs");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aMachineIsHeldByOneJob() {
    fixture()
        .given(new MachineClaimed(CLAIM, THEIRS, "web", NOW))
        .when(new ClaimMachine(CLAIM, MINE, "web"))
        .expectEvents(new ClaimRefused(CLAIM, MINE, THEIRS, NOW));
  }

  @Test
  void askingTwiceChangesNothing() {
    fixture()
        .given(new MachineClaimed(CLAIM, MINE, "web", NOW))
        .when(new ClaimMachine(CLAIM, MINE, "web"))
        .expectNoEvents();
  }

  @Test
  void aReleasedMachineCanBeClaimedAgain() {
    fixture()
        .given(
            new MachineClaimed(CLAIM, THEIRS, "web", NOW), new MachineReleased(CLAIM, THEIRS, NOW))
        .when(new ClaimMachine(CLAIM, MINE, "web"))
        .expectEvents(new MachineClaimed(CLAIM, MINE, "web", NOW));
  }

  @Test
  void onlyTheHolderReleases() {
    fixture()
        .given(new MachineClaimed(CLAIM, THEIRS, "web", NOW))
        .when(new ReleaseMachine(CLAIM, MINE))
        .expectNoEvents();
  }

  @Test
  void aClaimIsBrokenBySomebodyWhoKnowsWhoHoldsIt() {
    fixture()
        .given(new MachineClaimed(CLAIM, THEIRS, "web", NOW))
        .when(new BreakClaim(CLAIM, THEIRS, "ended long ago"))
        .expectEvents(new ClaimBroken(CLAIM, THEIRS, "ended long ago", NOW));
    fixture()
        .given(new MachineClaimed(CLAIM, THEIRS, "web", NOW))
        .when(new BreakClaim(CLAIM, MINE, "ended long ago"))
        .expectException(Rejected.class)
        .expectNoEvents();
    fixture()
        .given(
            new MachineClaimed(CLAIM, THEIRS, "web", NOW),
            new ClaimBroken(CLAIM, THEIRS, "ended long ago", NOW))
        .when(new ClaimMachine(CLAIM, MINE, "web"))
        .expectEvents(new MachineClaimed(CLAIM, MINE, "web", NOW));
  }

  @Test
  void twoMachinesNeverShareAClaim() {
    assertThat(ClaimId.of("a", "b.c")).isNotEqualTo(ClaimId.of("a.b", "c"));
  }

  private static AggregateTestFixture<VmClaim> fixture() {
    var fixture = new AggregateTestFixture<>(VmClaim.class);
    fixture.registerCommandTargetResolver(Aggregates.TARGETS);
    fixture.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    return fixture;
  }
}
