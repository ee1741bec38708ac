package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionCommand.ChangeSecret;
import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.ConfirmFingerprint;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionCommand.LimitConnection;
import io.vmto.contract.connection.ConnectionCommand.RemoveConnection;
import io.vmto.contract.connection.ConnectionCommand.ValidateConnection;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

/**
 * The routes of connections when all is well: what they ask of the services, and what they answer.
 */
class ConnectionRoutesIT {
  private static final String PRINT = "AB:".repeat(31) + "CD";
  private static final String HOST_KEY = "SHA256:" + "a".repeat(43);
  private static final String CONNECTION =
      """
      {"name":"vcenter","kind":"VSPHERE","url":"https://vc.example:443","username":"ann",
       "secret":"s3cret\\nline","trust":"%s","mounts":{"local":"/mnt/local"}}
      """
          .formatted(PRINT.toLowerCase(java.util.Locale.ROOT));

  private static House house;
  private Routes routes;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void layDown() throws IOException {
    routes = Routes.of(house);
  }

  @Test
  void aConnectionIsCreatedFromWhatWasSent() throws Exception {
    var location = routes.accepted(HttpMethod.POST, "/api/v1/connections", CONNECTION);

    var command = (CreateConnection) house.peers().taken().getPayload();
    assertThat(location).isEqualTo("/api/v1/connections/" + command.connection());
    assertThat(command.name()).isEqualTo("vcenter");
    assertThat(command.secret()).isEqualTo(new Secret("s3cret\nline"));
    assertThat(command.endpoint())
        .isEqualTo(
            new Endpoint(
                PlatformKind.VSPHERE,
                "https://vc.example:443",
                "ann",
                PRINT,
                Map.of("local", "/mnt/local")));
  }

  @Test
  void theSameKeyMakesTheSameIdAndAnotherKeyAnother() throws Exception {
    var first = routes.keyed("/api/v1/connections", CONNECTION, "key-1");
    assertThat(routes.keyed("/api/v1/connections", CONNECTION, "key-1")).isEqualTo(first);
    assertThat(routes.keyed("/api/v1/connections", CONNECTION, "key-2")).isNotEqualTo(first);
    assertThat(routes.keyed("/api/v1/jobs", Routes.MIGRATION, "key-3"))
        .isEqualTo(routes.keyed("/api/v1/jobs", Routes.MIGRATION, "key-3"))
        .isNotEqualTo(first);
    assertThat(routes.accepted(HttpMethod.POST, "/api/v1/connections", CONNECTION))
        .isNotEqualTo(routes.accepted(HttpMethod.POST, "/api/v1/connections", CONNECTION));
  }

  @Test
  void decisionsAboutAConnectionBecomeCommands() throws Exception {
    var id = new ConnectionId("vc-1");
    var at = "/api/v1/connections/vc-1";

    assertThat(
            routes.accepted(HttpMethod.POST, at + "/trust", "{\"fingerprint\":\"" + PRINT + "\"}"))
        .isEqualTo(at);
    assertThat(house.peers().taken().getPayload()).isEqualTo(new ConfirmFingerprint(id, PRINT));
    routes.accepted(HttpMethod.POST, at + "/validate", "");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new ValidateConnection(id));
    routes.accepted(HttpMethod.PUT, at + "/secret", "{\"username\":\"bob\",\"secret\":\"new\"}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new ChangeSecret(id, "bob", new Secret("new")));
    routes.accepted(
        HttpMethod.PUT,
        at + "/ssh",
        "{\"user\":\"root\",\"hostKey\":\"" + HOST_KEY + "\",\"privateKey\":\"a\\nb\"}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new ChangeSsh(id, new Endpoint.Ssh("root", 22, HOST_KEY), new Secret("a\nb")));
    routes.accepted(HttpMethod.DELETE, at + "/ssh", "");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new ChangeSsh(id, Endpoint.Ssh.NONE, new Secret("")));
    routes.accepted(HttpMethod.PATCH, at + "/limits", "{\"bytesPerSecond\":5000000000}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new LimitConnection(id, 5_000_000_000L));
    routes.accepted(HttpMethod.DELETE, at, "");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new RemoveConnection(id));
  }

  @Test
  void connectionsAndWhatIsOnThemAreRead() {
    routes.read("/api/v1/connections").jsonPath("$.connections[1].id").isEqualTo("pve-1");
    routes.read("/api/v1/connections/vc-1").jsonPath("$.id").isEqualTo("vc-1");
    routes
        .read("/api/v1/connections/vc-1/machines")
        .jsonPath("$.machines[0].id")
        .isEqualTo("vm-42");
    routes
        .read("/api/v1/connections/vc-1/machines/web")
        .jsonPath("$.machine.name")
        .isEqualTo("web")
        .jsonPath("$.capabilities[0]")
        .isEqualTo("STREAM_EXPORT");
    routes
        .read("/api/v1/connections/pve-1/nodes")
        .jsonPath("$.nodes[0].networks[0]")
        .isEqualTo("vmbr0");
  }
}
