package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A secret that is planted wherever one may be sent comes out nowhere. */
@Timeout(120)
class CanaryIT {
  private static final String CANARY = "canary0123456789canary";

  private final List<String> outputs = new CopyOnWriteArrayList<>();

  @Test
  void noSecretComesOutAndEveryRequestIsTold() throws Exception {
    var lines = new CopyOnWriteArrayList<String>();
    try (var house = House.open(Map.of())) {
      Known.laidDown(house.peers());
      listening(lines, () -> plant(house));
    }

    assertThat(outputs).hasSize(10).noneMatch(text -> text.contains(CANARY));
    assertThat(lines).noneMatch(line -> line.contains(CANARY));
    assertThat(told(lines))
        .anyMatch(line -> line.contains("method=POST route=/api/v1/connections status=202"))
        .anyMatch(line -> line.contains("route=/api/v1/jobs status=200"))
        .anyMatch(line -> line.contains("route=/** status=404"))
        .anyMatch(line -> line.contains("trace=4bf92f3577b34da6a3ce929d0e0e4736"))
        .anyMatch(line -> line.contains("correlation=ticket-17"))
        .allMatch(line -> line.matches(".* trace=[0-9a-f]{32}( aborted)?"));
  }

  private interface Task {
    void run() throws Exception;
  }

  private static void listening(List<String> lines, Task task) throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var kept = new Kept(lines);
    kept.start();
    root.addAppender(kept);
    var level = root.getLevel();
    root.setLevel(Level.DEBUG);
    try {
      task.run();
      Peers.await(() -> told(lines).size() == 10);
    } finally {
      root.setLevel(level);
      root.detachAppender(kept);
    }
  }

  private static List<String> told(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(RequestLog.NAME)).toList();
  }

  private void plant(House house) throws Exception {
    var bearer = "Bearer " + house.token();
    var connection =
        "{\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"https://vc.example\",\"username\":\"u\",";
    send(house, "POST", "/connections", connection + "\"secret\":\"" + CANARY + "\"}", bearer);
    send(house, "POST", "/connections", connection + "\"secret\":{\"" + CANARY + "\":1}}", bearer);
    send(
        house,
        "PUT",
        "/connections/c/secret",
        "{\"username\":\"u\",\"secret\":\"" + CANARY + "\"}",
        bearer);
    send(
        house,
        "PUT",
        "/connections/c/ssh",
        "{\"user\":\"root\",\"hostKey\":\"SHA256:"
            + "a".repeat(43)
            + "\",\"privateKey\":\""
            + CANARY
            + "\"}",
        bearer);
    send(house, "PATCH", "/webhooks/w", "{\"secret\":\"" + CANARY + "\"}", bearer);
    send(house, "POST", "/webhooks", "{\"url\":7,\"secret\":\"" + CANARY + "\"}", bearer);
    send(house, "POST", "/session", "{\"user\":\"u\",\"password\":\"" + CANARY + "\"}", bearer);
    send(house, "GET", "/jobs", "", "Bearer " + CANARY);
    send(house, "GET", "/jobs?machine=" + CANARY, "", bearer);
    send(house, "GET", "/nothing/" + CANARY, "", bearer);
  }

  private void send(House house, String method, String address, String body, String bearer)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(house.url() + "/api/v1" + address))
              .header("Authorization", bearer)
              .header("Content-Type", "application/json")
              .header("X-Correlation-Id", "ticket-17")
              .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
              .method(method, BodyPublishers.ofString(body));
      if (!method.equals("GET")) {
        request.header("Idempotency-Key", CANARY + "-" + outputs.size());
      }
      var answer = http.send(request.build(), BodyHandlers.ofString());
      outputs.add(answer.statusCode() + " " + answer.headers() + answer.body());
    }
  }

  /** Keeps every line that would have been logged, stack traces too. */
  private static final class Kept extends AppenderBase<ILoggingEvent> {
    private final List<String> lines;

    Kept(List<String> lines) {
      this.lines = lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLoggerName().startsWith("jdk.internal.httpclient")) {
        return; // the client's own
      }
      var thrown = event.getThrowableProxy();
      lines.add(
          event.getLoggerName()
              + " "
              + event.getFormattedMessage()
              + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
    }
  }
}
