package io.vmto.hypervisor.proxmox;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.TargetPlatform;

/** A Proxmox VE cluster as a target. */
public abstract class ProxmoxTarget implements TargetPlatform {
  @SuppressWarnings("DoNotCallSuggester")
  public static TargetPlatform connect(Endpoint endpoint, Secret secret) {
    throw new IllegalStateException(endpoint + " " + secret);
  }
}
