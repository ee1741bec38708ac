package io.vmto.runtime.operations;

import static io.vmto.runtime.operations.Bench.GROUP;
import static io.vmto.runtime.operations.Bench.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.OperationsQuery.DescribeProcess;
import io.vmto.contract.operations.OperationsQuery.FindStorage;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessView;
import io.vmto.contract.operations.ProcessorCommand.DiscardLetter;
import io.vmto.contract.operations.ProcessorCommand.ReplayLetter;
import io.vmto.contract.operations.ProcessorCommand.StartProcessor;
import io.vmto.contract.operations.ProcessorCommand.StopProcessor;
import io.vmto.contract.operations.StorageView;
import io.vmto.runtime.Failures;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Events that cannot be handled, over a real PostgreSQL and a handler that is broken on purpose.
 */
class DeadLettersIT {
  private static final PartId LEDGER = new PartId(GROUP);
  private static Bench bench;

  @BeforeAll
  static void start() {
    bench = new Bench();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @BeforeEach
  void mend() {
    bench.handlerDoes(event -> {});
  }

  @Test
  void onceTheFaultIsMendedTheEndIsAsIfItHadNeverFailed() {
    bench.handlerDoes(
        event -> {
          if (event.claim().value().equals("bad")) {
            bench.jdbc.update("insert into ledger (aggregate) values ('no machine')");
          }
        });
    for (var machine : new String[] {"1", "2", "3"}) {
      bench.publish("bad", machine);
      bench.publish("good", machine);
    }

    soon().until(() -> bench.letters().size() == 3);
    soon().until(() -> bench.seen("good").size() == 3);
    assertThat(bench.seen("bad")).isEmpty();
    var letters = bench.letters();
    assertThat(letters).extracting(DeadLetterView::sequence).containsOnly("bad");
    assertThat(letters).extracting(DeadLetterView::waiting).containsExactly(false, true, true);
    assertThat(letters).extracting(DeadLetterView::attempts).containsExactly(3, 0, 0);
    assertThat(letters).extracting(DeadLetterView::type).containsOnly("claim.machine-claimed/1");
    assertThat(letters).extracting(DeadLetterView::position).isSorted().doesNotContain(-1L);
    var first = letters.getFirst();
    int before = told("operations.letter-replayed");
    assertThat(first.code()).isEqualTo("INTERNAL_ERROR");
    assertThat(first.message()).contains("PSQLException").doesNotContain("ledger");

    bench.send(new ReplayLetter(LEDGER, first.id()));
    soon().until(() -> bench.letters().getFirst().attempts() == 4);
    assertThat(bench.seen("bad")).isEmpty();

    mend();
    bench.send(new ReplayLetter(LEDGER, first.id()));
    soon().until(() -> bench.letters().isEmpty());
    bench.publish("bad", "4");
    bench.publish("good", "4");
    soon().until(() -> bench.seen("bad").size() == 4);
    soon().until(() -> bench.seen("good").size() == 4);
    assertThat(bench.seen("bad")).isEqualTo(bench.seen("good")).containsExactly("1", "2", "3", "4");
    assertThat(told("operations.letter-replayed")).isEqualTo(before + 2);
  }

  @Test
  void aPassingFailureIsTriedInPlaceAndNeverSetAside() {
    var tries = new AtomicInteger();
    bench.handlerDoes(
        event -> {
          if (tries.incrementAndGet() <= Patience.ATTEMPTS + 1) {
            throw new CannotGetJdbcConnectionException(
                "canary-text", new SQLTransientConnectionException("away"));
          }
        });
    bench.publish("passing", "1");

    soon().until(() -> bench.processor().trouble() != null);
    var trouble = bench.processor().trouble();
    assertThat(trouble.failure().code()).isEqualTo(ErrorCode.UPSTREAM_BUSY);
    assertThat(trouble.failure().toString()).doesNotContain("canary-text");
    assertThat(bench.processor().lag()).isPositive();
    soon().until(() -> bench.seen("passing").size() == 1);
    assertThat(tries).hasValueGreaterThan(Patience.ATTEMPTS);
    assertThat(bench.letters()).isEmpty();
    soon().until(() -> bench.processor().trouble() == null);
  }

  @Test
  void aDiscardedLetterIsGoneAndThoseBehindItAreHandled() {
    bench.handlerDoes(DeadLettersIT::refuseTwo);
    bench.publish("discard", "1");
    bench.publish("discard", "2");
    bench.publish("discard", "3");
    soon().until(() -> bench.letters().size() == 2);

    bench.send(new DiscardLetter(LEDGER, bench.letters().getFirst().id(), "known to be wrong"));
    assertThat(bench.letters()).hasSize(1);
    bench.send(new ReplayLetter(LEDGER, bench.letters().getFirst().id()));
    soon().until(() -> bench.letters().isEmpty());
    assertThat(bench.seen("discard")).containsExactly("1", "3");
    assertThat(
            bench.jdbc.queryForObject(
                "select convert_from(payload, 'UTF8')::jsonb ->> 'reason'"
                    + " from axon.domain_event_entry where payloadType ="
                    + " 'operations.letter-discarded'",
                String.class))
        .isEqualTo("known to be wrong");
  }

  private static void refuseTwo(ClaimEvent event) {
    if (event.toString().contains("machine=2")) {
      throw new IllegalArgumentException("two");
    }
  }

  @Test
  void aLetterThatIsNotThereIsRefused() {
    var thrown = catchThrowable(() -> bench.send(new ReplayLetter(LEDGER, "none")));
    assertThat(Failures.of(thrown).code()).isEqualTo(ErrorCode.UNKNOWN_RESOURCE);
  }

  @Test
  void aStoppedProcessorLagsUntilItIsStarted() {
    bench.send(new StopProcessor(LEDGER));
    bench.publish("stopped", "1");
    var stopped = bench.processor();
    assertThat(stopped.running()).isFalse();
    assertThat(stopped.lag()).isPositive();
    assertThat(stopped.lagSeconds()).isNotNull();
    assertThat(stopped.position()).isEqualTo(stopped.head() - stopped.lag());

    bench.send(new StartProcessor(LEDGER));
    soon().until(() -> bench.seen("stopped").size() == 1);
    soon().until(() -> bench.processor().lag() == 0);
    assertThat(bench.processor().running()).isTrue();
    assertThat(bench.processor().segments()).hasSize(1);
  }

  @Test
  void aProcessTellsWhatItIsAndWhatTheDatabaseHolds() {
    var process = bench.ask(new DescribeProcess(), ProcessView.class);
    assertThat(process.java()).isEqualTo(Runtime.version().toString());
    assertThat(process.databaseMillis()).isNotNegative();
    assertThat(process.skewMillis()).isBetween(-1_000L, 1_000L);
    assertThat(process.eventStore()).isEqualTo("PostgreSQL");

    var storage = bench.ask(new FindStorage(), StorageView.class);
    assertThat(storage.bytes()).isPositive();
    assertThat(storage.schemas()).extracting(StorageView.Schema::name).containsExactly("axon");
    assertThat(storage.schemas().getFirst().tables())
        .extracting(StorageView.Table::name)
        .contains("domain_event_entry", "dead_letter_entry");
  }

  private static int told(String type) {
    return bench.jdbc.queryForObject(
        "select count(*) from axon.domain_event_entry where payloadType = ?", Integer.class, type);
  }
}
