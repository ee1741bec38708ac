package io.vmto.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionCommand.ChangeSecret;
import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.ConfirmFingerprint;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionCommand.LimitConnection;
import io.vmto.contract.connection.ConnectionCommand.RecordFingerprint;
import io.vmto.contract.connection.ConnectionCommand.RecordReachable;
import io.vmto.contract.connection.ConnectionCommand.RemoveConnection;
import io.vmto.contract.connection.ConnectionCommand.ValidateConnection;
import io.vmto.contract.connection.ConnectionEvent.ConnectionBroken;
import io.vmto.contract.connection.ConnectionEvent.ConnectionCreated;
import io.vmto.contract.connection.ConnectionEvent.ConnectionLimited;
import io.vmto.contract.connection.ConnectionEvent.ConnectionRemoved;
import io.vmto.contract.connection.ConnectionEvent.FingerprintConfirmed;
import io.vmto.contract.connection.ConnectionEvent.FingerprintPresented;
import io.vmto.contract.connection.ConnectionEvent.SecretChanged;
import io.vmto.contract.connection.ConnectionEvent.SshChanged;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.connection.SecretRef;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.runtime.Aggregates;
import io.vmto.runtime.TestDatabase;
import io.vmto.runtime.vault.FileKeyProvider;
import io.vmto.runtime.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.matchers.Matchers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The connection's decisions with its real registry on a real database. */
class ConnectionIT {
  private static final ConnectionId ID = new ConnectionId("c-1");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String PIN = "AA:".repeat(31) + "AA";
  private static final String OTHER = "BB:".repeat(31) + "BB";
  private static final SecretRef FIRST = new SecretRef(ID, 1);

  @TempDir static Path folder;
  private JdbcClient jdbc;
  private Registry registry;

  @BeforeEach
  void database() throws IOException {
    var settings = TestDatabase.shared().properties();
    var database =
        new DriverManagerDataSource(
            settings.get("vmto.db.jdbc-url").toString(),
            settings.get("vmto.db.user").toString(),
            settings.get("vmto.db.password").toString());
    Flyway.configure()
        .dataSource(database)
        .schemas("connection")
        .locations("classpath:db/connection")
        .load()
        .migrate();
    jdbc = JdbcClient.create(database);
    registry = new Registry(jdbc, new Vault(new FileKeyProvider(folder.resolve("key"))));
  }

  @Test
  void aNewConnectionSealsItsSecretAndSaysNothingOfIt() {
    fixture()
        .givenNoPriorActivity()
        .when(new CreateConnection(ID, "vc", endpoint(PIN), new Secret("canary-7")))
        .expectEvents(new ConnectionCreated(ID, "vc", endpoint(PIN), FIRST, NOW));

    var sealed =
        jdbc.sql("select encode(sealed, 'escape') from connection.secret")
            .query(String.class)
            .single();
    assertThat(sealed).doesNotContain("canary-7");
  }

  @Test
  void twoConnectionsDoNotShareAName() {
    registry.register(new ConnectionId("c-2"), "vc", endpoint(PIN));
    fixture()
        .givenNoPriorActivity()
        .when(new CreateConnection(ID, "vc", endpoint(PIN), new Secret("x")))
        .expectNoEvents()
        .expectException(refused(ErrorCode.NAME_TAKEN));
  }

  @Test
  void theExpectedFingerprintIsTrustedAtOnce() {
    registry.register(ID, "vc", endpoint(PIN));
    fixture()
        .given(created(PIN))
        .when(new RecordFingerprint(ID, PIN))
        .expectEvents(
            new FingerprintPresented(ID, PIN, NOW), new FingerprintConfirmed(ID, PIN, NOW));
  }

  @Test
  void anUnknownFingerprintWaitsForAPerson() {
    registry.register(ID, "vc", endpoint(""));
    fixture()
        .given(created(""))
        .when(new RecordFingerprint(ID, PIN))
        .expectEvents(new FingerprintPresented(ID, PIN, NOW));
    fixture()
        .given(created(""), new FingerprintPresented(ID, PIN, NOW))
        .when(new ConfirmFingerprint(ID, PIN))
        .expectEvents(new FingerprintConfirmed(ID, PIN, NOW));
  }

  @Test
  void anotherFingerprintBreaksTheConnection() {
    registry.register(ID, "vc", endpoint(PIN));
    fixture()
        .given(created(PIN))
        .when(new RecordFingerprint(ID, OTHER))
        .expectEventsMatching(
            Matchers.payloadsMatching(
                Matchers.exactSequenceOf(
                    Matchers.matches(e -> e instanceof FingerprintPresented),
                    Matchers.matches(
                        e ->
                            e instanceof ConnectionBroken b
                                && b.failure().code() == ErrorCode.CERTIFICATE_MISMATCH))));
  }

  @Test
  void aRenewedCertificateIsTrustedOnceAPersonConfirmsIt() {
    registry.register(ID, "vc", endpoint(PIN));
    fixture()
        .given(
            created(PIN),
            new FingerprintPresented(ID, PIN, NOW),
            new FingerprintConfirmed(ID, PIN, NOW),
            new FingerprintPresented(ID, OTHER, NOW))
        .when(new ConfirmFingerprint(ID, OTHER))
        .expectEvents(new FingerprintConfirmed(ID, OTHER, NOW));
    assertThat(registry.endpoint(ID).trust()).isEqualTo(OTHER);
  }

  @Test
  void aPersonCannotConfirmWhatWasNotPresented() {
    fixture()
        .given(created(""), new FingerprintPresented(ID, PIN, NOW))
        .when(new ConfirmFingerprint(ID, OTHER))
        .expectNoEvents()
        .expectException(refused(ErrorCode.CERTIFICATE_MISMATCH));
  }

  @Test
  void noSecretIsGivenOutBeforeTheCertificateIsTrusted() {
    registry.register(ID, "vc", endpoint(""));
    registry.seal(FIRST, new Secret("x"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> registry.access(ID))
        .isInstanceOfSatisfying(
            Rejected.class,
            r -> assertThat(r.failure().code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED));

    registry.update(ID, endpoint(PIN), true);
    assertThat(registry.access(ID).secret().reveal()).isEqualTo("x");
  }

  @Test
  void aChangedSecretIsTheNextVersionAndTheOneGivenOut() {
    registry.register(ID, "vc", endpoint(PIN));
    registry.seal(FIRST, new Secret("old"));
    registry.update(ID, endpoint(PIN), true);
    fixture()
        .given(
            created(PIN),
            new FingerprintPresented(ID, PIN, NOW),
            new FingerprintConfirmed(ID, PIN, NOW))
        .when(new ChangeSecret(ID, "somebody", new Secret("new")))
        .expectEvents(new SecretChanged(ID, "somebody", new SecretRef(ID, 2), NOW));

    assertThat(registry.access(ID).secret().reveal()).isEqualTo("new");
    assertThat(registry.access(ID).endpoint().username()).isEqualTo("somebody");
  }

  @Test
  void theKeyForSshIsASecretOfItsOwnThatComesAndGoesBesideTheOther() {
    registry.register(ID, "vc", endpoint(PIN));
    registry.seal(FIRST, new Secret("token"));
    registry.update(ID, endpoint(PIN), true);
    var ssh = new Endpoint.Ssh("root", 22, "SHA256:" + "a".repeat(43));
    var trusted =
        List.of(
            created(PIN),
            new FingerprintPresented(ID, PIN, NOW),
            new FingerprintConfirmed(ID, PIN, NOW));
    fixture()
        .given(trusted)
        .when(new ChangeSsh(ID, ssh, new Secret("key")))
        .expectEvents(new SshChanged(ID, ssh, new SecretRef(ID, 2), NOW));

    assertThat(registry.access(ID).endpoint().ssh()).isEqualTo(ssh);
    assertThat(registry.access(ID).secret().reveal()).isEqualTo("token");
    assertThat(registry.access(ID).sshKey().reveal()).isEqualTo("key");

    fixture()
        .given(trusted)
        .andGiven(new SshChanged(ID, ssh, new SecretRef(ID, 2), NOW))
        .when(new ChangeSsh(ID, Endpoint.Ssh.NONE, new Secret("")))
        .expectEvents(new SshChanged(ID, Endpoint.Ssh.NONE, new SecretRef(ID, 3), NOW));
    assertThat(registry.access(ID).endpoint().ssh().wanted()).isFalse();
    assertThat(registry.access(ID).sshKey().reveal()).isEmpty();
    assertThat(registry.access(ID).secret().reveal()).isEqualTo("token");
  }

  @Test
  void aLimitIsAFactOnce() {
    registry.register(ID, "vc", endpoint(PIN));
    fixture()
        .given(created(PIN))
        .when(new LimitConnection(ID, 5_000))
        .expectEvents(new ConnectionLimited(ID, 5_000, NOW));
    fixture()
        .given(created(PIN), new ConnectionLimited(ID, 5_000, NOW))
        .when(new LimitConnection(ID, 5_000))
        .expectNoEvents();
    fixture().given(created(PIN)).when(new LimitConnection(ID, 0)).expectNoEvents();
  }

  @Test
  void aRemovedConnectionForgetsItsSecretAndHearsNothingMore() {
    registry.register(ID, "vc", endpoint(PIN));
    registry.seal(FIRST, new Secret("x"));
    fixture()
        .given(created(PIN))
        .when(new RemoveConnection(ID))
        .expectEvents(new ConnectionRemoved(ID, NOW));
    assertThat(jdbc.sql("select count(*) from connection.secret").query(Long.class).single())
        .isZero();
    fixture()
        .given(created(PIN), new ConnectionRemoved(ID, NOW))
        .when(new RecordReachable(ID, "p", "1", Set.of()))
        .expectNoEvents();
    fixture()
        .given(created(PIN), new ConnectionRemoved(ID, NOW))
        .when(new ValidateConnection(ID))
        .expectException(refused(ErrorCode.UNKNOWN_CONNECTION));
  }

  private static org.hamcrest.Matcher<?> refused(ErrorCode code) {
    return Matchers.matches(e -> e instanceof Rejected r && r.failure().code() == code);
  }

  private static ConnectionCreated created(String trust) {
    return new ConnectionCreated(ID, "vc", endpoint(trust), FIRST, NOW);
  }

  private static Endpoint endpoint(String trust) {
    return new Endpoint(
        PlatformKind.VSPHERE, "https://vcenter.example", "operator", trust, Map.of());
  }

  private AggregateTestFixture<Connection> fixture() {
    var fixture = new AggregateTestFixture<>(Connection.class);
    fixture.registerCommandTargetResolver(Aggregates.TARGETS);
    fixture.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    fixture.registerInjectableResource(registry);
    return fixture;
  }
}
