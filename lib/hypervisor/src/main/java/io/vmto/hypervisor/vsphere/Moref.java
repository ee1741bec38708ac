package io.vmto.hypervisor.vsphere;

/** A managed object reference: the type is ours to know, the id is opaque. */
record Moref(String type, String id) {
  static final Moref SERVICE_INSTANCE = new Moref("ServiceInstance", "ServiceInstance");

  @Override
  public String toString() {
    return type + ":" + id;
  }
}
