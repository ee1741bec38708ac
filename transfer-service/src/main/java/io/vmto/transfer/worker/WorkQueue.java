package io.vmto.transfer.worker;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.CutoverApproved;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferCancelling;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferId;
import io.vmto.disk.Natives;
import io.vmto.transfer.step.ImageCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts transfers that have work into the queue (db-scheduler) and lets a worker drive them. Every
 * wake-up is an entry of its own, so none is lost while the transfer is being driven; the lease
 * decides who drives. Images that are to be read again are in it, too.
 */
@ProcessingGroup(WorkQueue.PROCESSOR)
public final class WorkQueue {
  static final String PROCESSOR = "transfer";
  private static final Duration BUSY = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);

  private final Leases leases;
  private final CustomTask<String> task;
  private final CustomTask<String> check;
  private final Scheduler scheduler;
  private volatile boolean stopping;

  WorkQueue(
      DataSource database,
      Leases leases,
      Worker worker,
      ImageCheck images,
      CommandGateway commands,
      int parallel) {
    this.leases = leases;
    this.task =
        Tasks.custom("transfer", String.class)
            .execute((instance, context) -> drive(worker, new TransferId(instance.getData())));
    this.check =
        Tasks.custom("image-check", String.class)
            .execute((instance, context) -> check(images, instance.getData(), commands));
    this.scheduler =
        Scheduler.create(database, task, check)
            .tableName("transfer.work")
            .serializer(new PlainText())
            .threads(parallel)
            .pollingInterval(Duration.ofMillis(500))
            .heartbeatInterval(Duration.ofSeconds(2))
            .missedHeartbeatsLimit(4)
            .enableImmediateExecution()
            .shutdownMaxWait(Duration.ofSeconds(30))
            .build();
  }

  void start() {
    log.info("Disks: {}", Natives.description());
    scheduler.start();
  }

  void stop() {
    stopping = true;
    scheduler.stop();
  }

  private CompletionHandler<String> check(
      ImageCheck images, String image, CommandGateway commands) {
    var found = images.run(image, () -> stopping);
    if (found == null) {
      return later(Optional.empty());
    }
    commands.sendAndWait(found, 60, TimeUnit.SECONDS);
    return new CompletionHandler.OnCompleteRemove<>();
  }

  private static CompletionHandler<String> drive(Worker worker, TransferId transfer) {
    var again = worker.drive(transfer);
    return switch (again) {
      case Worker.Done d -> new CompletionHandler.OnCompleteRemove<>();
      case Worker.Later l -> later(Optional.of(l.at()));
      case Worker.Busy b -> later(Optional.empty());
    };
  }

  private static CompletionHandler<String> later(Optional<Instant> at) {
    return (complete, operations) ->
        operations.reschedule(complete, at.orElseGet(() -> Instant.now().plus(BUSY)));
  }

  @EventHandler
  void on(TransferEvent event, EventMessage<?> message) {
    switch (event) {
      case TransferBegan e -> wake(e.transfer(), message);
      case TransferResumed e -> wake(e.transfer(), message);
      case CutoverApproved e -> wake(e.transfer(), message);
      case TransferPausing e -> {
        leases.askToStop(e.transfer());
        wake(e.transfer(), message);
      }
      case TransferCancelling e -> {
        leases.askToStop(e.transfer());
        wake(e.transfer(), message);
      }
      default -> {}
    }
  }

  @EventHandler
  void on(JobImageCheckAsked event, EventMessage<?> message) {
    scheduler.scheduleIfNotExists(
        check.instance(message.getIdentifier(), event.artifact()), Instant.now());
  }

  private void wake(TransferId transfer, EventMessage<?> message) {
    scheduler.scheduleIfNotExists(
        task.instance(transfer.value() + "@" + message.getIdentifier(), transfer.value()),
        Instant.now());
  }

  /** The data of an entry is an id, stored as text rather than as a Java object. */
  private static final class PlainText implements Serializer {
    @Override
    public byte[] serialize(Object data) {
      return data.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] data) {
      return type.cast(new String(data, StandardCharsets.UTF_8));
    }
  }
}
