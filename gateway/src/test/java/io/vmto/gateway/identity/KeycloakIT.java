package io.vmto.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.gateway.EventSource;
import io.vmto.gateway.House;
import io.vmto.gateway.Peers;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** People and programs of a real issuer. */
class KeycloakIT {
  private static final String SECRET = "the robot's secret";
  private static Keycloak keycloak;
  private static House house;

  /** The server is up before its issuer is, and nobody has to start it again. */
  @BeforeAll
  static void open(@TempDir Path folder) throws IOException, InterruptedException {
    keycloak = Keycloak.unpacked(folder);
    house =
        House.open(
            Map.of(
                "vmto.oidc.issuer", keycloak.issuer("vmto"),
                "vmto.oidc.audience", "vmto-api",
                "vmto.oidc.roles.admin", "vm-admins",
                "vmto.oidc.roles.viewer", "vm-viewers, others",
                "vmto.identity.look", "200ms"));
    var mayBeGood = new Visitor(house, "e30.e30.e30").get("/me");
    mayBeGood.refused(502, "UNREACHABLE");
    assertThat(mayBeGood.json().path("facts").path("issuer").asString())
        .isEqualTo(keycloak.issuer("vmto"));
    Visitor.owner(house).get("/me").is(200);
    keycloak.start();
    var ann = as("portal", "ann");
    Peers.await(() -> ann.get("/me").status() == 200);
  }

  @AfterAll
  static void close() {
    if (house != null) {
      house.close();
    }
    keycloak.close();
  }

  @Test
  void groupsGiveTheRolesThatTheConfigurationSays() {
    is(as("portal", "ann"), "oidc:ann", "ADMIN");
    is(as("portal", "bob"), "oidc:bob", "VIEWER");
    is(as("portal", "eve"), "oidc:eve");
    as("portal", "ann").get("/accounts").is(200);
    as("portal", "bob").get("/accounts").refused(403, "NOT_ALLOWED");
  }

  @Test
  void aProgramComesInWithItsOwnAccount() {
    var token = keycloak.programToken("vmto", "robot", SECRET);
    is(new Visitor(house, token), "oidc:service-account-robot", "VIEWER");
  }

  @Test
  void aTokenForSomebodyElseIsRefused() {
    as("elsewhere", "ann").get("/me").refused(401, "NOT_AUTHENTICATED");
  }

  @Test
  void aTokenOfAnotherIssuerIsRefused() {
    var token = keycloak.token("other", "portal", "ann");
    new Visitor(house, token).get("/me").refused(401, "NOT_AUTHENTICATED");
  }

  @Test
  void aTokenThatSomebodyWroteIntoIsRefused() {
    var parts = keycloak.token("vmto", "portal", "bob").split("\\.", 3);
    var claims = (ObjectNode) ContractJson.mapper().readTree(decoded(parts[1]));
    claims.putArray("groups").add("vm-admins");
    refused(parts[0] + "." + encoded(claims.toString()) + "." + parts[2]);
    refused(encoded("{\"alg\":\"none\"}") + "." + encoded(claims.toString()) + ".");
    refused(encoded("{\"alg\":\"none\"}") + "." + encoded(claims.toString()) + "." + parts[2]);
    var header = (ObjectNode) ContractJson.mapper().readTree(decoded(parts[0]));
    refused(encoded(header.put("alg", "HS256").toString()) + "." + parts[1] + "." + parts[2]);
  }

  @Test
  void aTokenIsGoodUntilItExpiresAndSoAreTheStreamsItOpened() throws Exception {
    var brief = as("brief", "bob");
    brief.get("/me").is(200);
    try (var feed = EventSource.open(house, "/api/v1/events", null, brief.token())) {
      while (feed.next() != null) {
        assertThat(house.port()).isPositive();
      }
    }
    Peers.await(() -> brief.get("/me").status() == 401);
  }

  @Test
  void aPersonOfTheIssuerMakesKeysOutOfWhatTheyMay() {
    var bob = as("portal", "bob");
    var tomorrow = Instant.now().plus(1, ChronoUnit.DAYS).toString();
    var wanted = Map.of("name", "ci", "roles", List.of("VIEWER"), "expires", tomorrow);
    var made = bob.call("POST", "/keys", wanted).is(202);
    var robot = new Visitor(house, made.text("secret"));
    assertThat(robot.get("/me").is(200).text("name")).isEqualTo("oidc:bob/ci");
    var change = Map.of("current", "bob", "password", "a password of twelve");
    bob.call("PUT", "/me/password", change).refused(403, "NOT_ALLOWED");
  }

  private static Visitor as(String client, String user) {
    return new Visitor(house, keycloak.token("vmto", client, user));
  }

  private static void is(Visitor who, String name, String... roles) {
    var me = who.get("/me").is(200);
    assertThat(me.text("name")).isEqualTo(name);
    assertThat(me.json().path("roles").valueStream().map(r -> r.asString())).containsExactly(roles);
  }

  private static void refused(String token) {
    new Visitor(house, token).get("/me").refused(401, "NOT_AUTHENTICATED");
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
