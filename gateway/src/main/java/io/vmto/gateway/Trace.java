package io.vmto.gateway;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The trace a request belongs to, as in W3C Trace Context. */
final class Trace {
  static final String HEADER = "traceparent";

  private static final Pattern PARENT =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private Trace() {}

  /** The caller's trace where the header is one and well-formed, else a new one: 32 hex digits. */
  static String of(List<String> headers) {
    if (headers.size() == 1) {
      var parent = PARENT.matcher(headers.getFirst());
      if (parent.matches()) {
        return parent.group(1);
      }
    }
    return UUID.randomUUID().toString().replace("-", "");
  }
}
