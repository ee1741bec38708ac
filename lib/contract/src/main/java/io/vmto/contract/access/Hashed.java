package io.vmto.contract.access;

/**
 * What is kept of a password or key so that it can be recognised: its hash, never itself. It stands
 * in commands and no event, and prints as stars.
 */
public record Hashed(String reveal) {
  @Override
  public String toString() {
    return "********";
  }
}
