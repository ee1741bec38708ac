package io.vmto.standalone.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * Does what the command line does most, with a server that is thrown away. {@code ./vmto} runs it
 * once after a build under {@code -XX:AOTCacheOutput}, so that every later start finds its classes
 * loaded and linked (JEP 483).
 */
public final class WarmUp {
  private static final String JOB =
      """
      {"id":"warm-up","name":"web","status":"FAILED","machine":{"id":"vm-1","name":"web",
       "folder":[],"power":"OFF","firmware":"BIOS","secureBoot":false,"tpm":false,"cpus":1,"memoryMiB":1,
       "guestOs":"","biosUuid":"","snapshots":0,"disks":[],"nics":[]},
       "limits":{"bytesPerSecond":0,"parallelDisks":2},"strategy":"full-copy","planHash":"0",
       "reachable":"PROVEN","findings":[],"steps":[{"index":0,"kind":"Verify","title":"Verify",
       "disk":"","bytes":1,"status":"RUNNING","attempts":1,"report":{"read":1,"zeros":0,
       "written":1,"facts":{}},"startedAt":"2026-01-01T00:00:00Z","endedAt":"2026-01-01T00:00:01Z"}],
       "passes":[],"disks":[{"key":"1","bytes":1,"evidence":[],"grade":"PROVEN"}],
       "boot":{"level":0,"line":""},"open":[],"leftovers":[],"failure":{"code":"ROOT_MISMATCH",
       "message":"differs","facts":{},"remedy":"retry"},"events":1,
       "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}\
      """;
  private static final String PROBLEM =
      """
      {"status":404,"detail":"nothing here","code":"UNKNOWN_RESOURCE","remedy":"look elsewhere",
       "facts":{"what":"that"},"correlationId":"warm-up"}\
      """;
  private static final Map<String, String> ANSWERS =
      Map.of(
          "/api/v1/jobs", "{\"jobs\":[" + JOB + ",{\"status\":\"RUNNING\",\"steps\":[{}]}]}",
          "/api/v1/jobs/warm-up", JOB,
          "/api/v1/jobs/warm-up/pause", "{\"id\":\"warm-up\"}",
          "/api/v1/connections",
              "{\"connections\":[{\"id\":\"c\",\"name\":\"lab\",\"status\":\"READY\"}]}",
          "/api/v1/connections/c", "{\"id\":\"c\",\"name\":\"lab\",\"endpoint\":{\"url\":\"x\"}}",
          "/api/v1/system", "{\"version\":\"0\",\"uptimeSeconds\":1}");

  /** Makes a command line for some words. */
  public interface Maker {
    CommandLine of(String... words);
  }

  private WarmUp() {}

  /** Needs an empty folder; throws when a command does not end as it has to. */
  public static void run(Path folder, Maker maker) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", WarmUp::answer);
    server.start();
    try {
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      Files.writeString(folder.resolve("server.json"), "{\"url\":\"" + url + "\"}");
      Files.writeString(folder.resolve("token"), "warm-up");
      for (var words :
          List.of(
              "job list",
              "job list --status failed --limit 3",
              "job list -o json",
              "job list -o yaml --all",
              "job show warm-up",
              "job show warm-up -o json",
              "job pause warm-up",
              "connection list",
              "connection show lab",
              "system show")) {
        end(0, maker, words + " --data " + folder);
      }
      end(4, maker, "claim list --data " + folder);
      end(2, maker, "job list --nonsense");
      end(0, maker, "job list --help");
      end(0, maker, "job");
      end(0, maker, "--help");
    } finally {
      server.stop(0);
    }
  }

  private static void end(int code, Maker maker, String command) {
    var words = command.split(" ", -1);
    if (maker.of(words).execute(words) != code) {
      throw new IllegalStateException(command + " did not end with " + code);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer = ANSWERS.get(exchange.getRequestURI().getPath());
      var body = (answer == null ? PROBLEM : answer).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
