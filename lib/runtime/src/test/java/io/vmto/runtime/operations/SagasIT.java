package io.vmto.runtime.operations;

import static io.vmto.runtime.operations.Bench.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.vmto.contract.Event;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimEvent.MachineReleased;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.OperationsQuery.DeadLetters;
import io.vmto.contract.operations.OperationsQuery.ListDeadLetters;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessorCommand.ReplayLetter;
import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.runtime.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.modelling.saga.SagaEventHandler;
import org.axonframework.modelling.saga.StartSaga;
import org.axonframework.queryhandling.QueryGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** A saga whose event cannot be handled: all of its job waits, other jobs go on. */
class SagasIT {
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
  void aJobWaitsAsAWholeAndGoesOnInOrderOnceTheFaultIsMended() {
    var book = context.getBean(Book.class);
    book.broken = true;
    publish(new MachineClaimed(new ClaimId("c-1"), new JobId("bad"), "m", Instant.EPOCH));
    publish(new MachineClaimed(new ClaimId("c-2"), new JobId("good"), "m", Instant.EPOCH));
    publish(new MachineReleased(new ClaimId("c-3"), new JobId("bad"), Instant.EPOCH));
    publish(new MachineReleased(new ClaimId("c-4"), new JobId("good"), Instant.EPOCH));

    soon().until(() -> letters().size() == 2);
    soon().until(() -> book.lines.contains("good 2"));
    assertThat(book.lines).containsExactly("good 1", "good 2");
    assertThat(letters()).extracting(DeadLetterView::sequence).containsOnly("bad");
    assertThat(letters()).extracting(DeadLetterView::aggregate).containsExactly("c-1", "c-3");

    book.broken = false;
    var first = letters().getFirst();
    assertThat(first.processor()).isEqualTo(new PartId("RoundProcessor"));
    send(new ReplayLetter(first.processor(), first.id()));
    soon().until(() -> letters().isEmpty());
    assertThat(book.lines).containsExactly("good 1", "good 2", "bad 1", "bad 2");
  }

  private static List<DeadLetterView> letters() {
    return context
        .getBean(QueryGateway.class)
        .query(new ListDeadLetters(10, null), DeadLetters.class)
        .orTimeout(20, TimeUnit.SECONDS)
        .join()
        .letters();
  }

  private static void publish(ClaimEvent event) {
    context
        .getBean(EventStore.class)
        .publish(new GenericDomainEventMessage<Event>("Test", event.claim().value(), 0, event));
  }

  private static void send(ReplayLetter command) {
    context
        .getBean(CommandGateway.class)
        .sendAndWait(
            new GenericCommandMessage<>(new GenericMessage<>(command), command.address()),
            20,
            TimeUnit.SECONDS);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(RuntimeConfiguration.class)
  static class App {
    @Bean
    Book book() {
      return new Book();
    }

    @Bean
    ConfigurerModule round() {
      return Sagas.module(
          Round.class, event -> event instanceof ClaimEvent e ? e.job().value() : "");
    }
  }

  /** What sagas have done, by job; refuses to write for a bad one while it is broken. */
  static final class Book {
    final List<String> lines = new CopyOnWriteArrayList<>();
    volatile boolean broken;

    void write(JobId job, int count) {
      if (broken && job.value().equals("bad")) {
        throw new IllegalStateException("broken on purpose");
      }
      lines.add(job + " " + count);
    }
  }

  /** Counts the events of a job. */
  @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
  public static class Round {
    private int count;

    @StartSaga
    @SagaEventHandler(associationProperty = "job")
    void on(MachineClaimed event, Book book) {
      book.write(event.job(), count + 1);
      count++;
    }

    @SagaEventHandler(associationProperty = "job")
    void on(MachineReleased event, Book book) {
      book.write(event.job(), count + 1);
      count++;
    }
  }
}
