package io.vmto.contract.connection;

/** Where a connection stands. */
public enum ConnectionStatus {
  /** Being probed. */
  CHECKING,
  /** The fingerprint waits to be confirmed. */
  UNTRUSTED,
  READY,
  BROKEN,
  REMOVED
}
