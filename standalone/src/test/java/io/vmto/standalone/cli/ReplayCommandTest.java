package io.vmto.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code vmto replay} against a server that says what the API documents. */
class ReplayCommandTest {
  private static final String RUN =
      """
      {"projections":[{"name":"job","position":42,"run":{"kind":"CHECK","state":"DONE",
       "position":42,"head":42,"differing":%d,"differences":[%s],
       "startedAt":"2026-03-01T12:00:00Z","endedAt":"2026-03-01T12:00:01Z"}}]}
      """;

  @TempDir private Path data;
  private final List<String> posted = new CopyOnWriteArrayList<>();
  private volatile String projections = RUN.formatted(0, "");
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var get = exchange.getRequestMethod().equals("GET");
          if (!get) {
            posted.add(exchange.getRequestURI().getPath());
          }
          var answer = (get ? projections : "{\"id\":\"job\"}").getBytes(UTF_8);
          exchange.sendResponseHeaders(get ? 200 : 202, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    Files.writeString(
        data.resolve("server.json"),
        "{\"url\":\"http://127.0.0.1:" + server.getAddress().getPort() + "\"}");
    Files.writeString(data.resolve("token"), "t");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void whatIsEqualEndsWithZero() {
    assertThat(replay("--check")).startsWith("0 ").contains("job", "is what the events say", "42");
    assertThat(posted).containsExactly("/api/v1/projections/job/check");
  }

  @Test
  void whatDiffersIsNamedAndHasACodeOfItsOwn() {
    projections =
        RUN.formatted(2, "{\"key\":\"j-1\",\"fault\":\"DIFFERENT\",\"fields\":[\"status\"]}");
    assertThat(replay("--check", "--projection", "job"))
        .startsWith("8 ")
        .contains("j-1  differs in status", "and 1 more");
  }

  @Test
  void aRebuildIsAskedForByName() {
    assertThat(replay("--projection", "job")).startsWith("0 ").contains("was rebuilt");
    assertThat(posted).containsExactly("/api/v1/projections/job/rebuild");
    assertThat(replay()).startsWith("2 ");
  }

  private String replay(String... words) {
    var out = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      var command = new CommandLine(new ReplayCommand());
      var arguments = new java.util.ArrayList<>(List.of(words));
      arguments.addAll(List.of("--data", data.toString()));
      int code = command.execute(arguments.toArray(String[]::new));
      return code + " " + out.toString(UTF_8);
    } finally {
      System.setOut(before);
    }
  }
}
