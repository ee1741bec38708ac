package io.vmto.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.claim.ClaimCommand;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.job.JobId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** The wiring that every service relies on, on a real PostgreSQL. */
class RuntimeIT {
  private static ConfigurableApplicationContext context;

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.NONE)
            .properties(TestDatabase.shared().properties())
            .properties("spring.config.import=classpath:runtime.yml")
            .run();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void transactionsAreReal() {
    assertThat(context.getBean(TransactionManager.class))
        .isInstanceOf(SpringTransactionManager.class);
    assertThat(context.getBean(PlatformTransactionManager.class))
        .isInstanceOf(JdbcTransactionManager.class);
  }

  @Test
  void eventsAreStoredUnderTheirLogicalNames() throws Exception {
    var claim = new ClaimId("logical-name");
    send(new ClaimCommand.ClaimMachine(claim, new JobId("job-1"), "vm-1"));

    try (var c = context.getBean(DataSource.class).getConnection();
        var rows =
            c.createStatement()
                .executeQuery(
                    "select payloadType, payloadRevision, convert_from(payload, 'UTF8')"
                        + " from axon.domain_event_entry"
                        + " where aggregateIdentifier = 'logical-name'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("claim.machine-claimed");
      assertThat(rows.getString(2)).isEqualTo("1");
      assertThat(rows.getString(3)).contains("\"job\":\"job-1\"");
    }
    var read = context.getBean(EventStore.class).readEvents("logical-name").next().getPayload();
    assertThat(read).isInstanceOf(ClaimEvent.MachineClaimed.class);
  }

  @Test
  void aCommandFindsItsAggregateAsTheLastOneLeftItWithoutReadingItsPast() throws Exception {
    var claim = new ClaimId("recent");
    send(new ClaimCommand.ClaimMachine(claim, new JobId("job-1"), "vm"));
    try (var c = context.getBean(DataSource.class).getConnection();
        var s = c.createStatement()) {
      s.executeUpdate("delete from axon.domain_event_entry where aggregateIdentifier = 'recent'");
    }

    assertThat(send(new ClaimCommand.ClaimMachine(claim, new JobId("job-2"), "vm")))
        .isEqualTo(List.of("job-1", "job-2"));
  }

  @Test
  void aCommandThatFailsLeavesNothingInItsAggregate() {
    var claim = new ClaimId("failing");
    send(new ClaimCommand.ClaimMachine(claim, new JobId("job-1"), "vm"));
    assertThatThrownBy(
            () -> send(new ClaimCommand.ClaimMachine(claim, new JobId("job-2"), Turnstile.STUCK)))
        .hasMessageContaining("stuck");

    assertThat(send(new ClaimCommand.ClaimMachine(claim, new JobId("job-3"), "vm")))
        .isEqualTo(List.of("job-1", "job-3"));
  }

  @Test
  void aFirstCommandThatDoesNothingCreatesNothing() {
    var claim = new ClaimId("nothing");

    assertThat(send(new ClaimCommand.ClaimMachine(claim, new JobId("job-1"), Turnstile.SHUT)))
        .isEqualTo(List.of());
    assertThat(send(new ClaimCommand.ClaimMachine(claim, new JobId("job-2"), "vm")))
        .isEqualTo(List.of("job-2"));
  }

  @Test
  @Timeout(60)
  void thirtyTwoSendersOnOneAggregateDoNotStarveEachOther() throws Exception {
    var claim = new ClaimId("contended");
    var started = System.nanoTime();
    var senders = new ArrayList<CompletableFuture<?>>();
    for (int sender = 0; sender < 32; sender++) {
      int me = sender;
      senders.add(
          CompletableFuture.runAsync(
              () ->
                  IntStream.range(0, 10)
                      .forEach(
                          n ->
                              send(
                                  new ClaimCommand.ClaimMachine(
                                      claim, new JobId("j-" + me + "-" + n), "vm"))),
              task -> Thread.ofVirtual().start(task)));
    }
    CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);

    assertThat(context.getBean(EventStore.class).lastSequenceNumberFor("contended")).hasValue(319L);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(50));
  }

  @Test
  @Timeout(60)
  void aWriterHeldOpenMakesTheNextOneWaitAndTakeTheHigherIndex() throws Exception {
    var pool = context.getBean(DataSource.class);
    try (var first = pool.getConnection();
        var watcher = pool.getConnection()) {
      first.setAutoCommit(false);
      long held = append(first, "held");
      var second =
          CompletableFuture.supplyAsync(
              () -> {
                try (var c = pool.getConnection()) {
                  return append(c, "second");
                } catch (java.sql.SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      awaitAdvisoryWait(watcher);
      assertThat(second).isNotDone();
      first.commit();
      assertThat(second.get(20, TimeUnit.SECONDS)).isGreaterThan(held);
    }
  }

  private static void awaitAdvisoryWait(Connection watcher) throws Exception {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      try (var s = watcher.createStatement();
          var r =
              s.executeQuery(
                  "select count(*) from pg_locks where locktype='advisory' and not granted")) {
        r.next();
        if (r.getInt(1) > 0) {
          return;
        }
      }
      LockSupport.parkNanos(5_000_000);
    }
    throw new AssertionError("the second writer never waited for the first");
  }

  private static long append(Connection c, String id) throws java.sql.SQLException {
    try (var s =
        c.prepareStatement(
            "insert into axon.domain_event_entry(aggregateIdentifier, sequenceNumber, type,"
                + " eventIdentifier, payload, payloadType, timeStamp)"
                + " values (?, 0, 'x', ?, '{}'::bytea, 'claim.machine-released', ?)"
                + " returning globalIndex")) {
      s.setString(1, id);
      s.setString(2, id);
      s.setString(3, Instant.EPOCH.toString());
      var r = s.executeQuery();
      r.next();
      return r.getLong(1);
    }
  }

  private static Object send(Object command) {
    return context.getBean(CommandGateway.class).sendAndWait(command, 40, TimeUnit.SECONDS);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(RuntimeConfiguration.class)
  static class App {
    @Bean
    ConfigurerModule turnstile() {
      return Aggregates.module(Turnstile.class);
    }
  }

  /** Records everybody who asks; enough of an aggregate to be fought over. */
  static final class Turnstile {
    static final String STUCK = "stuck";
    static final String SHUT = "shut";

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // read by Axon
    private ClaimId claim;

    private final List<JobId> passed = new ArrayList<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    List<String> decide(ClaimCommand.ClaimMachine command) {
      if (command.machine().equals(SHUT)) {
        return List.of();
      }
      AggregateLifecycle.apply(
          new ClaimEvent.MachineClaimed(
              command.claim(), command.job(), command.machine(), Instant.EPOCH));
      if (command.machine().equals(STUCK)) {
        throw new IllegalStateException("stuck");
      }
      return passed.stream().map(JobId::value).toList();
    }

    @EventSourcingHandler
    void evolve(ClaimEvent event) {
      claim = event.claim();
      passed.add(event.job());
    }
  }
}
