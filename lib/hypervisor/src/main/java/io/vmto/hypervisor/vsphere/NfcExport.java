package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.DISK_NOT_EXPORTABLE;
import static io.vmto.contract.error.ErrorCode.ILLEGAL_STATE;
import static io.vmto.contract.error.ErrorCode.SOURCE_POWERED_ON;
import static io.vmto.contract.error.ErrorCode.UNSUPPORTED;

import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.Export;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.vsphere.DeviceUrls.DiskUrl;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An export over an NFC lease of a machine that is powered off. */
final class NfcExport implements Export {
  private static final Logger LOG = LoggerFactory.getLogger(NfcExport.class);
  private static final int USUAL_TIMEOUT_SECONDS = 300;

  private final Session session;
  private final NfcLease lease;
  private final Map<String, DiskUrl> urls;
  private final LeasePulse pulse;
  private final Duration stall;
  private final AtomicBoolean ended = new AtomicBoolean();

  private NfcExport(
      Session session, NfcLease lease, Map<String, DiskUrl> urls, int timeout, Duration stall) {
    this.session = session;
    this.lease = lease;
    this.urls = urls;
    this.stall = stall;
    this.pulse = new LeasePulse(lease, timeout);
  }

  /** Opens the lease, waits until it is ready, and pairs its URLs with the machine's disks. */
  static NfcExport open(Session session, Supplier<VirtualMachine> machine, Duration stall) {
    var vm = machine.get();
    mustBeOff(vm);
    if (vm.exportable().isEmpty()) {
      throw new PlatformException(
          DISK_NOT_EXPORTABLE,
          "Machine " + vm.machine().name() + " has no disk that can be exported",
          "Make its disks dependent and virtual, or copy them by other means.");
    }
    var lease = lease(session, vm, machine);
    try {
      var info = lease.awaitReady();
      var urls = new DeviceUrls(session.address(), session.trust()).match(vm, info);
      var timeout = Math.max(1, info.integer("leaseTimeout", USUAL_TIMEOUT_SECONDS));
      return new NfcExport(session, lease, urls, timeout, stall);
    } catch (RuntimeException e) {
      lease.abandonQuietly();
      throw e;
    }
  }

  private static NfcLease lease(
      Session session, VirtualMachine vm, Supplier<VirtualMachine> machine) {
    try {
      return NfcLease.exportVm(session, vm.ref());
    } catch (PlatformException e) {
      if (e.getCause() instanceof SoapFault fault
          && (fault.is("InvalidState") || fault.is("InvalidPowerState"))) {
        mustBeOff(machine.get());
      }
      throw e;
    }
  }

  private static void mustBeOff(VirtualMachine vm) {
    var power = vm.machine().power();
    if (power != Machine.PowerState.OFF) {
      throw new PlatformException(
          Failure.of(
                  SOURCE_POWERED_ON,
                  "Machine " + vm.machine().name() + " is not powered off",
                  "Shut it down in the guest and wait until it is off.")
              .with("power", power));
    }
  }

  @Override
  public String leaseId() {
    return lease.id();
  }

  @Override
  public List<String> diskKeys() {
    return List.copyOf(urls.keySet());
  }

  @Override
  public InputStream open(String diskKey) {
    pulse.check();
    var url = url(diskKey);
    var sameServer = url.address().equals(session.address());
    Map<String, String> headers = sameServer ? session.soap().cookieHeader() : Map.of();
    return NfcStream.open(diskKey, url, headers, pulse, stall);
  }

  private DiskUrl url(String diskKey) {
    var url = urls.get(diskKey);
    if (url == null) {
      throw new PlatformException(
          DISK_NOT_EXPORTABLE,
          "The export has no disk " + diskKey,
          "Read the machine again; its disks were changed.");
    }
    return url;
  }

  @Override
  public void progress(int percent) {
    pulse.progress(percent);
    pulse.check();
  }

  @Override
  public Optional<WireDigest> wireDigest(String diskKey) {
    var key = url(diskKey).key();
    try {
      return lease.manifest().stream()
          .filter(entry -> entry.text("key").equals(key))
          .findFirst()
          .flatMap(NfcExport::digest);
    } catch (PlatformException e) {
      if (e.failure().code() == UNSUPPORTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The SHA-1 is always there; newer servers may be told to put another checksum beside it. */
  private static Optional<WireDigest> digest(Node entry) {
    var sha1 = entry.text("sha1").toLowerCase(Locale.ROOT);
    var other = entry.text("checksum").toLowerCase(Locale.ROOT);
    var size = entry.number("size", 0);
    if (sha1.matches("[0-9a-f]{40}")) {
      return Optional.of(new WireDigest("SHA-1", sha1, size));
    }
    return other.matches("[0-9a-f]{64}")
        ? Optional.of(new WireDigest("SHA-256", other, size))
        : Optional.empty();
  }

  @Override
  public void complete() {
    pulse.check();
    if (!ended.compareAndSet(false, true)) {
      throw new PlatformException(
          ILLEGAL_STATE, "The export has ended already", "Open a new export.");
    }
    pulse.close();
    try {
      lease.progress(100);
      lease.complete();
    } catch (RuntimeException e) {
      lease.abandonQuietly();
      throw e;
    }
  }

  @Override
  public void abort(String reason) {
    if (ended.compareAndSet(false, true)) {
      LOG.info("Export aborted: {}", reason);
      pulse.close();
      lease.abandon();
    }
  }

  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      pulse.close();
      lease.abandonQuietly();
    }
  }
}
