package io.vmto.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.gateway.Body;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import io.vmto.gateway.identity.Sessions.SignedIn;
import io.vmto.gateway.openapi.Operation;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Signing in, going on, signing out. */
@RestController
@RequestMapping(SessionApi.ADDRESS)
final class SessionApi {
  static final String ADDRESS = "/api/v1/session";

  private final SignIn signIn;
  private final Sessions sessions;
  private final @Nullable OidcSettings oidc;

  SessionApi(SignIn signIn, Sessions sessions, @Nullable OidcSettings oidc) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.oidc = oidc;
  }

  /**
   * How one can sign in.
   *
   * @param local with name and password
   * @param oidc by an issuer, where there is one that the portal may use
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Options(boolean local, @Nullable Issuer oidc) {}

  /** Where people are sent to, and as which client of it. */
  record Issuer(URI issuer, String clientId) {}

  @GetMapping("/options")
  @Operation("How one can sign in.")
  Options options() {
    return new Options(
        true,
        oidc == null || oidc.client().isEmpty() ? null : new Issuer(oidc.issuer(), oidc.client()));
  }

  private record Login(String name, String password) {
    static Login from(Fields fields) {
      return new Login(fields.text("name"), fields.document("password", Passwords.LONGEST));
    }

    @Override
    public String toString() {
      return "Login[********]";
    }
  }

  @PostMapping
  @Operation(value = "Sign in.", body = "{\"name\": \"ann\", \"password\": \"correct horse\"}")
  Mono<SignedIn> open(Body body, Call call) {
    var login = body.as(Login::from);
    return signIn
        .check(login.name, login.password, call)
        .flatMap(proven -> sessions.open(proven.account(), proven.mustChange(), call.origin()));
  }

  @PostMapping("/refresh")
  @Operation(value = "Go on with a session.", body = "{\"refreshToken\": \"vmto_rt_x\"}")
  Mono<SignedIn> refresh(Body body) {
    return sessions.refresh(body.as(fields -> fields.text("refreshToken")));
  }

  @DeleteMapping
  @Operation("Sign out.")
  Mono<ResponseEntity<Void>> end(Identity who, Body body) {
    body.none();
    return sessions.end(session(who).id()).thenReturn(ResponseEntity.noContent().<Void>build());
  }

  /** For what only somebody can do who signed in with a password. */
  static Identity.Session session(Identity who) {
    if (who.proof() instanceof Identity.Session session) {
      return session;
    }
    throw new Rejected(
        ErrorCode.NOT_ALLOWED,
        "This takes a session, which you get with name and password.",
        "POST /api/v1/session first and send its access token.");
  }
}
