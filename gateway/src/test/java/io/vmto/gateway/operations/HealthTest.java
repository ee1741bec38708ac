package io.vmto.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.license.License;
import io.vmto.contract.operations.ArtifactStorage;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessView;
import io.vmto.contract.operations.ProcessorView;
import io.vmto.contract.operations.ProcessorView.Trouble;
import io.vmto.contract.operations.Pulse;
import io.vmto.contract.view.LicenseView;
import io.vmto.gateway.operations.Health.Check;
import io.vmto.gateway.operations.Health.Facts;
import io.vmto.gateway.operations.Health.Known;
import io.vmto.gateway.operations.Health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the checks make of what is known. */
class HealthTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long ROOM = 100L << 30;
  private static final Failure AWAY =
      Failure.passing(ErrorCode.UPSTREAM_BUSY, "It is away.", "Wait.");

  @Test
  void anInstallationInGoodOrderIsOk() {
    var health = Health.of(facts(process(3, 0), processor(true, 0, null), ROOM, 90));
    assertThat(health.checks()).allMatch(c -> c.status() == Status.OK && c.remedy().isEmpty());
    assertThat(health.status()).isEqualTo(Status.OK);
    assertThat(health.checks())
        .extracting(Check::name)
        .contains(
            "database",
            "event-store",
            "clock-skew",
            "processor.query",
            "dead-letters",
            "artifact-store",
            "spool",
            "data-folder",
            "licence",
            "stuck-jobs",
            "open-resources");
  }

  @Test
  void eachFaultIsNamedWithARemedy() {
    assertThat(check("database", facts(process(-1, 0), processor(true, 0, null), ROOM, 90)))
        .isEqualTo(Status.FAIL);
    assertThat(check("database", facts(process(1500, 0), processor(true, 0, null), ROOM, 90)))
        .isEqualTo(Status.WARN);
    assertThat(check("clock-skew", facts(process(1, -2500), processor(true, 0, null), ROOM, 90)))
        .isEqualTo(Status.WARN);
    assertThat(check("clock-skew", facts(process(1, 31_000), processor(true, 0, null), ROOM, 90)))
        .isEqualTo(Status.FAIL);
    assertThat(check("processor.query", facts(process(1, 0), processor(false, 0, null), ROOM, 90)))
        .isEqualTo(Status.FAIL);
    assertThat(check("processor.query", facts(process(1, 0), processor(true, 61, null), ROOM, 90)))
        .isEqualTo(Status.WARN);
    var trouble = new Trouble(AWAY, 3, NOON, NOON);
    assertThat(
            check("processor.query", facts(process(1, 0), processor(true, 0, trouble), ROOM, 90)))
        .isEqualTo(Status.FAIL);
    assertThat(check("data-folder", facts(process(1, 0), processor(true, 0, null), 5L << 30, 90)))
        .isEqualTo(Status.WARN);
    assertThat(check("data-folder", facts(process(1, 0), processor(true, 0, null), 1, 90)))
        .isEqualTo(Status.FAIL);
    assertThat(check("licence", facts(process(1, 0), processor(true, 0, null), ROOM, 13)))
        .isEqualTo(Status.WARN);
    assertThat(check("licence", facts(process(1, 0), processor(true, 0, null), ROOM, -1)))
        .isEqualTo(Status.FAIL);
  }

  @Test
  void aPartThatCannotBeAskedIsACheckThatFailed() {
    var silent =
        new Facts(
            new Known.Nothing<>(AWAY),
            new Known.Nothing<>(AWAY),
            new Known.Nothing<>(AWAY),
            new Known.Nothing<>(AWAY),
            new Known.Nothing<>(AWAY),
            new Known.Nothing<>(AWAY),
            new Known.Nothing<>(AWAY),
            ROOM,
            NOON);
    var failed =
        Health.of(silent).checks().stream().filter(c -> c.status() == Status.FAIL).toList();
    assertThat(failed).hasSize(7).allMatch(c -> c.message().equals("It is away."));
  }

  @Test
  void whatAnEndedJobLeftOpenIsAWarning() {
    var ended = Jobs.job(new JobId("j-7"), JobStatus.FAILED, null, List.of(), NOON);
    var facts =
        facts(process(1, 0), processor(true, 0, null), ROOM, 90, List.of(new Pulse(ended, null)));
    var check =
        Health.of(facts).checks().stream()
            .filter(c -> c.name().equals("open-resources"))
            .findFirst()
            .orElseThrow();
    assertThat(check.status()).isEqualTo(Status.WARN);
    assertThat(check.facts()).containsEntry("jobs", List.of("j-7"));
  }

  private static Status check(String name, Facts facts) {
    var check =
        Health.of(facts).checks().stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(check.remedy()).isNotEmpty();
    return check.status();
  }

  private static ProcessView process(long millis, long skew) {
    return new ProcessView(
        "7@here", List.of("job"), "25", "Linux", NOON, millis, skew, "PostgreSQL", 12);
  }

  private static ProcessorView processor(boolean running, long seconds, Trouble trouble) {
    return new ProcessorView(
        new PartId("query"), running, 10, 12, 2, seconds, trouble, 0, List.of());
  }

  private static Facts facts(ProcessView process, ProcessorView processor, long free, int days) {
    return facts(process, processor, free, days, List.of());
  }

  private static Facts facts(
      ProcessView process, ProcessorView processor, long free, int days, List<Pulse> pulses) {
    return new Facts(
        new Known.Answer<>(List.of(process)),
        new Known.Answer<>(List.of(processor)),
        new Known.Answer<>(List.of()),
        new Known.Answer<>(new ArtifactStorage("/a", ROOM, "/a", ROOM, Map.of(), null)),
        new Known.Answer<>(
            new LicenseView(
                new License("trial", "", "trial", 2, 25, NOON.plus(Duration.ofDays(days))),
                Set.of(),
                0)),
        new Known.Answer<>(pulses),
        new Known.Answer<>(new StuckJobs(List.of(), List.of())),
        free,
        NOON);
  }
}
