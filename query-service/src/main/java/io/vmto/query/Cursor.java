package io.vmto.query;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where a list goes on: the sort key and the tie breaker of the last row, as text that only we
 * read. It starts with a digest of itself and of the list, so that one of another list, filter or
 * order is known, as is one that was changed. Whoever takes the trouble to forge one sees what they
 * could have asked for anyway.
 */
record Cursor(String key, String tie) {
  private static final int DIGEST = 12;
  private static final String BETWEEN = "\u0000";

  /**
   * @param list what the cursor belongs to: the list, its filter and its order
   */
  String text(String list) {
    var place = (key + BETWEEN + tie).getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(DIGEST + place.length).put(digest(list, place)).put(place);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Reads what {@link #text} wrote for the same list, and refuses everything else. */
  static Cursor of(String text, String list) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw foreign();
    }
    if (bytes.length <= DIGEST) {
      throw foreign();
    }
    var place = Arrays.copyOfRange(bytes, DIGEST, bytes.length);
    var parts = new String(place, StandardCharsets.UTF_8).split(BETWEEN, -1);
    if (parts.length != 2 || !Arrays.equals(bytes, 0, DIGEST, digest(list, place), 0, DIGEST)) {
      throw foreign();
    }
    return new Cursor(parts[0], parts[1]);
  }

  private static byte[] digest(String list, byte[] place) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(list.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      return Arrays.copyOf(sha.digest(place), DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** What is said of everything that we did not write for this list. */
  static Rejected foreign() {
    return new Rejected(
        Failure.of(
                ErrorCode.REQUEST_INVALID,
                "after: is not a cursor of this list with this filter and order.",
                "Leave it out to begin at the top, or pass the value of 'next' unchanged and keep"
                    + " filter and order.")
            .with("field", "after"));
  }
}
