package io.vmto.sandbox.pve;

import java.util.Locale;

/** Sizes as the node writes and reads them. */
final class Sizes {
  private static final String UNITS = "KMGT";

  private Sizes() {}

  /** The largest unit that divides evenly: {@code 8M}, {@code 528K}. */
  static String exact(long bytes) {
    long value = bytes;
    int unit = -1;
    while (value >= 1024 && value % 1024 == 0 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    return unit < 0 ? Long.toString(value) : Long.toString(value) + UNITS.charAt(unit);
  }

  /** One digit after the point: {@code 8.0 MiB}. */
  static String human(double bytes) {
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    String name = unit < 0 ? "B" : UNITS.charAt(unit) + "iB";
    return String.format(Locale.ROOT, "%.1f %s", value, name);
  }

  /** Reads {@code 8M} or plain bytes. */
  static long parse(String text) {
    int unit = UNITS.indexOf(text.charAt(text.length() - 1));
    String number = unit < 0 ? text : text.substring(0, text.length() - 1);
    return (long) (Double.parseDouble(number) * Math.pow(1024, unit + 1));
  }
}
