package io.vmto.runtime.operations;

import io.vmto.contract.Command;
import io.vmto.contract.Event;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.OperationsQuery.DeadLetters;
import io.vmto.contract.operations.OperationsQuery.ListDeadLetters;
import io.vmto.contract.operations.OperationsQuery.ListProcessors;
import io.vmto.contract.operations.OperationsQuery.Processors;
import io.vmto.contract.operations.ProcessorView;
import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.runtime.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A process with one event handler that can be broken on purpose; it keeps a list of what it saw.
 */
final class Bench implements AutoCloseable {
  static final String GROUP = "ledger";

  private final ConfigurableApplicationContext context;
  private final Map<String, Long> sequences = new HashMap<>();
  final JdbcTemplate jdbc;

  Bench() {
    context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.NONE)
            .properties(TestDatabase.shared().properties())
            .properties("spring.config.import=classpath:runtime.yml")
            .run();
    jdbc = bean(JdbcTemplate.class);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** What the handler does after it has written; throws to be broken. */
  void handlerDoes(Consumer<ClaimEvent> what) {
    bean(Ledger.class).then = what;
  }

  void publish(String aggregate, String machine) {
    var event = new MachineClaimed(new ClaimId(aggregate), new JobId("j"), machine, Instant.EPOCH);
    long sequence = sequences.merge(aggregate, 0L, (n, zero) -> n + 1);
    bean(EventStore.class)
        .publish(new GenericDomainEventMessage<Event>("Test", aggregate, sequence, event));
  }

  /** What was seen of an aggregate, in order. */
  List<String> seen(String aggregate) {
    return jdbc.queryForList(
        "select machine from ledger where aggregate = ? order by n", String.class, aggregate);
  }

  List<DeadLetterView> letters() {
    return ask(new ListDeadLetters(100, null), DeadLetters.class).letters();
  }

  ProcessorView processor() {
    return ask(new ListProcessors(), Processors.class).processors().stream()
        .filter(p -> p.name().value().equals(GROUP))
        .findFirst()
        .orElseThrow();
  }

  <R> R ask(Object query, Class<R> answer) {
    return bean(QueryGateway.class).query(query, answer).orTimeout(20, TimeUnit.SECONDS).join();
  }

  void send(Command command) {
    var message = new GenericCommandMessage<>(new GenericMessage<>(command), command.address());
    bean(CommandGateway.class).sendAndWait(message, 20, TimeUnit.SECONDS);
  }

  static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(40));
  }

  @Override
  public void close() {
    context.close();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(RuntimeConfiguration.class)
  static class App {
    @Bean
    Ledger ledger(DataSource database) {
      return new Ledger(new JdbcTemplate(database));
    }
  }

  /** Writes down every machine in the transaction of its event. */
  @ProcessingGroup(GROUP)
  static final class Ledger {
    private final JdbcTemplate jdbc;
    private volatile Consumer<ClaimEvent> then = event -> {};

    Ledger(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
      jdbc.execute(
          "create table ledger (n bigserial primary key, aggregate text, machine text not null)");
    }

    @EventHandler
    void on(MachineClaimed event) {
      jdbc.update(
          "insert into ledger (aggregate, machine) values (?, ?)",
          event.claim().value(),
          event.machine());
      then.accept(event);
    }
  }
}
