package io.vmto.query;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a list goes on: text that only we read. */
final class Cursor {
  private Cursor() {}

  static String after(long born) {
    var text = Long.toString(born).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /** The exclusive upper bound of the next page. */
  static long before(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      return Long.parseLong(text);
    } catch (IllegalArgumentException e) {
      throw new Rejected(
          ErrorCode.REQUEST_INVALID,
          "the cursor is not one of ours",
          "leave it out to begin at the top, or pass the value of 'next' unchanged");
    }
  }
}
