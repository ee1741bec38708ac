package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What whoever starts a server for the first time is told, and nobody is told again. */
@Timeout(240)
class FirstPasswordIT {
  private static final Pattern TOLD = Pattern.compile("sign in as admin with ([a-z0-9-]{24})");

  @Test
  void theFirstPasswordIsPrintedOnceAndOpensTheDoorOnce(@TempDir Path folder) throws Exception {
    try (var server = new ServerProcess(folder, "")) {
      var first = announced(server, 1);
      var told = TOLD.matcher(first);
      assertThat(told.find()).as(first).isTrue();
      try (var api = server.api()) {
        var login = Map.of("name", "admin", "password", told.group(1));
        assertThat(api.post("/session", login).path("mustChangePassword").asBoolean()).isTrue();
        assertThat(api.get("/me").path("name").asString()).isEqualTo("local");
      }
      server.terminate();
      server.start();
      assertThat(announced(server, 2))
          .containsOnlyOnce("sign in as")
          .containsOnlyOnce(told.group(1));
    }
  }

  private static String announced(ServerProcess server, int times) throws Exception {
    Wait.until(
        "the server says that it listens",
        Duration.ofSeconds(60),
        () -> server.log().split("  data    ", -1).length > times);
    return server.log();
  }
}
