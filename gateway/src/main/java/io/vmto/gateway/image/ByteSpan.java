package io.vmto.gateway.image;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Which bytes of an image a request is answered with (RFC 9110, 13 and 14).
 *
 * @param whole all of them, because no range was asked for or the range does not count
 */
record ByteSpan(long first, long length, boolean whole) {
  /** A range of more than one piece, or one that cannot be read, counts as none. */
  static ByteSpan asked(HttpHeaders headers, Image image) {
    if (!matches(headers, image.tag())) {
      throw new ResponseStatusException(HttpStatus.PRECONDITION_FAILED);
    }
    var ranges = ranges(headers);
    var only = headers.getFirst(HttpHeaders.IF_RANGE);
    if (ranges.size() != 1 || (only != null && !only.equals(image.tag()))) {
      return all(image);
    }
    long size = image.size();
    long first = ranges.getFirst().getRangeStart(size);
    if (first >= size) {
      throw new NotThere(size);
    }
    return new ByteSpan(first, ranges.getFirst().getRangeEnd(size) - first + 1, false);
  }

  static ByteSpan all(Image image) {
    return new ByteSpan(0, image.size(), true);
  }

  private static boolean matches(HttpHeaders headers, String tag) {
    try {
      var required = headers.getIfMatch();
      return required.isEmpty() || required.contains("*") || required.contains(tag);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<HttpRange> ranges(HttpHeaders headers) {
    try {
      return headers.getRange();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The first byte behind it. */
  long end() {
    return first + length;
  }

  /** Tells how many bytes there are. */
  private static final class NotThere extends ResponseStatusException {
    private final long size;

    NotThere(long size) {
      super(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
      this.size = size;
    }

    @Override
    public HttpHeaders getHeaders() {
      var headers = new HttpHeaders();
      headers.set(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
      return headers;
    }
  }
}
