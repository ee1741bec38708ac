package io.vmto.sandbox.pve;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a worker task: {@code UPID:node:pid:pstart:starttime:type:id:user:}, numbers in hex.
 *
 * @param start seconds since 1970
 */
record Upid(String node, int pid, long pstart, long start, String type, String id, String user) {
  private static final Pattern TEXT =
      Pattern.compile(
          "UPID:([a-zA-Z0-9-]+):([0-9A-F]{8}):([0-9A-F]{8,9}):([0-9A-F]{8}):([^:\\s]+):([^:\\s]*):"
              + "([^:\\s]+):");

  static Optional<Upid> parse(String text) {
    var matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Upid(
                matcher.group(1),
                Integer.parseUnsignedInt(matcher.group(2), 16),
                Long.parseLong(matcher.group(3), 16),
                Long.parseLong(matcher.group(4), 16),
                matcher.group(5),
                matcher.group(6),
                matcher.group(7)))
        : Optional.empty();
  }

  /** The user without the token. */
  String owner() {
    int mark = user.indexOf('!');
    return mark < 0 ? user : user.substring(0, mark);
  }

  Optional<String> token() {
    int mark = user.indexOf('!');
    return mark < 0 ? Optional.empty() : Optional.of(user.substring(mark + 1));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "UPID:%s:%08X:%08X:%08X:%s:%s:%s:", node, pid, pstart, start, type, id, user);
  }
}
