package io.vmto.contract.connection;

/** Points at a sealed secret: the connection's own, in this version. */
public record SecretRef(ConnectionId connection, int version) {}
