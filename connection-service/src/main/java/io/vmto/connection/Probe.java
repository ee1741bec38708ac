package io.vmto.connection;

import io.vmto.contract.connection.ConnectionCommand.RecordBroken;
import io.vmto.contract.connection.ConnectionCommand.RecordFingerprint;
import io.vmto.contract.connection.ConnectionCommand.RecordReachable;
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
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.PlatformInfo;
import io.vmto.hypervisor.Platforms;
import io.vmto.hypervisor.Tls;
import io.vmto.runtime.Dispatch;
import io.vmto.runtime.Failures;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;

/**
 * Looks at an endpoint when somebody asks: first the certificate without saying anything, then,
 * once that is trusted, a login that changes nothing.
 */
@ProcessingGroup(Probe.PROCESSOR)
class Probe {
  static final String PROCESSOR = "connection";

  private final Registry registry;
  private final Dispatch dispatch;
  private final ExecutorService threads;

  Probe(Registry registry, Dispatch dispatch, ExecutorService threads) {
    this.registry = registry;
    this.dispatch = dispatch;
    this.threads = threads;
  }

  @EventHandler
  void on(ConnectionEvent event) {
    switch (event) {
      case ConnectionCreated e -> later(e.connection(), this::certificate);
      case ValidationRequested e -> later(e.connection(), this::certificate);
      case FingerprintConfirmed e -> later(e.connection(), this::login);
      case SecretChanged e -> later(e.connection(), this::login);
      case SshChanged e -> later(e.connection(), this::certificate);
      case FingerprintPresented e -> {}
      case ConnectionLimited e -> {}
      case ConnectionReachable e -> {}
      case ConnectionBroken e -> {}
      case ConnectionRemoved e -> {}
    }
  }

  private interface Look {
    void at(ConnectionId connection);
  }

  /** A slow endpoint must not hold up the events behind it. */
  private void later(ConnectionId connection, Look look) {
    threads.execute(
        () -> {
          try {
            look.at(connection);
          } catch (RuntimeException e) {
            dispatch.send(new RecordBroken(connection, failure(e)));
          }
        });
  }

  private void certificate(ConnectionId connection) {
    var address = Address.of(registry.endpoint(connection).url());
    var fingerprint = Tls.presented(address).sha256();
    dispatch.send(new RecordFingerprint(connection, fingerprint));
  }

  private void login(ConnectionId connection) {
    var access = registry.access(connection);
    var info = info(access);
    dispatch.send(
        new RecordReachable(
            connection,
            info.product(),
            info.version(),
            info.capabilities().stream().map(Enum::name).collect(Collectors.toSet())));
  }

  private static PlatformInfo info(io.vmto.contract.connection.ConnectionQuery.Access access) {
    if (access.endpoint().kind() == PlatformKind.VSPHERE) {
      try (var source = Platforms.source(access.endpoint(), access.secret())) {
        return source.info();
      }
    }
    try (var target = Platforms.target(access)) {
      if (access.endpoint().ssh().wanted()) {
        target.nodes(); // tells which of them is logged in to
      }
      return target.info();
    }
  }

  static Failure failure(RuntimeException e) {
    return switch (e) {
      case PlatformException p -> p.failure();
      case Rejected r -> r.failure();
      default -> Failures.of(e);
    };
  }
}
