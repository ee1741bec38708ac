package io.vmto.disk.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The answer to a block status request: the extents of one of the contexts, from its start on. */
final class StatusReply extends Reply {
  /** The protocol's own limit of descriptors in a chunk. */
  private static final int MOST = 1 << 20;

  private static final int PART = 1 << 10;

  private final Export export;
  private final int context;
  private final long start;
  private final long end;
  private final Set<Integer> seen = new HashSet<>();
  private final List<NbdExtent> extents = new ArrayList<>();

  StatusReply(Export export, int context, long start, long length) {
    this.export = export;
    this.context = context;
    this.start = start;
    this.end = start + length;
  }

  /** What the server says of a part of the range that begins where it does; at least one. */
  List<NbdExtent> extents() {
    return extents;
  }

  @Override
  void simple(Wire wire, boolean structured) throws IOException {
    throw Nbd.breach("a simple reply to a block status request");
  }

  @Override
  void chunk(int type, int length, Wire wire) throws IOException {
    int count = (length - 4) / 8;
    if (type != Nbd.CHUNK_STATUS || length < 12 || length % 8 != 4 || count > MOST) {
      throw Nbd.breach(
          "a chunk of type %d and %d bytes in the answer to a block status request"
              .formatted(type, length));
    }
    int id = wire.take(4).getInt();
    if (!export.contexts().containsValue(id) || !seen.add(id)) {
      throw Nbd.breach("a status of a metadata context that was not asked for");
    }
    if (id != context) {
      wire.skip(length - 4);
      return;
    }
    for (int left = count; left > 0; left -= PART) {
      ByteBuffer descriptors = wire.take(Math.min(left, PART) * 8);
      while (descriptors.hasRemaining()) {
        add(Integer.toUnsignedLong(descriptors.getInt()), descriptors.getInt());
      }
    }
  }

  /** The last one may go on behind the range, which is cut off here. */
  private void add(long length, int flags) throws IOException {
    long at = extents.isEmpty() ? start : extents.getLast().end();
    if (length == 0 || at >= end || length > export.capacity() - at) {
      throw Nbd.breach("a status of " + length + " bytes at " + at);
    }
    Extents.append(extents, new NbdExtent(at, Math.min(length, end - at), flags));
  }

  @Override
  void complete() throws IOException {
    if (extents.isEmpty()) {
      throw Nbd.breach("a block status request without an answer");
    }
  }
}
