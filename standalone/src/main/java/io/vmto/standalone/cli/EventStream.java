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
  private boolean ended;

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
  void forEach(Predicate<Frame> more) {
    ended = false;
    while (!ended) {
      var reading = new Reading(more);
      try (var lines = api.lines(path, position)) {
        lines.takeWhile(reading::more).forEach(line -> {});
      } catch (IOException | UncheckedIOException e) {
        // read on behind what came last
      }
      if (!ended && ++lost > RECONNECTS) {
        throw new ApiProblem(
            ErrorCode.UNREACHABLE,
            "The event stream broke off too often.",
            "Check that the server is running, and follow again.");
      }
    }
  }

  /** Puts lines together to frames. */
  private final class Reading {
    private final Predicate<Frame> wanted;
    private String event = "";
    private final StringBuilder data = new StringBuilder();

    Reading(Predicate<Frame> wanted) {
      this.wanted = wanted;
    }

    /** Returns whether more is wanted. */
    boolean more(String line) {
      if (line.startsWith("id:")) {
        position = Long.parseLong(line.substring(3).strip());
        lost = 0;
      } else if (line.startsWith("event:")) {
        event = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
      } else if (line.isEmpty() && !event.isEmpty()) {
        ended = event.equals(END) || !wanted.test(new Frame(event, data.toString()));
        event = "";
        data.setLength(0);
      }
      return !ended;
    }
  }
}
