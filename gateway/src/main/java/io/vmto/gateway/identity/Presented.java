package io.vmto.gateway.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** The text after {@code Bearer}, of which nothing is known yet; never printed. */
final class Presented extends AbstractAuthenticationToken {
  private final String token;

  Presented(String token) {
    super(List.of());
    this.token = token;
  }

  @Override
  public String getCredentials() {
    return token;
  }

  @Override
  public String getPrincipal() {
    return "somebody";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
