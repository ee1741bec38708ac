package io.vmto.standalone.architecture.broken.license;

import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;

/** Breaks nothing: an exhaustive switch and a helper of its own. */
final class OnlyAssigns {
  private Object state = "";

  sealed interface Fact {}

  record Happened(String what) implements Fact {}

  record Ended() implements Fact {}

  @EventSourcingHandler
  void evolve(Fact event) {
    switch (event) {
      case Happened e -> state = e.what();
      case Ended e -> state = before();
    }
  }

  private Object before() {
    return Objects.requireNonNull(state);
  }
}
