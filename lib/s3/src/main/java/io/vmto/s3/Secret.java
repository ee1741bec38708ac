package io.vmto.s3;

import java.util.Arrays;

/** A secret key, which shows itself to nobody who merely prints it. */
public final class Secret {
  private final char[] characters;

  /** Keeps a copy; the caller may wipe his. */
  public Secret(char[] characters) {
    this.characters = characters.clone();
  }

  boolean isEmpty() {
    return characters.length == 0;
  }

  String reveal() {
    return new String(characters);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && Arrays.equals(characters, that.characters);
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "***";
  }
}
