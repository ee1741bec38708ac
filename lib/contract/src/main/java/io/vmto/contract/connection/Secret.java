package io.vmto.contract.connection;

/** A password or token on its way to or from the vault; prints as stars wherever it is printed. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "********";
  }
}
