package io.vmto.transfer.worker;

import io.vmto.disk.MemoryBudget;
import io.vmto.transfer.artifact.ArtifactStore;
import io.vmto.transfer.step.Endpoints;
import io.vmto.transfer.step.ImageCheck;
import io.vmto.transfer.step.StepRunner;
import io.vmto.transfer.step.Throttles;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The leased worker and its queue. */
@Configuration(proxyBeanMethods = false)
public class WorkerConfiguration {
  private static final long LEAST_MEMORY = 128L << 20;

  @Bean
  Leases leases(DataSource database) {
    return new Leases(
        JdbcClient.create(database), ProcessHandle.current().pid() + "-" + UUID.randomUUID());
  }

  @Bean
  DriveDesk driveDesk(DataSource database) {
    return new DriveDesk(JdbcClient.create(database));
  }

  @Bean
  StepRunner stepRunner(
      @Value("${vmto.installation}") String installation,
      QueryGateway queries,
      ArtifactStore artifacts,
      @Value("${vmto.artifacts.keep:0s}") Duration keepArtifacts,
      DataSource database,
      CommandGateway commands,
      Throttles throttles,
      MemoryBudget passes,
      @Value("${vmto.transfer.source-floor:10737418240}") long floorBytes,
      @Value("${vmto.transfer.snapshot-age:24h}") Duration snapshotAge) {
    return new StepRunner(
        installation,
        new Endpoints(queries),
        artifacts,
        keepArtifacts,
        new Checkpoints(JdbcClient.create(database)),
        commands,
        throttles,
        passes,
        new StepRunner.SnapshotLimits(floorBytes, snapshotAge));
  }

  /** Half of what the process has, unless told otherwise; enough for a pass in any case. */
  @Bean
  MemoryBudget passes(@Value("${vmto.transfer.memory:0}") long bytes) {
    long wanted = bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 2;
    return new MemoryBudget(Math.max(LEAST_MEMORY, wanted));
  }

  @Bean
  Bandwidth bandwidth(DataSource database) {
    return new Bandwidth(JdbcClient.create(database));
  }

  @Bean
  Throttles throttles(Bandwidth bandwidth) {
    return new Throttles(bandwidth);
  }

  @Bean(destroyMethod = "close")
  Worker worker(Leases leases, CommandGateway commands, StepRunner runner, Throttles throttles) {
    return new Worker(leases, commands, runner, throttles);
  }

  @Bean
  WorkQueue workQueue(
      DataSource database,
      Leases leases,
      Worker worker,
      ArtifactStore artifacts,
      CommandGateway commands,
      @Value("${vmto.transfer.parallel:4}") int parallel) {
    return new WorkQueue(database, leases, worker, new ImageCheck(artifacts), commands, parallel);
  }

  /** Starts after the buses and stops before them, letting running steps reach a checkpoint. */
  @Bean
  SmartLifecycle workQueueLifecycle(WorkQueue queue, Worker worker) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        queue.start();
        running = true;
      }

      @Override
      public void stop() {
        worker.drain();
        queue.stop();
        running = false;
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      @Override
      public int getPhase() {
        return Integer.MAX_VALUE - 10;
      }
    };
  }
}
