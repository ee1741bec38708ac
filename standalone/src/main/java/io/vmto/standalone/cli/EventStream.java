package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;

/** Server-sent events of a feed, going on behind the last one after a lost connection. */
final class EventStream {
  /** In a row, without anything new between them. */
  private static final int RECONNECTS = 20;

  private static final String END = "end";

  private final ApiClient api;
  private final String path;
  private long position;
  private int lost;

  /**
   * @param after the position to begin behind; negative for where the feed begins by itself
   */
  EventStream(ApiClient api, String path, long after) {
    this.api = api;
    this.path = path;
    this.position = after;
  }

  /** A frame with its event's name, empty for none, and its data as text. */
  record Frame(String event, String data) {}

  /** Blocks until the feed says that nothing more comes, or nobody wants more. */
  void forEach(Predicate<Frame> more) throws InterruptedException {
    while (true) {
      try {
        if (read(more)) {
          return;
        }
        lost++;
      } catch (IOException | UncheckedIOException e) {
        lost++;
      }
      if (lost > RECONNECTS) {
        throw new ApiProblem(
            ErrorCode.UNREACHABLE,
            "The event stream broke off too often.",
            "Check that the server is running, and follow again.");
      }
    }
  }

  /** Returns whether it has come to its end. */
  private boolean read(Predicate<Frame> more) throws IOException, InterruptedException {
    try (var lines = api.lines(path, position)) {
      var event = "";
      var data = new StringBuilder();
      for (var line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("id:")) {
          position = Long.parseLong(line.substring(3).strip());
          lost = 0;
        } else if (line.startsWith("event:")) {
          event = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        } else if (line.isEmpty() && !event.isEmpty()) {
          if (event.equals(END) || !more.test(new Frame(event, data.toString()))) {
            return true;
          }
          event = "";
          data.setLength(0);
        }
      }
    }
    return false;
  }
}
