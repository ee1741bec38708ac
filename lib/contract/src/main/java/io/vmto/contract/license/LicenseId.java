package io.vmto.contract.license;

import io.vmto.contract.Id;

/** Identifies the licence of one installation. */
public record LicenseId(String value) implements Id {
  public LicenseId {
    Id.checked(value);
  }

  /** There is one licence per installation. */
  public static final LicenseId INSTALLATION = new LicenseId("license");

  @Override
  public String toString() {
    return value;
  }
}
