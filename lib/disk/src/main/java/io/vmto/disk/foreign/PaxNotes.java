package io.vmto.disk.foreign;

import static io.vmto.disk.foreign.ImageBytes.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.disk.DiskFormatException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a pax header (POSIX.1-2001) says of the next member where it replaces a field of ustar. */
record PaxNotes(@Nullable String path, @Nullable Long bytes) {
  static final PaxNotes NONE = new PaxNotes(null, null);

  private static final int LONGEST_LENGTH = 5;

  /** Records of the form "length key=value\n", the length counting all of it. */
  static PaxNotes parse(ByteBuffer text, long at) throws DiskFormatException {
    PaxNotes notes = NONE;
    while (text.hasRemaining()) {
      long here = at + text.position();
      String record = record(text, here);
      int equals = record.indexOf('=');
      require(equals > 0, "a damaged pax header", here);
      String value = record.substring(equals + 1);
      switch (record.substring(0, equals)) {
        case "path" -> notes = new PaxNotes(value, notes.bytes);
        case "size" -> {
          require(value.matches("[0-9]{1,18}"), "a size that is none", here);
          notes = new PaxNotes(notes.path, Long.valueOf(value));
        }
        default -> {}
      }
    }
    return notes;
  }

  private static String record(ByteBuffer text, long at) throws DiskFormatException {
    int start = text.position();
    int length = 0;
    int digits = 0;
    byte next = text.get();
    while (next >= '0' && next <= '9' && digits < LONGEST_LENGTH && text.hasRemaining()) {
      length = length * 10 + next - '0';
      digits++;
      next = text.get();
    }
    require(digits > 0 && next == ' ', "a damaged pax header", at);
    int head = digits + 1;
    boolean fits = length > head && length <= text.limit() - start;
    require(fits && text.get(start + length - 1) == '\n', "a damaged pax header", at);
    byte[] record = new byte[length - head - 1];
    text.get(record).get();
    return new String(record, UTF_8);
  }

  boolean isEmpty() {
    return path == null && bytes == null;
  }

  String name(String inHeader) {
    return path == null ? inHeader : path;
  }

  long size(long inHeader) {
    return bytes == null ? inHeader : bytes;
  }
}
