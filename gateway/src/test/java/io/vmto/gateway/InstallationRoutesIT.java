package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.claim.ClaimCommand.BreakClaim;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.license.LicenseCommand.InstallLicense;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** The routes of the installation itself when all is well: claims, licence, what there is. */
class InstallationRoutesIT {
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
  void onlyAStaleClaimIsBroken() throws Exception {
    routes.send(HttpMethod.POST, "/api/v1/claims/claim-2/break", "{\"reason\":\"ended long ago\"}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new BreakClaim(new ClaimId("claim-2"), Known.JOB, "ended long ago"));
    house
        .client()
        .post()
        .uri("/api/v1/claims/claim-1/break")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{\"reason\":\"I want it\"}")
        .exchange()
        .expectStatus()
        .isEqualTo(409);
  }

  @Test
  void theInstallationTellsAboutItself() throws Exception {
    routes.read("/api/v1/artifacts").jsonPath("$.artifacts[0].name").isEqualTo("a-1");
    routes.read("/api/v1/open-resources").jsonPath("$.resources").isEmpty();
    routes.read("/api/v1/claims").jsonPath("$.claims[1].stale").isEqualTo(true);
    routes.read("/api/v1/jobs/counts").jsonPath("$.counts[0].jobs").isEqualTo(2);
    routes
        .read("/api/v1/audit?actor=ada&type=job.&atFrom=2026-01-01T00:00:00Z")
        .jsonPath("$.events[0].payload.n")
        .isEqualTo("=4,")
        .jsonPath("$.events[0].meta.actor")
        .isEqualTo("ada")
        .jsonPath("$.next")
        .isEqualTo("after-4");
    routes.read("/api/v1/license").jsonPath("$.terms.number").isEqualTo("trial");
    routes
        .read("/api/v1/system")
        .jsonPath("$.version")
        .value(String.class, v -> assertThat(v).matches("[0-9]+(\\.[0-9]+)+.*"))
        .jsonPath("$.composition")
        .isEqualTo("one process")
        .jsonPath("$.eventStore")
        .isEqualTo("PostgreSQL")
        .jsonPath("$.head")
        .isNumber()
        .jsonPath("$.processors[?(@=='ledger')]")
        .isEqualTo("ledger")
        .jsonPath("$.processes[0].parts")
        .isArray();
  }

  @Test
  void aLicenceIsInstalledAsTextOrAsJson() throws Exception {
    routes
        .client()
        .put()
        .uri("/api/v1/license")
        .contentType(MediaType.TEXT_PLAIN)
        .bodyValue("line 1\nline 2")
        .exchange()
        .expectStatus()
        .isAccepted()
        .expectHeader()
        .location("/api/v1/license");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new InstallLicense("line 1\nline 2"));
    routes.accepted(HttpMethod.PUT, "/api/v1/license", "{\"document\":\"a\\nb\"}");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new InstallLicense("a\nb"));
  }
}
