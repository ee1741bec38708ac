package io.vmto.gateway.identity;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import reactor.core.publisher.Mono;

/** The one way from a bearer token to whoever sends it; anything unknown is refused the same. */
final class Callers implements ReactiveAuthenticationManager {
  private final InstallationToken installation;
  private final Lookup lookup;
  private final @Nullable Oidc oidc;

  Callers(InstallationToken installation, Lookup lookup, @Nullable Oidc oidc) {
    this.installation = installation;
    this.lookup = lookup;
    this.oidc = oidc;
  }

  @Override
  public Mono<Authentication> authenticate(Authentication presented) {
    return identify(String.valueOf(presented.getCredentials()))
        .switchIfEmpty(Mono.error(Callers::refused))
        .map(identity -> new PreAuthenticatedAuthenticationToken(identity, "", List.of()));
  }

  private Mono<Identity> identify(String token) {
    if (token.startsWith(Tokens.ACCESS)) {
      return lookup.session(token);
    }
    if (token.startsWith(Tokens.KEY)) {
      return lookup.key(token);
    }
    if (oidc != null && Oidc.looksLikeOne(token)) {
      return oidc.identify(token).flatMap(lookup::noted);
    }
    return installation.matches(token) ? Mono.just(Identity.LOCAL) : Mono.empty();
  }

  static Rejected refused() {
    return new Rejected(
        ErrorCode.NOT_AUTHENTICATED,
        "The token is missing, wrong, or good no longer.",
        "Send \"Authorization: Bearer <token>\": what POST /api/v1/session answers, an API key, or"
            + " on this machine the text of the file \"token\" in the data folder.");
  }
}
