package io.vmto.gateway.identity;

import static io.vmto.gateway.identity.Visitor.change;
import static io.vmto.gateway.identity.Visitor.form;
import static io.vmto.gateway.identity.Visitor.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.vmto.contract.access.AccountEvent.AccountLocked;
import io.vmto.contract.access.AccountEvent.RolesChanged;
import io.vmto.contract.access.Role;
import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.ImageQuery;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.gateway.EventSource;
import io.vmto.gateway.House;
import io.vmto.gateway.Peers;
import io.vmto.gateway.identity.Visitor.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Accounts, sessions and keys, as people and programs meet them over HTTP. */
class IdentityIT {
  private static final String SECRET = "canary in a coal mine";
  private static House house;
  private static Visitor owner;

  @BeforeAll
  static void open() throws IOException {
    house =
        House.open(
            Map.of(
                "vmto.identity.look",
                "200ms",
                "vmto.identity.lock",
                "1500ms",
                "vmto.gateway.rate.sign-ins", // all of it comes from one address
                10_000,
                "vmto.gateway.rate.failures",
                10_000));
    house.peers().answer(ListJobs.class, Jobs.class, q -> new Jobs(List.of(), List.of(), null));
    owner = Visitor.owner(house);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void theInstallationTokenIsTheOwnersAndOpensEverything() {
    var me = owner.get("/me").is(200);
    assertThat(me.text("name")).isEqualTo("local");
    assertThat(texts(me.json().path("roles"))).containsExactly("ADMIN");
    owner.call("PUT", "/me/password", change("a", SECRET)).refused(403, "NOT_ALLOWED");
    owner.delete("/session").refused(403, "NOT_ALLOWED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmto_at_x", "vmto_key_x", "vmto_rt_x", "a.b.c", "x", "0000"})
  void aTokenThatIsNotGoodIsRefusedAndNotRepeated(String token) {
    var answer = new Visitor(house, token).get("/me");
    answer.refused(401, "NOT_AUTHENTICATED");
    assertThat(answer.json().toString()).doesNotContain("\"" + token);
  }

  @Test
  void onlyTheSignInAndTheRefreshAreOpen() {
    var stranger = new Visitor(house, "");
    for (var path : List.of("/me", "/accounts", "/keys", "/session", "/nothing")) {
      stranger.get(path).refused(401, "NOT_AUTHENTICATED");
    }
    stranger.post("/session").refused(400, "REQUEST_INVALID");
    stranger.post("/session/refresh").refused(400, "REQUEST_INVALID");
    stranger.delete("/session").refused(401, "NOT_AUTHENTICATED");
  }

  @Test
  void everybodyDoesWhatTheirRolesAllowAndNoMore() throws IOException {
    var viewer = Visitor.with(house, "vera", SECRET, "VIEWER");
    var auditor = Visitor.with(house, "audrey", SECRET, "AUDITOR");
    viewer.get("/jobs").is(200);
    viewer.get("/accounts").refused(403, "NOT_ALLOWED");
    viewer.call("POST", "/accounts", form("eve", "ADMIN")).refused(403, "NOT_ALLOWED");
    var names = auditor.get("/accounts?limit=500").is(200).json().path("accounts");
    assertThat(names.findValuesAsString("name")).contains("admin", "vera", "audrey");
    var vera = id("vera");
    assertThat(auditor.get("/accounts/" + vera).is(200).text("name")).isEqualTo("vera");
    auditor.post("/accounts/" + vera + "/disable").refused(403, "NOT_ALLOWED");
    auditor.post("/accounts/" + vera + "/reset-password").refused(403, "NOT_ALLOWED");
    auditor
        .call("PUT", "/accounts/" + vera + "/roles", Map.of("roles", Set.of(Role.ADMIN)))
        .refused(403, "NOT_ALLOWED");
    owner.get("/accounts/nobody").refused(404, "UNKNOWN_RESOURCE");
    owner.post("/accounts/nobody/disable").refused(404, "UNKNOWN_RESOURCE");
  }

  @Test
  void accountsAreListedByNameInPages() throws IOException {
    for (var name : List.of("page1", "page2", "page3")) {
      owner.call("POST", "/accounts", form(name)).is(202);
    }
    var first = owner.get("/accounts?limit=2&after=page").is(200);
    assertThat(first.json().path("accounts").findValuesAsString("name"))
        .containsExactly("page1", "page2");
    var second = owner.get("/accounts?limit=1&after=" + first.text("next")).is(200);
    assertThat(second.json().path("accounts").findValuesAsString("name")).containsExactly("page3");
  }

  @Test
  void aNameBelongsToOneAccountHoweverItIsWritten() {
    owner.call("POST", "/accounts", form("Uma")).is(202);
    owner.call("POST", "/accounts", form("uma")).refused(409, "NAME_TAKEN");
    for (var name : List.of("", "local", "SYSTEM", "a/b", "oidc:ann", "-x", "x".repeat(65))) {
      owner.call("POST", "/accounts", form(name)).refused(400, "REQUEST_INVALID");
    }
  }

  @Test
  void whoGaveWhichRoleStandsInTheHistory() throws IOException {
    var boss = Visitor.with(house, "boss", SECRET, "ADMIN");
    Visitor.with(house, "henry", SECRET, "VIEWER");
    var henry = id("henry");
    boss.call("PUT", "/accounts/" + henry + "/roles", Map.of("roles", Set.of(Role.OPERATOR)))
        .is(202);

    var changed =
        events(henry).stream().filter(e -> e.getPayload() instanceof RolesChanged).toList();
    assertThat(changed).hasSize(1);
    assertThat(((RolesChanged) changed.getFirst().getPayload()).roles())
        .containsExactly(Role.OPERATOR);
    assertThat(changed.getFirst().getMetaData())
        .containsEntry("actor", "boss")
        .containsEntry("origin", "127.0.0.1");
    assertThat(events(henry).getFirst().getMetaData()).containsEntry("actor", "local");
  }

  @Test
  void whatIsTakenAwayIsGoneWithTheNextRequest() throws IOException {
    var rita = Visitor.with(house, "rita", SECRET, "AUDITOR");
    var id = id("rita");
    rita.get("/accounts").is(200);
    owner.call("PUT", "/accounts/" + id + "/roles", Map.of("roles", Set.of(Role.VIEWER))).is(202);
    rita.get("/accounts").refused(403, "NOT_ALLOWED");

    owner.post("/accounts/" + id + "/sign-out").is(202);
    rita.get("/me").refused(401, "NOT_AUTHENTICATED");

    var again = Visitor.signIn(house, "rita", SECRET).is(200);
    owner.post("/accounts/" + id + "/disable").is(202);
    new Visitor(house, again.text("accessToken")).get("/me").refused(401, "NOT_AUTHENTICATED");
    refresh(again.text("refreshToken")).refused(401, "NOT_AUTHENTICATED");
    Visitor.signIn(house, "rita", SECRET).refused(401, "NOT_AUTHENTICATED");

    owner.post("/accounts/" + id + "/enable").is(202);
    var back = Visitor.signIn(house, "rita", SECRET).is(200);
    new Visitor(house, back.text("accessToken")).delete("/session").is(204);
    new Visitor(house, back.text("accessToken")).get("/me").refused(401, "NOT_AUTHENTICATED");
    refresh(back.text("refreshToken")).refused(401, "NOT_AUTHENTICATED");
  }

  @Test
  void aResetPasswordEndsTheSessionsAndHasToBeChanged() throws IOException {
    var paul = Visitor.with(house, "paul", SECRET, "VIEWER");
    var reset = owner.post("/accounts/" + id("paul") + "/reset-password").is(202);
    paul.get("/me").refused(401, "NOT_AUTHENTICATED");
    Visitor.signIn(house, "paul", SECRET).is(401);
    var signedIn = Visitor.signIn(house, "paul", reset.text("password")).is(200);
    new Visitor(house, signedIn.text("accessToken")).get("/me").refused(403, "NOT_ALLOWED");
  }

  @Test
  void aChangedPasswordEndsTheOtherSessionsOnly() throws IOException {
    var here = Visitor.with(house, "olga", SECRET, "VIEWER");
    var there = new Visitor(house, Visitor.signIn(house, "olga", SECRET).text("accessToken"));
    here.call("PUT", "/me/password", change(SECRET, "another " + SECRET)).is(202);
    here.get("/me").is(200);
    there.get("/me").refused(401, "NOT_AUTHENTICATED");
  }

  @Test
  void guessingLocksTheAccountAndLooksTheSameWhateverIsWrong() throws IOException {
    Visitor.with(house, "lola", SECRET, "VIEWER");
    var unknown = withoutId(Visitor.signIn(house, "nobody-here", "guess").is(401));
    for (int i = 0; i < IdentitySettings.WRONG; i++) {
      assertThat(withoutId(Visitor.signIn(house, "lola", "guess " + i))).isEqualTo(unknown);
    }
    assertThat(withoutId(Visitor.signIn(house, "lola", SECRET))).isEqualTo(unknown);
    assertThat(withoutId(Visitor.signIn(house, "lola", "guess"))).isEqualTo(unknown);
    Peers.await(() -> locks("lola").size() == 1);

    Peers.await(() -> Visitor.signIn(house, "lola", SECRET).status() == 200);
    assertThat(locks("lola")).hasSize(1);
  }

  @Test
  void everyLockTakesTwiceAsLongAsTheOneBefore() throws IOException {
    Visitor.with(house, "lars", SECRET, "VIEWER");
    for (int lock = 1; lock <= 2; lock++) {
      var wanted = lock;
      Peers.await(
          () -> {
            Visitor.signIn(house, "lars", "guess").is(401);
            return locks("lars").size() == wanted;
          });
    }
    assertThat(locks("lars"))
        .extracting(l -> l.at().until(l.until(), ChronoUnit.MILLIS) > 2000)
        .containsExactly(false, true);
  }

  @Test
  void tokensRotateAndASpentOneEndsTheSession() throws IOException {
    Visitor.with(house, "tina", SECRET, "VIEWER");
    var first = Visitor.signIn(house, "tina", SECRET).is(200);
    assertThat(Instant.parse(first.text("accessExpires")))
        .isBetween(Instant.now().plusSeconds(280), Instant.now().plusSeconds(300));
    assertThat(Instant.parse(first.text("refreshExpires")))
        .isBetween(Instant.now().plusSeconds(43_100), Instant.now().plusSeconds(43_200));

    var second = refresh(first.text("refreshToken")).is(200);
    assertThat(second.text("refreshToken")).isNotEqualTo(first.text("refreshToken"));
    var tina = new Visitor(house, second.text("accessToken"));
    tina.get("/me").is(200);
    new Visitor(house, second.text("refreshToken")).get("/me").is(401);

    refresh(first.text("refreshToken")).refused(401, "NOT_AUTHENTICATED");
    tina.get("/me").refused(401, "NOT_AUTHENTICATED");
    refresh(second.text("refreshToken")).refused(401, "NOT_AUTHENTICATED");
  }

  @Test
  void anOpenStreamEndsWithItsSessionAndOutlivesAnExchangeOfTokens() throws Exception {
    Visitor.with(house, "fred", SECRET, "VIEWER");
    var session = Visitor.signIn(house, "fred", SECRET).is(200);
    var token = session.text("accessToken");
    try (var feed = EventSource.open(house, "/api/v1/events", null, token)) {
      refresh(session.text("refreshToken")).is(200);
      owner.post("/accounts/" + id("fred") + "/sign-out").is(202);
      var asked = System.nanoTime();
      while (feed.next() != null) {
        assertThat(System.nanoTime() - asked).isLessThan(9_000_000_000L);
      }
      assertThat(System.nanoTime() - asked).isLessThan(5_000_000_000L);
    }
  }

  @Test
  void anOpenStreamEndsWithItsKeyAndWithALostRole() throws Exception {
    var kim = Visitor.with(house, "kim", SECRET, "AUDITOR");
    var key = kim.call("POST", "/keys", key("feed", "VIEW")).is(202);
    try (var byKey = EventSource.open(house, "/api/v1/events", null, key.text("secret"));
        var bySession = EventSource.open(house, "/api/v1/events", null, kim.token())) {
      kim.delete("/keys/" + key.text("id")).is(202);
      assertThat(ends(byKey)).isTrue();
      owner
          .call("PUT", "/accounts/" + id("kim") + "/roles", Map.of("roles", Set.of(Role.VIEWER)))
          .is(202);
      assertThat(ends(bySession)).isTrue();
    }
  }

  @Test
  void aDownloadBreaksOffWithItsKeyAndDoesNotEndEarly() throws Exception {
    keepLargeImage("job-1/2000/disk.qcow2");
    var dora = Visitor.with(house, "dora", SECRET, "ADMIN");
    var key = dora.call("POST", "/keys", key("images", "VIEW", "DOWNLOAD")).is(202);
    var address = house.url() + "/api/v1/artifacts/job-1/2000/disk.qcow2";
    var request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + key.text("secret"))
            .build();
    try (var http = HttpClient.newHttpClient();
        var image = http.send(request, BodyHandlers.ofInputStream()).body()) {
      assertThat(image.read()).isZero();
      dora.delete("/keys/" + key.text("id")).is(202);
      assertThatIOException().isThrownBy(() -> image.transferTo(OutputStream.nullOutputStream()));
    }
  }

  /** A tebibyte of zeros. */
  private static void keepLargeImage(String name) {
    var job = new JobId("job-1");
    var listed =
        new ArtifactView(name, job, "2000", "root", "/a", true, Instant.EPOCH, null, null, null);
    var peers = house.peers();
    peers.answer(
        ListArtifacts.class,
        ViewQuery.Artifacts.class,
        q -> new ViewQuery.Artifacts(List.of(listed), List.of("c-1"), null));
    peers.answer(
        ImageQuery.FindImage.class,
        ImageQuery.Found.class,
        q -> new ImageQuery.Found("w", "v", 1L << 40));
    peers.answer(
        ImageQuery.ReadImage.class,
        ImageQuery.Part.class,
        q -> new ImageQuery.Part(new byte[q.length()]));
  }

  @Test
  void aKeyDoesWhatItWasMadeForUntilItIsRevoked() throws IOException {
    var oscar = Visitor.with(house, "oscar", SECRET, "OPERATOR");
    var made = oscar.call("POST", "/keys", key("nightly", "VIEW", "RUN_JOBS")).is(202);
    var robot = new Visitor(house, made.text("secret"));
    var me = robot.get("/me").is(200);
    assertThat(me.text("name")).isEqualTo("oscar/nightly");
    assertThat(texts(me.json().path("permissions"))).containsExactly("VIEW", "RUN_JOBS");
    robot.get("/accounts").refused(403, "NOT_ALLOWED");
    robot.call("POST", "/keys", key("child", "VIEW")).refused(403, "NOT_ALLOWED");

    oscar.call("POST", "/keys", key("nightly", "VIEW")).refused(409, "NAME_TAKEN");
    oscar.call("POST", "/keys", key("more", "ADMINISTER")).refused(403, "NOT_ALLOWED");
    oscar.call("POST", "/keys", key("work", "WORK")).refused(403, "NOT_ALLOWED");
    owner.call("POST", "/keys", key("work", "WORK")).refused(403, "NOT_ALLOWED");
    var forever = new HashMap<>(key("forever", "VIEW"));
    forever.put("expires", "2999-01-01T00:00:00Z");
    oscar.call("POST", "/keys", forever).refused(400, "REQUEST_INVALID");

    var mine = oscar.get("/keys").is(200).json().path("keys");
    assertThat(mine.findValuesAsString("name")).containsExactly("nightly");
    assertThat(mine.get(0).path("used").isString()).isTrue();
    assertThat(mine.toString()).doesNotContain(made.text("secret"));

    owner
        .call("PUT", "/accounts/" + id("oscar") + "/roles", Map.of("roles", Set.of(Role.VIEWER)))
        .is(202);
    assertThat(texts(robot.get("/me").is(200).json().path("permissions"))).containsExactly("VIEW");

    oscar.delete("/keys/" + made.text("id")).is(202);
    robot.get("/me").refused(401, "NOT_AUTHENTICATED");
    oscar.delete("/keys/" + made.text("id")).refused(404, "UNKNOWN_RESOURCE");
    assertThat(events(made.text("id")))
        .extracting(e -> e.getPayload().getClass().getSimpleName() + e.getMetaData().get("actor"))
        .containsExactly("KeyCreatedoscar", "KeyRevokedoscar");
  }

  @Test
  void anothersKeyIsNotSeenAndNotRevoked() throws IOException {
    var anna = Visitor.with(house, "anna", SECRET, "VIEWER");
    var otto = Visitor.with(house, "otto", SECRET, "VIEWER");
    var auditor = Visitor.with(house, "alba", SECRET, "AUDITOR");
    var made = anna.call("POST", "/keys", keyOf("hers", "VIEWER")).is(202);
    otto.delete("/keys/" + made.text("id")).refused(404, "UNKNOWN_RESOURCE");
    assertThat(otto.get("/keys").json().path("keys").size()).isZero();
    assertThat(auditor.get("/keys?limit=500").json().path("keys").findValuesAsString("id"))
        .contains(made.text("id"));
    owner.post("/accounts/" + id("anna") + "/disable").is(202);
    new Visitor(house, made.text("secret")).get("/me").refused(401, "NOT_AUTHENTICATED");
    owner.delete("/keys/" + made.text("id")).is(202);
  }

  @Test
  void theSameKeyOfARequestMakesOneThingAndTellsItsSecretOnce() throws IOException {
    var client = house.client();
    var secrets = new ArrayList<String>();
    for (int i = 0; i < 2; i++) {
      var body =
          client
              .post()
              .uri("/api/v1/accounts")
              .header("Idempotency-Key", "once")
              .bodyValue(form("once", "VIEWER"))
              .exchange()
              .expectStatus()
              .isAccepted()
              .expectBody(String.class)
              .returnResult()
              .getResponseBody();
      secrets.add(body);
    }
    assertThat(secrets.get(0)).contains("\"password\"");
    assertThat(secrets.get(1)).as("told once").isNull();
  }

  @Test
  void noSecretIsKeptAsItIs() throws IOException {
    var zoe = Visitor.with(house, "zoe", SECRET, "VIEWER");
    var session = Visitor.signIn(house, "zoe", SECRET).is(200);
    var key = zoe.call("POST", "/keys", key("z", "VIEW")).is(202);
    var kept = new StringBuilder();
    for (var table : List.of("account", "session", "token", "api_key")) {
      kept.append(jdbc().queryForList("select t::text from identity." + table + " t"));
    }
    kept.append(
        jdbc().queryForList("select convert_from(payload, 'UTF8') from axon.domain_event_entry"));
    kept.append(
        jdbc().queryForList("select convert_from(metadata, 'UTF8') from axon.domain_event_entry"));
    assertThat(kept.toString())
        .contains("zoe", "$argon2id$")
        .doesNotContain(
            SECRET, session.text("accessToken"), session.text("refreshToken"), key.text("secret"));
    var events =
        jdbc().queryForList("select convert_from(payload, 'UTF8') from axon.domain_event_entry");
    assertThat(events.toString()).contains("zoe").doesNotContain("argon2");
  }

  private static boolean ends(EventSource feed) throws IOException {
    while (feed.next() != null) {
      assertThat(house.port()).isPositive();
    }
    return true;
  }

  private static Answer refresh(String token) {
    return new Visitor(house, "").call("POST", "/session/refresh", Map.of("refreshToken", token));
  }

  private static Map<String, Object> key(String name, String... permissions) {
    return Map.of("name", name, "permissions", permissions, "expires", tomorrow());
  }

  private static Map<String, Object> keyOf(String name, String... roles) {
    return Map.of("name", name, "roles", roles, "expires", tomorrow());
  }

  private static String tomorrow() {
    return Instant.now().plus(1, ChronoUnit.DAYS).toString();
  }

  private static String withoutId(Answer answer) {
    return answer.status()
        + answer.json().toString().replace(answer.text("correlationId"), "an id");
  }

  private static String id(String name) {
    return owner.idOf(name);
  }

  private static List<AccountLocked> locks(String name) {
    return events(id(name)).stream()
        .map(DomainEventMessage::getPayload)
        .filter(AccountLocked.class::isInstance)
        .map(AccountLocked.class::cast)
        .toList();
  }

  private static List<DomainEventMessage<?>> events(String aggregate) {
    var events = new ArrayList<DomainEventMessage<?>>();
    house.bean(EventStore.class).readEvents(aggregate).forEachRemaining(events::add);
    return events;
  }

  private static JdbcTemplate jdbc() {
    return new JdbcTemplate(house.bean(DataSource.class));
  }
}
