package io.vmto.contract;

/**
 * The identity of an aggregate; its text form is the raw value, because messages are routed by it.
 */
public interface Id {
  String value();

  /** Checks what comes from outside: 1 to 64 letters, digits, dots, dashes, underscores. */
  static String checked(String value) {
    if (value.isEmpty() || value.length() > 64 || !value.chars().allMatch(Id::isPart)) {
      throw new IllegalArgumentException("not an id: 1 to 64 letters, digits, '.', '-' or '_'");
    }
    return value;
  }

  private static boolean isPart(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c == '.' || c == '-' || c == '_');
  }
}
