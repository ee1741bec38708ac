package io.vmto.standalone.authority;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * What was asked, and every difference from the table; leaks come first.
 *
 * @param what is asked, many of them
 * @param kinds how many of those
 * @param asked how often, as whoever there is
 */
record Result(
    String what,
    int kinds,
    int asked,
    List<String> leaks,
    List<String> refused,
    List<String> unlisted) {
  boolean right() {
    return leaks.isEmpty() && refused.isEmpty() && unlisted.isEmpty();
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%d %s, %d asked: leaks %d, wrongly refused %d, not in the table %d%n",
        kinds,
        what,
        asked,
        leaks.size(),
        refused.size(),
        unlisted.size());
    leaks.forEach(leak -> out.println("leak: " + leak));
    refused.forEach(one -> out.println("wrongly refused: " + one));
    unlisted.forEach(one -> out.println("not in the table: " + one));
  }
}
