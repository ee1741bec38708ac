package io.vmto.standalone.demo;

import java.util.Map;
import java.util.Optional;

/** Ways to make the demo fail, each of which VMTO has to notice. */
enum Break {
  FLIP_TARGET_BYTE,
  TRUNCATE_EXPORT,
  NO_BOOT,
  WRONG_PIN;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  static Break of(String text) {
    for (var b : values()) {
      if (b.toString().equals(text)) {
        return b;
      }
    }
    throw new IllegalArgumentException(
        "one of: flip-target-byte, truncate-export, no-boot, wrong-pin");
  }

  /** The sandbox's rule that does it; empty where the demo itself does something wrong. */
  Optional<Map<String, Object>> fault() {
    return switch (this) {
      case FLIP_TARGET_BYTE -> Optional.of(rule("pve.flip-target-byte", "flip", 0));
      case TRUNCATE_EXPORT -> Optional.of(rule("nfc.stream", "truncate", 4L << 20));
      case NO_BOOT, WRONG_PIN -> Optional.empty();
    };
  }

  private static Map<String, Object> rule(String match, String action, long after) {
    return Map.of(
        "name", match, "match", match, "action", action, "skip", 0, "after", after, "times", 0);
  }
}
