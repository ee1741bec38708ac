package io.vmto.disk.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cuts what is read and written into requests that the server takes: no longer than its longest, on
 * multiples of its smallest block. Where a range ends inside a block, the block is read whole, and
 * for a write patched and written back.
 */
final class AlignedAccess {
  /** Content per request: what fits a processor's cache on its way through the server. */
  private static final int PAYLOAD = 512 << 10;

  private static final int ZEROS = 1 << 20;

  private final Session session;
  private final int block;
  private final int most;
  private final int payload;
  private final int writeFlags;
  private final ReentrantLock patching = new ReentrantLock();

  /** The flags are for every request that changes something. */
  AlignedAccess(Session session, int writeFlags) {
    this.session = session;
    this.block = session.export().block();
    this.most = session.export().most();
    this.payload = Math.min(PAYLOAD / block * block, most);
    this.writeFlags = writeFlags;
  }

  void read(long offset, ByteBuffer target) throws IOException {
    long at = offset;
    try (Pipeline pipeline = new Pipeline()) {
      while (target.hasRemaining()) {
        int length = piece(at, target.remaining(), payload);
        ByteBuffer part = target.slice(target.position(), length);
        if (aligned(at, length)) {
          pipeline.add(session.read(at, part));
        } else {
          part.put(block(at).slice(within(at), length));
        }
        target.position(target.position() + length);
        at += length;
      }
    }
  }

  void write(long offset, ByteBuffer data) throws IOException {
    long at = offset;
    try (Pipeline pipeline = new Pipeline()) {
      while (data.hasRemaining()) {
        int length = piece(at, data.remaining(), payload);
        ByteBuffer part = data.slice(data.position(), length);
        if (aligned(at, length)) {
          pipeline.add(session.write(at, writeFlags, part));
        } else {
          patch(at, part);
        }
        data.position(data.position() + length);
        at += length;
      }
    }
  }

  /** By the server's own means where it has them, else by writing zeros. */
  void zero(long offset, long length) throws IOException {
    boolean able = session.export().can(Nbd.SEND_WRITE_ZEROES);
    ByteBuffer zeros = ByteBuffer.allocateDirect(able ? block : ZEROS);
    long end = offset + length;
    for (long at = offset; at < end; ) {
      int part = piece(at, end - at, able ? most : Math.min(ZEROS, most));
      if (able && aligned(at, part)) {
        session.start(Nbd.CMD_WRITE_ZEROES, writeFlags, at, part).await();
      } else {
        write(at, zeros.slice(0, part));
      }
      at += part;
    }
  }

  /** Only whole blocks, as nothing is promised about the others either. */
  void trim(long offset, long length) throws IOException {
    long end = offset + length - within(offset + length);
    long at = offset + (block - within(offset)) % block;
    while (at < end) {
      int part = (int) Math.min(end - at, most);
      session.start(Nbd.CMD_TRIM, writeFlags, at, part).await();
      at += part;
    }
  }

  /** The length of the next request: whole blocks, or the rest of one that begins or ends amid. */
  private int piece(long at, long left, int longest) {
    if (within(at) != 0) {
      return (int) Math.min(left, block - within(at));
    }
    long whole = Math.min(left, longest) / block * block;
    return (int) (whole == 0 ? left : whole);
  }

  private boolean aligned(long at, int length) {
    return within(at) == 0 && length % block == 0;
  }

  private int within(long at) {
    return (int) (at % block);
  }

  private ByteBuffer block(long at) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(block);
    session.read(at - within(at), whole).await();
    return whole;
  }

  /** One at a time: two ranges that meet inside a block must not lose each other's half. */
  private void patch(long at, ByteBuffer part) throws IOException {
    patching.lock();
    try {
      ByteBuffer whole = block(at);
      whole.put(within(at), part, part.position(), part.remaining());
      session.write(at - within(at), writeFlags, whole).await();
    } finally {
      patching.unlock();
    }
  }
}
