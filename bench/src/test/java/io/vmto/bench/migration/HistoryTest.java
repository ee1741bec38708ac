package io.vmto.bench.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.bench.api.History;
import io.vmto.bench.api.History.End;
import io.vmto.contract.EventNames;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.JobId;
import io.vmto.runtime.ContractJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The past that is made up for the bench of the API could have happened. */
class HistoryTest {
  private static final JobId JOB = new JobId("job-1");

  @ParameterizedTest
  @ValueSource(ints = {50, 100, 1000})
  void aJobThatSucceededHasALegalPastOfItsLength(int events) {
    var told = History.tell(JOB, 1, Instant.EPOCH, events, End.SUCCEEDED);
    assertThat(told.size()).isBetween(events - 20, events + 20);
    assertThat(complaints(told)).isEmpty();
  }

  @Test
  void aJobThatWasNotStartedHasAPlan() {
    assertThat(History.tell(JOB, 1, Instant.EPOCH, 100, End.NOT_STARTED)).hasSize(2);
  }

  @Test
  void aJobThatFailedTakesEverythingBack() {
    var told = History.tell(JOB, 1, Instant.EPOCH, 100, End.FAILED);
    assertThat(names(told)).contains("job.failed/1", "transfer.rollback-finished/1");
    assertThat(complaints(told)).singleElement().asString().startsWith("only steps");
  }

  private static List<String> complaints(List<History.Told> told) {
    var created = (JobCreated) told.getFirst().event();
    var kinds = created.plan().steps().stream().map(s -> s.getClass().getSimpleName()).toList();
    var json = ContractJson.mapper();
    var stored =
        told.stream()
            .map(
                t ->
                    new Told(
                        0,
                        EventNames.nameOf(t.event().getClass()).orElseThrow(),
                        t.event().at(),
                        json.readTree(json.writeValueAsString(t.event()))))
            .toList();
    return Legal.complaints(stored, kinds);
  }

  private static List<String> names(List<History.Told> told) {
    return told.stream().map(t -> EventNames.nameOf(t.event().getClass()).orElseThrow()).toList();
  }
}
