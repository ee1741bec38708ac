package io.vmto.query;

import static io.vmto.contract.connection.ConnectionStatus.BROKEN;
import static io.vmto.contract.connection.ConnectionStatus.CHECKING;
import static io.vmto.contract.connection.ConnectionStatus.READY;
import static io.vmto.contract.connection.ConnectionStatus.REMOVED;
import static io.vmto.contract.connection.ConnectionStatus.UNTRUSTED;

import io.vmto.contract.Event;
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
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.error.Failure;
import io.vmto.contract.view.ConnectionView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connection's life, folded. */
final class ConnectionFold {
  private ConnectionFold() {}

  static @Nullable String key(Event event) {
    return event instanceof ConnectionEvent e ? e.connection().value() : null;
  }

  static @Nullable ConnectionView evolve(@Nullable ConnectionView before, Event event) {
    return event instanceof ConnectionEvent e ? evolve(before, e) : before;
  }

  private static @Nullable ConnectionView evolve(
      @Nullable ConnectionView before, ConnectionEvent event) {
    if (event instanceof ConnectionCreated created) {
      return created(created);
    }
    if (before == null) {
      return null;
    }
    var v = before;
    return switch (event) {
      case ConnectionCreated e -> created(e);
      case FingerprintPresented e -> presented(v, e);
      case FingerprintConfirmed e ->
          next(v, CHECKING, trusting(v.endpoint(), e.fingerprint()), null, e);
      case SecretChanged e -> next(v, CHECKING, user(v.endpoint(), e.username()), null, e);
      case SshChanged e -> next(v, CHECKING, v.endpoint().reachedBy(e.ssh()), null, e);
      case ConnectionLimited e -> limited(v, e);
      case ValidationRequested e -> next(v, CHECKING, v.endpoint(), null, e);
      case ConnectionReachable e -> reachable(v, e);
      case ConnectionBroken e -> next(v, BROKEN, v.endpoint(), e.failure(), e);
      case ConnectionRemoved e -> next(v, REMOVED, v.endpoint(), null, e);
    };
  }

  private static ConnectionView created(ConnectionCreated e) {
    return new ConnectionView(
        e.connection(),
        e.name(),
        CHECKING,
        e.endpoint(),
        "",
        "",
        "",
        Set.of(),
        0,
        null,
        e.at(),
        e.at());
  }

  private static ConnectionView next(
      ConnectionView v,
      ConnectionStatus status,
      Endpoint endpoint,
      @Nullable Failure failure,
      ConnectionEvent event) {
    return new ConnectionView(
        v.id(),
        v.name(),
        status,
        endpoint,
        v.presentedFingerprint(),
        v.product(),
        v.version(),
        v.capabilities(),
        v.bytesPerSecond(),
        failure,
        v.createdAt(),
        event.at());
  }

  /** What is shown waits to be confirmed, unless it is trusted already. */
  private static ConnectionView presented(ConnectionView v, FingerprintPresented e) {
    var trust = v.endpoint().trust();
    boolean trusted = trust.equals(Endpoint.TRUST_CA) || trust.equalsIgnoreCase(e.fingerprint());
    return new ConnectionView(
        v.id(),
        v.name(),
        trusted ? v.status() : UNTRUSTED,
        v.endpoint(),
        e.fingerprint(),
        v.product(),
        v.version(),
        v.capabilities(),
        v.bytesPerSecond(),
        v.failure(),
        v.createdAt(),
        e.at());
  }

  private static ConnectionView limited(ConnectionView v, ConnectionLimited e) {
    return new ConnectionView(
        v.id(),
        v.name(),
        v.status(),
        v.endpoint(),
        v.presentedFingerprint(),
        v.product(),
        v.version(),
        v.capabilities(),
        e.bytesPerSecond(),
        v.failure(),
        v.createdAt(),
        e.at());
  }

  private static ConnectionView reachable(ConnectionView v, ConnectionReachable e) {
    return new ConnectionView(
        v.id(),
        v.name(),
        READY,
        v.endpoint(),
        v.presentedFingerprint(),
        e.product(),
        e.version(),
        e.capabilities(),
        v.bytesPerSecond(),
        null,
        v.createdAt(),
        e.at());
  }

  /** Where an authority decides, it goes on deciding: its servers change their certificates. */
  private static Endpoint trusting(Endpoint e, String fingerprint) {
    var trust = e.trust().equals(Endpoint.TRUST_CA) ? e.trust() : fingerprint;
    return e.trusting(trust);
  }

  private static Endpoint user(Endpoint e, String username) {
    return e.as(username);
  }
}
