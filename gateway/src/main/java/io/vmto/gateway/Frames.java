package io.vmto.gateway;

import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.FeedEntry;
import io.vmto.runtime.ContractJson;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.codec.ServerSentEvent;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What goes over a feed; only stored events have an id, because only they can be resumed from. */
final class Frames {
  private static final String END = "end";
  private static final String STOPPING = "stopping";
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  private Frames() {}

  /** A stored event, its payload as it is stored. */
  static ObjectNode json(FeedEntry entry) {
    return ContractJson.mapper()
        .createObjectNode()
        .put("position", entry.position())
        .put("type", entry.type())
        .put("at", entry.at().toString())
        .put("job", entry.job())
        .put("aggregate", entry.aggregate())
        .putRawValue("payload", new RawValue(entry.payload()))
        .putPOJO("meta", entry.meta());
  }

  static ServerSentEvent<String> stored(FeedEntry entry) {
    return ServerSentEvent.<String>builder()
        .id(Long.toString(entry.position()))
        .event(entry.type())
        .data(text(json(entry)))
        .build();
  }

  static ServerSentEvent<String> of(Telling telling) {
    return switch (telling) {
      case Telling.Stored(var entry) -> stored(entry);
      case Telling.Resync(var after) -> resync(after);
      case Telling.End(var position) -> end(position);
    };
  }

  static ServerSentEvent<String> progress(Progress progress) {
    return named("progress", progress);
  }

  /** The client was slower than the ring; what follows is read from the log after this position. */
  static ServerSentEvent<String> resync(long after) {
    return named("resync", Map.of("after", after));
  }

  static ServerSentEvent<String> end(long position) {
    return named(END, Map.of("position", position));
  }

  static boolean isEnd(ServerSentEvent<String> frame) {
    return END.equals(frame.event());
  }

  static boolean isStopping(ServerSentEvent<String> frame) {
    return STOPPING.equals(frame.comment());
  }

  /** The first thing sent, so that a client knows at once that it is connected. */
  static ServerSentEvent<String> hello() {
    return ServerSentEvent.<String>builder().comment("connected").retry(RECONNECT).build();
  }

  /** The last thing sent by a server that stops: come again, from where you were. */
  static ServerSentEvent<String> stopping() {
    return ServerSentEvent.<String>builder().comment(STOPPING).retry(RECONNECT).build();
  }

  static ServerSentEvent<String> heartbeat() {
    return ServerSentEvent.<String>builder().comment("heartbeat").build();
  }

  private static ServerSentEvent<String> named(String event, Object data) {
    return ServerSentEvent.<String>builder().event(event).data(text(data)).build();
  }

  private static String text(Object value) {
    return ContractJson.mapper().writeValueAsString(value);
  }
}
