package io.vmto.gateway.identity;

/**
 * Told once, when the first account of an installation was made: the password for its first
 * sign-in. Prints without it.
 */
public record FirstPassword(String account, String reveal) {
  @Override
  public String toString() {
    return account + ": ********";
  }
}
