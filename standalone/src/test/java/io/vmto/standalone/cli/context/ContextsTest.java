package io.vmto.standalone.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vmto.contract.error.ErrorCode;
import io.vmto.standalone.cli.ApiProblem;
import io.vmto.standalone.cli.Folders;
import io.vmto.standalone.cli.Problems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** Which server is meant and how it is got in to, with a server that takes one token at a time. */
class ContextsTest {
  @TempDir Path home;

  private final String before = System.getProperty("user.home");
  private final AtomicInteger renewals = new AtomicInteger();
  private HttpServer server;
  private volatile String good = "first";

  @BeforeEach
  void open() throws IOException {
    System.setProperty("user.home", home.toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    System.setProperty("user.home", before);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var sent = exchange.getRequestHeaders().getFirst("Authorization");
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (exchange.getRequestURI().getPath().endsWith("/session/refresh")) {
        boolean known = body.contains("\"refresh-" + renewals.get() + "\"");
        if (known) {
          good = "renewed-" + renewals.incrementAndGet();
        }
        reply(exchange, known ? 200 : 401, known ? tokens() : problem());
      } else if (exchange.getRequestMethod().equals("POST")) {
        boolean known = body.equals("{\"name\":\"ann\",\"password\":\"canary-3\"}");
        reply(exchange, known ? 200 : 401, known ? tokens() : problem());
      } else {
        boolean known = ("Bearer " + good).equals(sent);
        reply(exchange, known ? 200 : 401, known ? "{\"name\":\"ann\"}" : problem());
      }
    }
  }

  private String tokens() {
    return "{\"accessToken\":\"%s\",\"refreshToken\":\"refresh-%d\"}"
        .formatted(good, renewals.get());
  }

  private static String problem() {
    return "{\"code\":\"NOT_AUTHENTICATED\",\"detail\":\"no\",\"remedy\":\"sign in\"}";
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    var body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private void signedIn(String access, String refresh) throws IOException {
    new ContextFile("lab", List.of(new Context("lab", url(), "", "", ""))).write();
    Session.keep(
        "lab",
        new JsonMapper()
            .createObjectNode()
            .put("accessToken", access)
            .put("refreshToken", refresh));
  }

  private int login(String password) throws IOException {
    var file = Files.writeString(home.resolve("password"), password + "\n");
    return new CommandLine(new LoginCommand())
        .setExecutionExceptionHandler((e, at, parsed) -> Problems.print(e, at.getErr()))
        .execute("--server", url(), "--name", "lab", "--user", "ann", "--password-file=" + file);
  }

  @Test
  void whoSignsInIsRememberedWithoutThePassword() throws IOException {
    assertThat(login("canary-3")).isZero();
    assertThat(name(Map.of())).isEqualTo("ann");
    try (var kept = Files.walk(Folders.configuration())) {
      for (var file : kept.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("canary-3");
      }
    }
    assertThat(new CommandLine(new LogoutCommand()).execute()).isZero();
    assertThat(Session.file("lab")).doesNotExist();
    assertThatThrownBy(() -> name(Map.of())).isInstanceOf(ApiProblem.class);
  }

  @Test
  void whoIsNotLetInIsNotRemembered() throws IOException {
    assertThat(login("wrong")).isEqualTo(3);
    assertThat(Folders.configuration()).doesNotExist();
  }

  private static String name(Map<String, String> environment) {
    try (var api = Contexts.open(null, null, environment)) {
      return api.get("/me").path("name").asString();
    }
  }

  @Test
  void aSessionThatHasEndedIsRenewedAndKept() throws IOException {
    signedIn("old", "refresh-0");
    assertThat(name(Map.of())).isEqualTo("ann");
    assertThat(name(Map.of())).isEqualTo("ann");
    assertThat(renewals).hasValue(1);
    assertThat(Files.readString(Session.file("lab"))).contains("renewed-1", "refresh-1");
  }

  @Test
  void ofManyCommandsAtOnceOneRenewsTheSession() throws Exception {
    signedIn("old", "refresh-0");
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> one = () -> name(Map.of());
      for (var done : many.invokeAll(Collections.nCopies(8, one))) {
        assertThat(done.get()).isEqualTo("ann");
      }
    }
    assertThat(renewals).hasValue(1);
  }

  @Test
  void whoCannotBeRenewedIsToldToSignIn() throws IOException {
    signedIn("old", "stolen");
    assertThatThrownBy(() -> name(Map.of()))
        .isInstanceOfSatisfying(
            ApiProblem.class,
            p -> {
              assertThat(p.failure().code()).isEqualTo(ErrorCode.NOT_AUTHENTICATED);
              assertThat(p.failure().remedy()).contains("vmto login --name lab");
            });
  }

  @Test
  void nobodyElseMayReadWhatIsKept() throws IOException {
    signedIn("old", "refresh-0");
    for (var file :
        new Path[] {Session.file("lab"), Folders.configuration().resolve("contexts.json")}) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void theEnvironmentNamesServerAndToken() {
    assertThat(name(Map.of("VMTO_SERVER", url(), "VMTO_TOKEN", "first"))).isEqualTo("ann");
  }

  @Test
  void theEnvironmentNamesAContextAndAKeyLiesInAFile() throws IOException {
    var key = Files.writeString(home.resolve("key"), "first\n");
    new ContextFile("", List.of(new Context("ci", url(), "", key.toString(), ""))).write();
    assertThat(name(Map.of("VMTO_CONTEXT", "ci"))).isEqualTo("ann");
  }

  @Test
  void withoutAnyItIsTheDataFolderOfThisMachine() throws IOException {
    var data = Files.createDirectories(Folders.data());
    Files.writeString(data.resolve("server.json"), "{\"url\":\"" + url() + "\"}");
    Files.writeString(data.resolve("token"), "first\n");
    assertThat(name(Map.of())).isEqualTo("ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vmto.example",
        "ftp://localhost",
        "vmto.example",
        "https://a:b@host",
        "https://a/b",
        ""
      })
  void aTokenDoesNotGoOverAnOpenLine(String server) {
    assertThatThrownBy(() -> Contexts.checked(server))
        .isInstanceOfSatisfying(
            ApiProblem.class,
            p -> assertThat(p.failure().code()).isEqualTo(ErrorCode.ADDRESS_REFUSED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "", ".hidden", "a/b", "-"})
  void aNameIsNoPath(String name) {
    assertThatThrownBy(() -> Contexts.named(name)).isInstanceOf(ApiProblem.class);
  }
}
