package io.vmto.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.access.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.mock.env.MockEnvironment;

class OidcSettingsTest {
  private final MockEnvironment environment =
      new MockEnvironment()
          .withProperty("vmto.oidc.issuer", "https://id.example/realms/ops")
          .withProperty("vmto.oidc.audience", "vmto");

  @Test
  void whatIsLeftOutHasItsDefaultAndGivesNobodyARole() {
    assertThat(OidcSettings.in(environment))
        .isEqualTo(
            new OidcSettings(
                URI.create("https://id.example/realms/ops"),
                "vmto",
                "",
                "preferred_username",
                "groups",
                Map.of(),
                Duration.ofSeconds(5)));
  }

  @Test
  void groupsOfARoleAreSeparatedByCommas() {
    environment.setProperty("vmto.oidc.roles.admin", "vm-admins, root ,x");
    environment.setProperty("vmto.oidc.roles.viewer", "everybody");
    assertThat(OidcSettings.in(environment).roles())
        .isEqualTo(
            Map.of(
                Role.ADMIN, List.of("vm-admins", "root", "x"), Role.VIEWER, List.of("everybody")));
  }

  @Test
  void aRoleThatThereIsNotStopsTheStart() {
    environment.setProperty("vmto.oidc.roles.boss", "vm-admins");
    assertThatThrownBy(() -> OidcSettings.in(environment)).isInstanceOf(BindException.class);
  }

  @Test
  void tokensForOtherProgramsMustNotCount() {
    environment.setProperty("vmto.oidc.audience", " ");
    assertThatThrownBy(() -> OidcSettings.in(environment)).hasMessageContaining("audience");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://id.example", "ftp://127.0.0.1", "id.example", "http:///x"})
  void anIssuerThatOthersCouldPlayIsRefused(String issuer) {
    environment.setProperty("vmto.oidc.issuer", issuer);
    assertThatThrownBy(() -> OidcSettings.in(environment)).hasMessageContaining(issuer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080/realms/x", "http://localhost", "https://a"})
  void onTheLoopbackAnIssuerMaySpeakPlainly(String issuer) {
    environment.setProperty("vmto.oidc.issuer", issuer);
    assertThat(OidcSettings.in(environment).issuer()).isEqualTo(URI.create(issuer));
  }
}
