package io.vmto.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A reader of server-sent events as the HTML standard describes them; it reads only when asked. */
public final class EventSource implements AutoCloseable {
  private final HttpClient http;
  private final BufferedReader lines;

  private EventSource(HttpClient http, BufferedReader lines) {
    this.http = http;
    this.lines = lines;
  }

  /** One block of the stream; {@code comment} is empty unless the block is one. */
  public record Frame(String id, String event, String data, String comment) {
    long position() {
      return Long.parseLong(id);
    }
  }

  static EventSource open(House house, String address, @Nullable Long lastId)
      throws IOException, InterruptedException {
    return open(house, address, lastId, house.token());
  }

  /** As whoever holds this token. */
  public static EventSource open(House house, String address, @Nullable Long lastId, String token)
      throws IOException, InterruptedException {
    var http = HttpClient.newHttpClient();
    var request =
        HttpRequest.newBuilder(URI.create(house.url() + address))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream");
    if (lastId != null) {
      request.header("Last-Event-ID", lastId.toString());
    }
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    var source =
        new EventSource(
            http,
            new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8), 1024));
    source.until(frame -> frame.comment().equals("connected"));
    return source;
  }

  /** The next block, or null where the server ended the stream. */
  public @Nullable Frame next() throws IOException {
    var frame = new Frame("", "", "", "");
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        return frame;
      }
      frame = with(frame, line);
    }
    return null;
  }

  /** Reads up to and with the first block that is wanted; answers all that are no comments. */
  List<Frame> until(Predicate<Frame> wanted) throws IOException {
    var read = new ArrayList<Frame>();
    for (var frame = next(); frame != null; frame = next()) {
      if (frame.comment().isEmpty()) {
        read.add(frame);
      }
      if (wanted.test(frame)) {
        return read;
      }
    }
    throw new IOException("the stream ended after " + read);
  }

  /** Reads up to the event with this position. */
  List<Frame> until(long position) throws IOException {
    return until(frame -> frame.id().equals(Long.toString(position)));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static Frame with(Frame frame, String line) {
    var colon = line.indexOf(':');
    var field = line.substring(0, colon);
    var value = line.substring(colon + 1).stripLeading();
    return switch (field) {
      case "" -> new Frame(frame.id, frame.event, frame.data, value);
      case "id" -> new Frame(value, frame.event, frame.data, frame.comment);
      case "event" -> new Frame(frame.id, value, frame.data, frame.comment);
      case "data" -> new Frame(frame.id, frame.event, frame.data + value, frame.comment);
      case "retry" -> frame;
      default -> throw new IllegalArgumentException("not a field of the standard: " + field);
    };
  }
}
