package io.vmto.contract.connection;

/** What a connection speaks to. */
public enum PlatformKind {
  VSPHERE,
  PROXMOX
}
