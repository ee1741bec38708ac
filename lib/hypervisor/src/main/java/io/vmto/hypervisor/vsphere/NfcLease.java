package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.TIMED_OUT;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls on one {@code HttpNfcLease} (vSphere Web Services API, HttpNfcLease). */
final class NfcLease {
  private static final Logger LOG = LoggerFactory.getLogger(NfcLease.class);
  private static final Duration UNTIL_READY = Duration.ofMinutes(10);
  private static final long FIRST_LOOK_MILLIS = 50;
  private static final long SLOWEST_LOOK_MILLIS = 2000;

  /** What the server says when there is nothing left to abort. */
  private static final Set<String> OVER =
      Set.of("ManagedObjectNotFound", "InvalidState", "Timedout", "NotFound");

  private final Session session;
  private final Moref lease;

  NfcLease(Session session, Moref lease) {
    this.session = session;
    this.lease = lease;
  }

  static NfcLease exportVm(Session session, Moref vm) {
    var answer = session.perform(() -> session.call("ExportVm", vm, SoapArgs.none()));
    return new NfcLease(session, answer.at("returnval").ref());
  }

  String id() {
    return lease.id();
  }

  /** Waits until the host has opened the disks; the lease's {@code info}. */
  Node awaitReady() {
    var deadline = System.nanoTime() + UNTIL_READY.toNanos();
    for (long pause = FIRST_LOOK_MILLIS; System.nanoTime() < deadline; pause *= 2) {
      var now = look("state");
      switch (now.text("state")) {
        case "ready" -> {
          return look("info").get("info");
        }
        case "error" -> throw Faults.translate(SoapFault.localized(look("error").get("error")));
        case "done" ->
            throw Faults.translate(
                new SoapFault("ManagedObjectNotFound", "the lease is done", Node.NONE));
        default -> Task.pause(Math.min(pause, SLOWEST_LOOK_MILLIS));
      }
    }
    throw new PlatformException(
        Failure.passing(
            TIMED_OUT, "The export did not become ready in time", "Look at the host's tasks."));
  }

  private Inventory.Properties look(String property) {
    return session.perform(() -> new Inventory(session).one(lease, property));
  }

  /** Renews the lease; the same percentage renews it too. */
  void progress(int percent) {
    perform("HttpNfcLeaseProgress", SoapArgs.none().text("percent", percent));
  }

  List<Node> manifest() {
    return perform("HttpNfcLeaseGetManifest", SoapArgs.none()).all("returnval");
  }

  void complete() {
    perform("HttpNfcLeaseComplete", SoapArgs.none());
  }

  /** Aborts the lease; one that is over already is fine. */
  void abandon() {
    try {
      perform("HttpNfcLeaseAbort", SoapArgs.none());
    } catch (PlatformException e) {
      if (!(e.getCause() instanceof SoapFault fault && OVER.contains(fault.type()))) {
        throw e;
      }
    }
  }

  /** Aborts on the way out of something that already failed. */
  void abandonQuietly() {
    try {
      abandon();
    } catch (PlatformException e) {
      LOG.warn("Lease left to its timeout: {}", e.getMessage());
    }
  }

  private Node perform(String method, SoapArgs args) {
    return session.perform(() -> session.call(method, lease, args));
  }
}
