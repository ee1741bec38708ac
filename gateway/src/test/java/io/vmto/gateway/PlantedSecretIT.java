package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A secret is in no answer and no line of the log, whatever goes wrong with it. */
class PlantedSecretIT {
  private static final String CANARY = "canary-7f3a9c";
  private static final String GOOD =
      "\"name\":\"n\",\"kind\":\"VSPHERE\",\"url\":\"https://vc.example\",\"username\":\"ann\"";

  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void layDown() {
    Known.laidDown(house.peers());
  }

  @Test
  void aPlantedSecretIsInNoAnswerAndNoLog() throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var kept = new Kept();
    kept.start();
    root.addAppender(kept);
    var level = root.getLevel();
    root.setLevel(Level.DEBUG);
    try {
      var answers = new CopyOnWriteArrayList<String>();
      var secret = "\"secret\":\"" + CANARY + "\"";
      for (var body :
          List.of(
              "{" + GOOD + "," + secret + "}",
              "{" + GOOD + "," + secret,
              "{" + GOOD + ",\"secret\":[\"" + CANARY + "\"]}",
              "{" + secret + ",\"kind\":\"" + CANARY + "\",\"name\":\"a\"}",
              "{" + GOOD + "," + secret + ",\"also\":1}",
              "{" + GOOD + "," + secret + ",\"mounts\":{\"" + "m" + "\":[]}}")) {
        answers.add(plainly(body));
      }
      house
          .peers()
          .decide(
              CreateConnection.class,
              c -> {
                throw new IllegalStateException("cannot keep " + c);
              });
      answers.add(plainly("{" + GOOD + "," + secret + "}"));
      house.peers().decide(CreateConnection.class, c -> null);

      assertThat(answers).hasSize(7).noneMatch(a -> a.contains(CANARY));
      assertThat(kept.lines).anyMatch(l -> l.contains("cannot keep"));
      assertThat(kept.lines).noneMatch(l -> l.contains(CANARY)).noneMatch(l -> l.contains(token()));
    } finally {
      root.setLevel(level);
      root.detachAppender(kept);
    }
  }

  private static String token() {
    try {
      return house.token();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Sent by a client that does not itself log what it sends. */
  private static String plainly(String body) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(java.net.URI.create(house.url() + "/api/v1/connections"))
              .header("Authorization", "Bearer " + house.token())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.headers() + answer.body();
    }
  }

  /** Keeps every line that would have been logged, stack traces too. */
  private static final class Kept extends AppenderBase<ILoggingEvent> {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      var thrown = event.getThrowableProxy();
      lines.add(
          event.getFormattedMessage()
              + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
    }
  }
}
