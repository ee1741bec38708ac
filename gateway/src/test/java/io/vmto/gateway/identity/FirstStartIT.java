package io.vmto.gateway.identity;

import static io.vmto.gateway.identity.Visitor.change;
import static io.vmto.gateway.identity.Visitor.form;
import static io.vmto.gateway.identity.Visitor.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.gateway.House;
import io.vmto.gateway.Peers;
import io.vmto.gateway.identity.Visitor.Answer;
import io.vmto.runtime.TestDatabase;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Installations of their own, one after the other: a server that stops takes the event loops of its
 * whole process with it.
 */
class FirstStartIT {
  private static final String SECRET = "a password of her own";

  @Test
  void theFirstAccountIsMadeOnceAndItsPasswordIsGoodForChangingItOnly() throws IOException {
    var database = TestDatabase.shared().properties();
    try (var first = House.open(database)) {
      var told = first.firstPassword();
      assertThat(told.account()).isEqualTo("admin");
      assertThat(told.toString()).doesNotContain(told.reveal());

      var signedIn = Visitor.signIn(first, "admin", told.reveal()).is(200);
      assertThat(signedIn.json().path("mustChangePassword").asBoolean()).isTrue();
      var admin = new Visitor(first, signedIn.text("accessToken"));
      admin.get("/me").refused(403, "NOT_ALLOWED");
      admin.get("/jobs").refused(403, "NOT_ALLOWED");
      admin.post("/keys").refused(403, "NOT_ALLOWED");
      admin.call("PUT", "/me/password", change(told.reveal(), "short")).is(400);
      admin.call("PUT", "/me/password", change(told.reveal(), told.reveal())).is(400);
      admin.call("PUT", "/me/password", change("not the password", SECRET)).is(401);
      admin.call("PUT", "/me/password", change(told.reveal(), SECRET)).is(202);

      var me = admin.get("/me").is(200);
      assertThat(me.text("name")).isEqualTo("admin");
      assertThat(texts(me.json().path("roles"))).containsExactly("ADMIN");
      assertThat(texts(me.json().path("permissions")))
          .contains("VIEW", "ADMINISTER")
          .doesNotContain("WORK");
      Visitor.signIn(first, "admin", told.reveal()).is(401);
    }
    try (var second = House.open(database)) {
      assertThat(second.firstPassword()).isNull();
      Visitor.signIn(second, "ADMIN", SECRET).is(200);
    }
  }

  @Test
  void theLastWhoCanAdministerStaysHoweverManyAreTakenAwayAtOnce() throws Exception {
    try (var other = House.open(Map.of());
        var both = Executors.newVirtualThreadPerTaskExecutor()) {
      var local = Visitor.owner(other);
      var admins = new ArrayList<String>();
      admins.add(local.idOf("admin"));
      local
          .call("PUT", "/accounts/" + admins.getFirst() + "/roles", Map.of("roles", List.of()))
          .refused(409, "ILLEGAL_STATE");
      for (var name : List.of("a1", "a2", "a3")) {
        admins.add(local.call("POST", "/accounts", form(name, "ADMIN")).is(202).text("id"));
      }
      var answers =
          both.invokeAll(
              admins.stream()
                  .<Callable<Answer>>map(id -> () -> local.post("/accounts/" + id + "/disable"))
                  .toList());
      var statuses = new ArrayList<Integer>();
      for (var answer : answers) {
        statuses.add(answer.get().status());
      }
      assertThat(statuses).containsExactlyInAnyOrder(202, 202, 202, 409);
    }
  }

  @Test
  void tokensExpire() throws IOException {
    var settings =
        Map.<String, Object>of(
            "vmto.identity.access", "1s",
            "vmto.identity.refresh", "4s");
    try (var brief = House.open(settings)) {
      Visitor.with(brief, "bob", SECRET, "VIEWER");
      var first = Visitor.signIn(brief, "bob", SECRET).is(200);
      Peers.await(() -> new Visitor(brief, first.text("accessToken")).get("/me").status() == 401);
      var next =
          new Visitor(brief, "")
              .call("POST", "/session/refresh", Map.of("refreshToken", first.text("refreshToken")))
              .is(200);
      new Visitor(brief, next.text("accessToken")).get("/me").is(200);
      var over = Instant.parse(next.text("refreshExpires"));
      Peers.await(() -> Instant.now().isAfter(over));
      new Visitor(brief, "")
          .call("POST", "/session/refresh", Map.of("refreshToken", next.text("refreshToken")))
          .refused(401, "NOT_AUTHENTICATED");
    }
  }
}
