package io.vmto.transfer;

import static io.vmto.transfer.TransferTest.ID;
import static io.vmto.transfer.TransferTest.JOB;
import static io.vmto.transfer.TransferTest.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.Rejected;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferCommand.ApproveCutover;
import io.vmto.contract.transfer.TransferCommand.BeginTransfer;
import io.vmto.contract.transfer.TransferCommand.PrepareTransfer;
import io.vmto.contract.transfer.TransferCommand.SucceedStep;
import io.vmto.contract.transfer.TransferCommand.TakeWork;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.Work;
import io.vmto.runtime.Aggregates;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever a worker tries, a guest writes and a backup product takes meanwhile, in any order and
 * with any death: when the transfer has accepted the last pass, the replica is the source.
 */
class WarmOrderPropertiesTest {
  private static final int RUNS = 50;
  private static final int ACTIONS = 1500;

  /** How one run went. */
  private record Run(boolean done, boolean equal, int refusals) {}

  @Test
  void theLastPassThatIsAcceptedLeavesTheReplicaEqualToTheSource() {
    always(new Setting(true, true, true));
  }

  @Test
  void theOrderAloneIsEnoughWhereNobodyElseTakesSnapshots() {
    always(new Setting(true, false, false));
  }

  private static void always(Setting setting) {
    var runs = new ArrayList<Run>();
    for (long seed = 0; seed < RUNS; seed++) {
      var run = run(new Random(seed), setting);
      assertThat(run.equal()).as("seed %s", seed).isTrue();
      runs.add(run);
    }
    assertThat(runs).filteredOn(Run::done).as("came to their end").hasSizeGreaterThan(RUNS / 2);
    assertThat(runs.stream().mapToInt(Run::refusals).sum()).isGreaterThan(RUNS * 20);
  }

  /** The same worker under a transfer that refuses nothing: this world can lose writes. */
  @Test
  void withoutTheOrderWritesAreLost() {
    int lost = 0;
    for (long seed = 0; seed < RUNS; seed++) {
      lost += run(new Random(seed), new Setting(false, false, false)).equal() ? 0 : 1;
    }
    assertThat(lost).isPositive();
  }

  /**
   * What is on.
   *
   * @param ordered the transfer decides
   * @param guarded the worker looks at the source before and after a pass
   * @param backups somebody else takes snapshots
   */
  private record Setting(boolean ordered, boolean guarded, boolean backups) {}

  private static Run run(Random random, Setting setting) {
    try (Transferring transfer = setting.ordered() ? new Real() : new Permissive()) {
      return run(random, setting, transfer);
    }
  }

  private static Run run(Random random, Setting setting, Transferring transfer) {
    var source = new PretendDisk(random);
    var worker = new ConfusedWorker(source, random, setting.guarded(), transfer::take);
    for (int i = 0; i < ACTIONS && !worker.done; i++) {
      switch (random.nextInt(30)) {
        case 0, 1, 2, 3, 4 -> source.write();
        case 5 -> {
          if (setting.backups()) {
            source.take("backup");
          }
        }
        case 6, 7 -> source.remove("backup");
        case 8 -> transfer.approve();
        case 9 -> transfer.goOn(worker.token());
        case 10 -> {
          if (random.nextInt(8) == 0) {
            source.resetTracking();
          }
        }
        case 11 -> {
          if (random.nextInt(8) == 0) {
            source.power(true);
          }
        }
        default -> worker.act(transfer.step());
      }
    }
    boolean equal = !worker.done || Arrays.equals(worker.replica, source.content);
    return new Run(worker.done, equal, worker.refusals);
  }

  /** What the worker reports to. */
  private interface Transferring extends AutoCloseable {
    @Nullable Object take(TransferCommand command);

    void approve();

    void goOn(long token);

    int step();

    @Override
    void close();
  }

  /** The aggregate itself, over a command bus and an event store in memory. */
  private static final class Real implements Transferring {
    private final Configuration configuration;
    private final CommandGateway commands;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int step;

    Real() {
      var configurer =
          DefaultConfigurer.defaultConfiguration(false)
              .configureEmbeddedEventStore(c -> new InMemoryEventStorageEngine())
              .registerComponent(Clock.class, c -> new Moving());
      Aggregates.module(Transfer.class).configureModule(configurer);
      configuration = configurer.start();
      commands = configuration.commandGateway();
      take(new PrepareTransfer(ID, JOB, SPEC, PassOrderTest.PLAN));
      take(new BeginTransfer(ID));
      goOn(1);
    }

    @Override
    public @Nullable Object take(TransferCommand command) {
      try {
        return commands.sendAndWait(command);
      } catch (CommandExecutionException e) {
        throw e.getCause() instanceof Rejected r ? r : e;
      }
    }

    private Optional<Object> attempt(TransferCommand command) {
      try {
        return Optional.ofNullable(take(command));
      } catch (Rejected e) {
        return Optional.empty();
      }
    }

    @Override
    public void approve() {
      var _ = attempt(new ApproveCutover(ID));
    }

    @Override
    public void goOn(long token) {
      now = now.plusSeconds(100);
      var _ = attempt(new SucceedStep(ID, token, step, StepReport.NOTHING));
      attempt(new TakeWork(ID, token, "w"))
          .filter(Work.RunStep.class::isInstance)
          .ifPresent(work -> step = ((Work.RunStep) work).index());
    }

    @Override
    public int step() {
      return step;
    }

    @Override
    public void close() {
      configuration.shutdown();
    }

    private final class Moving extends Clock {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public java.time.ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }
    }
  }

  /** Knows which pass is under way and lets everything happen. */
  private static final class Permissive implements Transferring {
    private final Passes passes = new Passes();

    @Override
    public @Nullable Object take(TransferCommand command) {
      return switch (command) {
        case TransferCommand.BeginPass c -> {
          var pass = passes.next(JOB.value(), List.of("2000"), c.last());
          passes.evolve(event(pass));
          yield pass;
        }
        case TransferCommand.CompletePass c -> {
          passes.evolve(new TransferEvent.PassCompleted(ID, JOB, c.result(), Instant.EPOCH));
          yield null;
        }
        default -> null;
      };
    }

    private static TransferEvent event(Pass pass) {
      return new TransferEvent.PassStarted(ID, JOB, 0, pass, Instant.EPOCH);
    }

    @Override
    public void approve() {}

    @Override
    public void goOn(long token) {}

    @Override
    public int step() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
