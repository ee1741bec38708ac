package io.vmto.gateway.identity;

import static io.vmto.gateway.identity.Visitor.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.gateway.House;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys of the issuer's people, of whom nobody tells us when they leave. */
class IssuedKeysIT {
  private static Issuer issuer;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    issuer = new Issuer();
    house =
        House.open(
            Map.of(
                "vmto.oidc.issuer",
                issuer.url(),
                "vmto.oidc.audience",
                Issuer.AUDIENCE,
                "vmto.oidc.roles.admin",
                "admins",
                "vmto.oidc.roles.viewer",
                "viewers"));
  }

  @AfterAll
  static void close() {
    house.close();
    issuer.close();
  }

  @Test
  void aKeyMayNoMoreThanItsOwnersNewestToken() throws Exception {
    var before = as("ann", Duration.ofMinutes(20), "admins");
    var key = key(before, "ADMIN");
    assertThat(permissions(key)).contains("ADMINISTER", "AUDIT", "VIEW");

    as("ann", Duration.ofMinutes(10), "viewers").get("/me").is(200);
    assertThat(permissions(key)).containsExactly("VIEW");
    key.get("/accounts").refused(403, "NOT_ALLOWED");

    before.get("/accounts").is(200); // good for as long as its issuer said, and no news
    assertThat(permissions(key)).containsExactly("VIEW");

    as("ann", Duration.ofMinutes(5)).get("/me").is(200);
    assertThat(permissions(key)).isEmpty();

    as("ann", Duration.ZERO, "admins").get("/me").is(200);
    assertThat(permissions(key)).contains("ADMINISTER");
  }

  @Test
  void aKeyRestsWhileItsOwnerStaysAway() throws Exception {
    var key = key(as("bob", Duration.ofDays(31), "viewers"), "VIEWER");
    var refused = key.get("/me");
    refused.refused(401, "NOT_AUTHENTICATED");
    assertThat(refused.text("detail"))
        .isEqualTo("The owner of this key has not signed in for 30 days.");

    as("bob", Duration.ofDays(29), "viewers").get("/me").is(200);
    assertThat(permissions(key)).containsExactly("VIEW");
  }

  @Test
  void theKeyOfALocalAccountNeedsNoIssuer() throws Exception {
    var key = key(Visitor.owner(house), "VIEWER");
    assertThat(permissions(key)).containsExactly("VIEW");
  }

  private static Visitor as(String name, Duration ago, String... groups) throws Exception {
    return new Visitor(house, issuer.token(name, Instant.now().minus(ago), groups));
  }

  private static Visitor key(Visitor owner, String role) {
    var form =
        Map.of(
            "name", "ci",
            "roles", List.of(role),
            "expires", Instant.now().plus(Duration.ofDays(1)).toString());
    return new Visitor(house, owner.call("POST", "/keys", form).is(202).text("secret"));
  }

  private static List<String> permissions(Visitor key) {
    return texts(key.get("/me").is(200).json().path("permissions"));
  }
}
