package io.vmto.contract;

/**
 * The identity of an aggregate; its text form is the raw value, because messages are routed by it.
 */
public interface Id {
  String value();

  /** Checks what comes from outside: 1 to 64 letters, digits, dots, dashes, underscores. */
  static String checked(String value) {
    if (!value.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("not an id: 1 to 64 letters, digits, '.', '-' or '_'");
    }
    return value;
  }
}
