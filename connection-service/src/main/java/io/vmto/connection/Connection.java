package io.vmto.connection;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.connection.ConnectionCommand.ChangeSecret;
import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.ConfirmFingerprint;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionCommand.LimitConnection;
import io.vmto.contract.connection.ConnectionCommand.RecordBroken;
import io.vmto.contract.connection.ConnectionCommand.RecordFingerprint;
import io.vmto.contract.connection.ConnectionCommand.RecordReachable;
import io.vmto.contract.connection.ConnectionCommand.RemoveConnection;
import io.vmto.contract.connection.ConnectionCommand.ValidateConnection;
import io.vmto.contract.connection.ConnectionEvent;
import io.vmto.contract.connection.ConnectionEvent.ConnectionBroken;
import io.vmto.contract.connection.ConnectionEvent.ConnectionCreated;
import io.vmto.contract.connection.ConnectionEvent.ConnectionLimited;
import io.vmto.contract.connection.ConnectionEvent.ConnectionReachable;
import io.vmto.contract.connection.ConnectionEvent.ConnectionRemoved;
import io.vmto.contract.connection.ConnectionEvent.FingerprintConfirmed;
import io.vmto.contract.connection.ConnectionEvent.FingerprintPresented;
import io.vmto.contract.connection.ConnectionEvent.SecretChanged;
import io.vmto.contract.connection.ConnectionEvent.SshChanged;
import io.vmto.contract.connection.ConnectionEvent.ValidationRequested;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.SecretRef;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.time.Clock;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint and the trust put into it. No credential is sent before the certificate's fingerprint
 * was confirmed (or a CA vouches for it).
 */
class Connection {
  @AggregateIdentifier private @Nullable ConnectionId id;
  private String name = "";
  private @Nullable Endpoint endpoint;
  private String presented = "";
  private boolean trusted;
  private boolean removed;
  private int secretVersion;
  private long bytesPerSecond;

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(CreateConnection c, Clock clock, Registry registry) {
    if (id != null) {
      requireSame(c);
      return;
    }
    registry.register(c.connection(), c.name(), c.endpoint());
    var secret = new SecretRef(c.connection(), 1);
    registry.seal(secret, c.secret());
    apply(new ConnectionCreated(c.connection(), c.name(), c.endpoint(), secret, clock.instant()));
  }

  private void requireSame(CreateConnection c) {
    if (!name.equals(c.name()) || !endpoint().url().equals(c.endpoint().url())) {
      throw new Rejected(
          ErrorCode.IDEMPOTENCY_MISMATCH,
          "This id was used for another connection.",
          "Use a new Idempotency-Key for a new connection.");
    }
  }

  @CommandHandler
  void decide(ConfirmFingerprint c, Clock clock, Registry registry) {
    requirePresent();
    if (!presented.equalsIgnoreCase(c.fingerprint())) {
      throw new Rejected(mismatch(c.fingerprint(), presented));
    }
    if (!trusted) {
      confirm(clock, registry);
    }
  }

  @CommandHandler
  void decide(ChangeSecret c, Clock clock, Registry registry) {
    requirePresent();
    var secret = new SecretRef(c.connection(), secretVersion + 1);
    registry.seal(secret, c.secret());
    registry.update(c.connection(), endpoint().as(c.username()), trusted);
    apply(new SecretChanged(c.connection(), c.username(), secret, clock.instant()));
  }

  @CommandHandler
  void decide(ChangeSsh c, Clock clock, Registry registry) {
    requirePresent();
    var key = new SecretRef(c.connection(), secretVersion + 1);
    registry.sealSshKey(key, c.key());
    registry.update(c.connection(), endpoint().reachedBy(c.ssh()), trusted);
    apply(new SshChanged(c.connection(), c.ssh(), key, clock.instant()));
  }

  @CommandHandler
  void decide(LimitConnection c, Clock clock) {
    requirePresent();
    if (c.bytesPerSecond() != bytesPerSecond) {
      apply(new ConnectionLimited(c.connection(), c.bytesPerSecond(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(ValidateConnection c, Clock clock) {
    requirePresent();
    apply(new ValidationRequested(c.connection(), clock.instant()));
  }

  @CommandHandler
  void decide(RemoveConnection c, Clock clock, Registry registry) {
    if (!removed) {
      registry.remove(c.connection());
      apply(new ConnectionRemoved(c.connection(), clock.instant()));
    }
  }

  // ── from the probe ──

  @CommandHandler
  void decide(RecordFingerprint c, Clock clock, Registry registry) {
    if (removed) {
      return;
    }
    apply(new FingerprintPresented(id(), c.fingerprint(), clock.instant()));
    var wanted = endpoint().trust();
    if (expected(c.fingerprint())) {
      confirm(clock, registry);
    } else if (!wanted.isEmpty()) {
      registry.update(id(), endpoint(), false);
      apply(new ConnectionBroken(id(), mismatch(wanted, c.fingerprint()), clock.instant()));
    }
  }

  private boolean expected(String fingerprint) {
    var wanted = endpoint().trust();
    return wanted.equals(Endpoint.TRUST_CA) || wanted.equalsIgnoreCase(fingerprint);
  }

  private void confirm(Clock clock, Registry registry) {
    var ca = endpoint().trust().equals(Endpoint.TRUST_CA);
    registry.update(id(), ca ? endpoint() : endpoint().trusting(presented), true);
    apply(new FingerprintConfirmed(id(), presented, clock.instant()));
  }

  @CommandHandler
  void decide(RecordReachable c, Clock clock) {
    if (!removed) {
      apply(
          new ConnectionReachable(
              id(), c.product(), c.version(), c.capabilities(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(RecordBroken c, Clock clock) {
    if (!removed) {
      apply(new ConnectionBroken(id(), c.failure(), clock.instant()));
    }
  }

  private static Failure mismatch(String wanted, String presented) {
    return Failure.of(
            ErrorCode.CERTIFICATE_MISMATCH,
            "The server's certificate is not the one that was expected; nothing was sent to it.",
            "Compare the fingerprint on the server itself. If it was renewed, confirm the new one.")
        .with("expected", wanted)
        .with("presented", presented);
  }

  private void requirePresent() {
    if (removed) {
      throw new Rejected(
          ErrorCode.UNKNOWN_CONNECTION, "This connection was removed.", "Create a new one.");
    }
  }

  private ConnectionId id() {
    return Objects.requireNonNull(id);
  }

  private Endpoint endpoint() {
    return Objects.requireNonNull(endpoint);
  }

  @EventSourcingHandler
  void evolve(ConnectionEvent event) {
    switch (event) {
      case ConnectionCreated e -> {
        id = e.connection();
        name = e.name();
        endpoint = e.endpoint();
        secretVersion = e.secret().version();
      }
      case FingerprintPresented e -> {
        presented = e.fingerprint();
        trusted = trusted && expected(e.fingerprint());
      }
      case FingerprintConfirmed e -> {
        trusted = true;
        var ca = endpoint().trust().equals(Endpoint.TRUST_CA);
        endpoint = ca ? endpoint() : endpoint().trusting(e.fingerprint());
      }
      case SecretChanged e -> {
        endpoint = endpoint().as(e.username());
        secretVersion = e.secret().version();
      }
      case SshChanged e -> {
        endpoint = endpoint().reachedBy(e.ssh());
        secretVersion = e.key().version();
      }
      case ConnectionLimited e -> bytesPerSecond = e.bytesPerSecond();
      case ValidationRequested e -> {}
      case ConnectionReachable e -> {}
      case ConnectionBroken e -> {}
      case ConnectionRemoved e -> removed = true;
    }
  }
}
