package io.vmto.sandbox.pve;

import io.vmto.sandbox.pve.PveFaults.Point;
import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a multipart upload as the node's parser does: text parts first, each with nothing but its
 * Content-Disposition, then the file part named {@code filename}; whatever follows is not looked
 * at. The file goes to the spool.
 */
final class Upload {
  private static final Pattern BOUNDARY =
      Pattern.compile("multipart/form-data;.*boundary=\"?([^\";]+)\"?.*", Pattern.DOTALL);
  private static final Pattern TEXT_PART =
      Pattern.compile(
          "Content-Disposition: form-data; name=\"([^\"]+)\"", Pattern.CASE_INSENSITIVE);
  private static final Pattern FILE_PART =
      Pattern.compile(
          "Content-Disposition: form-data; name=\"filename\"; filename=\"([^\"]+)\"",
          Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int BLOCK = 64 * 1024;

  private final Path spool;
  private final long room;
  private final PveFaults faults;

  Upload(Path spool, long room, PveFaults faults) {
    this.spool = spool;
    this.room = room;
    this.faults = faults;
  }

  /**
   * Text parameters (file name included) and the spooled file, which is the receiver's to delete.
   */
  record Received(Map<String, String> params, Path file) {
    /** The name the node's log gives it. */
    String shown() {
      return "/var/var/tmp/" + file.getFileName();
    }
  }

  Received receive(Request request, Response response) throws IOException {
    var boundary = BOUNDARY.matcher(request.header("Content-Type").orElse(""));
    if (!boundary.matches()) {
      throw PveError.parameter("content", Validator.MISSING);
    }
    byte[] end = ("\r\n--" + boundary.group(1)).getBytes(StandardCharsets.ISO_8859_1);
    var in = new PushbackInputStream(request.body(), BLOCK);
    var params = new LinkedHashMap<String, String>();
    line(in);
    while (true) {
      String first = line(in);
      var file = FILE_PART.matcher(first);
      if (file.matches()) {
        params.put("filename", cleaned(file.group(1)));
        skipHead(in);
        return new Received(params, spool(in, end, params.getOrDefault("filename", ""), response));
      }
      var text = TEXT_PART.matcher(first);
      if (!text.matches()) {
        throw PveError.bare(501, "unable to parse multipart upload");
      }
      skipHead(in);
      var value = new ByteArrayOutputStream();
      copyUntil(in, end, value, LONGEST_LINE);
      line(in);
      params.put(text.group(1), value.toString(StandardCharsets.UTF_8));
    }
  }

  /** A name without folders and without characters a volume name cannot have. */
  private static String cleaned(String name) {
    return name.replaceFirst("^.*[/\\\\]", "").replaceAll("[^\\w.\\-+=@]", "_");
  }

  private static void skipHead(InputStream in) throws IOException {
    String line = line(in);
    while (!line.isEmpty()) {
      line = line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && line.size() < LONGEST_LINE; b = in.read()) {
      if (b == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(b);
    }
    throw PveError.bare(501, "unable to parse multipart upload");
  }

  private Path spool(PushbackInputStream in, byte[] end, String name, Response response)
      throws IOException {
    var random = new byte[16];
    new SecureRandom().nextBytes(random);
    var file = spool.resolve("pveupload-" + HexFormat.of().formatHex(random));
    boolean full = faults.strikes(Point.SPOOL_FULL, name);
    boolean cut = faults.strikes(Point.UPLOAD_CUT, name);
    boolean whole = false;
    try (var out = Files.newOutputStream(file)) {
      copyUntil(in, end, out, full || cut ? 64 * 1024 : room - spooled());
      if (cut) {
        throw response.cut();
      }
      if (full) {
        throw noSpace(file);
      }
      whole = true;
    } catch (PveError e) {
      if (cut) {
        throw response.cut();
      }
      throw noSpace(file);
    } finally {
      if (!whole) {
        Files.deleteIfExists(file);
      }
    }
    return file;
  }

  // How a real node words this was never recorded.
  private static PveError noSpace(Path file) {
    return PveError.fault(
        "unable to write '/var/tmp/" + file.getFileName() + "' - No space left on device");
  }

  private long spooled() throws IOException {
    long total = 0;
    try (var files = Files.newDirectoryStream(spool)) {
      for (var file : files) {
        total += Files.size(file);
      }
    }
    return total;
  }

  /** Copies up to the delimiter and eats it; a {@link PveError} when more came than the limit. */
  private static void copyUntil(PushbackInputStream in, byte[] end, OutputStream out, long limit)
      throws IOException {
    var block = new byte[BLOCK];
    long copied = 0;
    int filled = 0;
    while (true) {
      int n = in.read(block, filled, BLOCK - filled);
      if (n < 0) {
        throw new EOFException("upload ended early");
      }
      filled += n;
      int found = indexOf(block, filled, end);
      // What may be the beginning of the delimiter waits for the next bytes.
      int certain = found >= 0 ? found : Math.max(0, filled - end.length + 1);
      copied += certain;
      if (copied > limit) {
        throw PveError.fault("over the limit");
      }
      out.write(block, 0, certain);
      if (found >= 0) {
        in.unread(block, found + end.length, filled - found - end.length);
        return;
      }
      filled -= certain;
      System.arraycopy(block, certain, block, 0, filled);
    }
  }

  private static int indexOf(byte[] block, int filled, byte[] wanted) {
    for (int i = 0; i + wanted.length <= filled; i++) {
      if (block[i] == wanted[0]
          && Arrays.equals(block, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
