package io.vmto.hypervisor;

import io.vmto.contract.connection.ConnectionQuery.Access;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.machine.Hardware;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.proxmox.HardwareComparison;
import io.vmto.hypervisor.proxmox.ProxmoxTarget;
import io.vmto.hypervisor.vsphere.VsphereSource;
import java.util.Map;

/** The one switch from a connection's kind to the client that speaks to it. */
public final class Platforms {
  private Platforms() {}

  /** Connects and logs in; throws {@link PlatformException}, with the certificate checked first. */
  public static SourcePlatform source(Endpoint endpoint, Secret secret) {
    return switch (endpoint.kind()) {
      case VSPHERE -> VsphereSource.connect(endpoint, secret);
      case PROXMOX -> throw unsupported("Proxmox VE as a source");
    };
  }

  /** Connects and logs in; throws {@link PlatformException}, with the certificate checked first. */
  public static TargetPlatform target(Endpoint endpoint, Secret secret) {
    return switch (endpoint.kind()) {
      case PROXMOX -> ProxmoxTarget.connect(endpoint, secret);
      case VSPHERE -> throw unsupported("vSphere as a target");
    };
  }

  /** The same with everything that a connection may use, SSH included. */
  public static TargetPlatform target(Access access) {
    return switch (access.endpoint().kind()) {
      case PROXMOX -> ProxmoxTarget.connect(access.endpoint(), access.secret(), access.sshKey());
      case VSPHERE -> target(access.endpoint(), access.secret());
    };
  }

  /**
   * What a machine will have on a target of this kind. Nobody is asked.
   *
   * @param networks source network name → the target's network
   * @param storage of the target
   */
  public static Hardware hardware(
      PlatformKind target, Machine source, Map<String, String> networks, String storage) {
    return switch (target) {
      case PROXMOX -> HardwareComparison.of(source, networks, storage);
      case VSPHERE -> throw unsupported("vSphere as a target");
    };
  }

  private static PlatformException unsupported(String what) {
    return new PlatformException(
        io.vmto.contract.error.ErrorCode.UNSUPPORTED,
        what + " is not supported",
        "Use a connection of another kind.");
  }
}
