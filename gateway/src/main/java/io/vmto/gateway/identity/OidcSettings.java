package io.vmto.gateway.identity;

import io.vmto.contract.access.Role;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Whose tokens are believed besides our own, and what their groups may do: {@code vmto.oidc.*}.
 *
 * @param issuer as it stands in the tokens and answers for its configuration; HTTPS, or loopback
 * @param audience what a token must be meant for
 * @param client what the portal calls itself there, where people may sign in by it; or empty
 * @param nameClaim what somebody is called in the history
 * @param groupsClaim a list of groups; a dot leads into an object
 * @param roles which groups have a role
 * @param timeout of each request to the issuer
 */
record OidcSettings(
    URI issuer,
    String audience,
    String client,
    String nameClaim,
    String groupsClaim,
    Map<Role, List<String>> roles,
    Duration timeout) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

  OidcSettings {
    roles = Map.copyOf(roles);
    requireProtected(issuer);
    if (audience.isBlank()) {
      throw new IllegalArgumentException(
          "vmto.oidc.audience is missing: tokens for other programs would be taken for ours");
    }
  }

  static OidcSettings in(Environment environment) {
    return new OidcSettings(
        URI.create(environment.getRequiredProperty("vmto.oidc.issuer")),
        environment.getProperty("vmto.oidc.audience", ""),
        environment.getProperty("vmto.oidc.client", ""),
        environment.getProperty("vmto.oidc.name-claim", "preferred_username"),
        environment.getProperty("vmto.oidc.groups-claim", "groups"),
        groups(environment),
        environment.getProperty("vmto.oidc.timeout", Duration.class, Duration.ofSeconds(5)));
  }

  /** What is fetched decides who comes in, so nobody on the way may change it. */
  static URI requireProtected(URI address) {
    var loopback = address.getHost() != null && LOOPBACK.contains(address.getHost());
    if (!"https".equals(address.getScheme()) && !("http".equals(address.getScheme()) && loopback)) {
      throw new IllegalArgumentException("not an https address: " + address);
    }
    return address;
  }

  private static Map<Role, List<String>> groups(Environment environment) {
    var roles = new EnumMap<Role, List<String>>(Role.class);
    Binder.get(environment)
        .bind("vmto.oidc.roles", Bindable.mapOf(Role.class, String[].class))
        .ifBound(bound -> bound.forEach((role, names) -> roles.put(role, stripped(names))));
    return roles;
  }

  private static List<String> stripped(String[] names) {
    var groups = new ArrayList<String>();
    for (var name : names) {
      groups.add(name.strip());
    }
    return List.copyOf(groups);
  }
}
