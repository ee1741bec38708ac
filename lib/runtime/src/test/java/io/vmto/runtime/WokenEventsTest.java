package io.vmto.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WokenEventsTest {
  private final EmbeddedEventStore store =
      EmbeddedEventStore.builder().storageEngine(new InMemoryEventStorageEngine()).build();
  private final WokenEvents events = new WokenEvents(store);
  private final Semaphore woken = new Semaphore(0);

  @AfterEach
  void stop() {
    store.shutDown();
  }

  @Test
  void wakesAReaderForWhomThereIsSomething() throws Exception {
    try (var stream = events.openStream(null)) {
      assertThat(stream.setOnAvailableCallback(woken::release)).isTrue();
      for (int i = 0; i < 5; i++) {
        store.publish(new GenericDomainEventMessage<>("Thing", "1", i, "happened " + i));
        while (!stream.hasNextAvailable()) {
          assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).as("woken for event %d", i).isTrue();
        }
        assertThat(stream.nextAvailable().getPayload()).isEqualTo("happened " + i);
      }
    }
  }

  @Test
  void followsTheLogOnlyWhileSomebodyReads() throws Exception {
    var stream = events.openStream(null);
    var followers = followers();
    assertThat(followers).isNotEmpty();
    stream.close();
    for (var follower : followers) {
      assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static List<Thread> followers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("event-tail"))
        .toList();
  }
}
