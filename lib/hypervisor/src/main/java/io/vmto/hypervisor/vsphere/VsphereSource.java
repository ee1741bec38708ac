package io.vmto.hypervisor.vsphere;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.SourcePlatform;

/** A vCenter or ESXi host as a source. */
public abstract class VsphereSource implements SourcePlatform {
  @SuppressWarnings("DoNotCallSuggester")
  public static SourcePlatform connect(Endpoint endpoint, Secret secret) {
    throw new IllegalStateException(endpoint + " " + secret);
  }
}
