package io.vmto.gateway.identity;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.gateway.Body;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import io.vmto.gateway.identity.Sessions.SignedIn;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
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

  SessionApi(SignIn signIn, Sessions sessions) {
    this.signIn = signIn;
    this.sessions = sessions;
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
  Mono<SignedIn> open(Body body, Call call) {
    var login = body.as(Login::from);
    return signIn
        .check(login.name, login.password, call)
        .flatMap(proven -> sessions.open(proven.account(), proven.mustChange(), call.origin()));
  }

  @PostMapping("/refresh")
  Mono<SignedIn> refresh(Body body) {
    return sessions.refresh(body.as(fields -> fields.text("refreshToken")));
  }

  @DeleteMapping
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
