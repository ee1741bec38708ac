package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.runtime.operations.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.Serializer;

/** The stored events from the first on, read in batches and never past a given position. Blocks. */
final class EventLog implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final BlockingStream<TrackedEventMessage<?>> stream;
  private final Serializer serializer;
  private long position;

  EventLog(EventStore store, Serializer serializer) {
    this.stream = store.openStream(null);
    this.serializer = serializer;
    this.position = Tokens.position(store.createTailToken());
  }

  /** Of the last event that was given out. */
  long position() {
    return position;
  }

  /** The next events up to a position, at most so many; empty when all of them were given out. */
  List<Stored> upTo(long last, int most) throws InterruptedException {
    var batch = new ArrayList<Stored>();
    while (position < last && batch.size() < most && next() <= last) {
      var message = stream.nextAvailable();
      position = message.trackingToken().position().orElseThrow();
      if (message.getPayload() instanceof Event event) {
        batch.add(Stored.of(event, message, message.trackingToken(), serializer));
      }
    }
    return batch;
  }

  private long next() throws InterruptedException {
    if (!stream.hasNextAvailable(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new Rejected(
          Failure.passing(
              ErrorCode.TIMED_OUT, "The event log does not tell more.", "Try again in a moment."));
    }
    return stream.peek().orElseThrow().trackingToken().position().orElseThrow();
  }

  @Override
  public void close() {
    stream.close();
  }
}
