package io.vmto.disk.nbd;

import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The disk behind an NBD server's export, for several threads at once. A server's error fails the
 * call ({@link NbdException}); a connection that breaks, stalls ({@link
 * java.net.SocketTimeoutException}) or speaks nonsense ({@link java.net.ProtocolException}) fails
 * this call and all that follow, and so does interrupting a call. It does not connect again.
 */
public final class NbdDisk implements BlockReader, BlockSink {
  private static final int CALLS_PER_CONNECTION = 2;
  private static final int FEWEST_CALLS = 4;
  private static final int LONGEST_QUERY = 1 << 30;
  private static final int MOST_EXTENTS = 1 << 22;

  private final Session session;
  private final NbdOptions options;
  private final Closeable server;
  private final Export export;
  private final AlignedAccess access;
  private final ZeroMap zeros;
  private volatile boolean finished;

  private NbdDisk(Session session, NbdOptions options, Closeable server) throws IOException {
    this.session = session;
    this.options = options;
    this.server = server;
    this.export = session.export();
    if (options.writable() && export.can(Nbd.READ_ONLY)) {
      throw new IOException("The NBD export is read-only");
    }
    boolean flushes = export.can(Nbd.SEND_FLUSH);
    if (options.writable() && !flushes && !export.can(Nbd.SEND_FUA)) {
      throw new IOException("The NBD server cannot make anything durable: no flush, no FUA");
    }
    // Without a flush, each write has to reach the disk by itself.
    this.access = new AlignedAccess(session, options.writable() && !flushes ? Nbd.FUA : 0);
    this.zeros = new ZeroMap(session);
  }

  /** Connects; blocks for as long as the connect timeout allows, for each connection. */
  public static NbdDisk open(NbdAddress address, NbdOptions options) throws IOException {
    return open(address, options, () -> {});
  }

  /** The same for a server of one's own, which is closed after the disk, opened or not. */
  public static NbdDisk open(NbdAddress address, NbdOptions options, Closeable server)
      throws IOException {
    try {
      return connected(address, options, server);
    } catch (IOException | RuntimeException e) {
      try (server) {
        throw e;
      }
    }
  }

  private static NbdDisk connected(NbdAddress address, NbdOptions options, Closeable server)
      throws IOException {
    Session session = Session.open(address, options);
    try {
      return new NbdDisk(session, options, server);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** The names of the exports that a server lists; the address's own export does not matter. */
  public static List<String> exports(NbdAddress address, NbdOptions options) throws IOException {
    try (Watchdog watchdog = Watchdog.start(options);
        Wire wire = Wire.connect(address, watchdog)) {
      List<String> names = new Handshake(wire, address, options).list();
      wire.finish();
      return names;
    }
  }

  @Override
  public long capacity() {
    return export.capacity();
  }

  @Override
  public int connections() {
    return Math.max(FEWEST_CALLS, CALLS_PER_CONNECTION * session.size());
  }

  @Override
  public boolean readsZero() {
    return options.readsZero();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity());
    access.read(offset, target);
  }

  @Override
  public boolean knownZero(long offset, long length) throws IOException {
    Objects.checkFromIndexSize(offset, length, capacity());
    return zeros.zero(offset, length);
  }

  /**
   * What a context of {@link NbdOptions#contexts}, or {@code base:allocation}, says of the whole
   * export, in order and without gaps. More than four million extents are an error: ask for ranges.
   */
  public List<NbdExtent> extents(String context) throws IOException {
    return extents(context, 0, capacity());
  }

  /** The same of a range; on the server's block boundaries, or it may refuse. */
  public List<NbdExtent> extents(String context, long offset, long length) throws IOException {
    Objects.checkFromIndexSize(offset, length, capacity());
    if (!export.contexts().containsKey(context)) {
      throw new IOException("The NBD server has no metadata context " + context);
    }
    List<NbdExtent> all = new ArrayList<>();
    long end = offset + length;
    for (long at = offset; at < end; at = all.getLast().end()) {
      int part = (int) Math.min(end - at, LONGEST_QUERY);
      session.status(context, at, part).forEach(each -> Extents.append(all, each));
      if (all.size() > MOST_EXTENTS) {
        throw new IOException("More than " + MOST_EXTENTS + " extents in " + context);
      }
    }
    return all;
  }

  @Override
  public void write(long offset, ByteBuffer data) throws IOException {
    int length = data.remaining();
    checkChange(offset, length);
    try {
      access.write(offset, data);
    } finally {
      zeros.written(offset, length);
    }
  }

  @Override
  public boolean zeroesCheaply() {
    return export.can(Nbd.SEND_WRITE_ZEROES);
  }

  /** Makes the range read as zeros, without sending them where the server can do that. Blocks. */
  @Override
  public void zero(long offset, long length) throws IOException {
    checkChange(offset, length);
    try {
      access.zero(offset, length);
    } finally {
      zeros.forget(offset, length);
    }
  }

  /**
   * Tells the server that the range's content is of no use any more, where it wants to know; it may
   * read as anything afterwards. Blocks.
   */
  public void trim(long offset, long length) throws IOException {
    checkChange(offset, length);
    if (export.can(Nbd.SEND_TRIM)) {
      try {
        access.trim(offset, length);
      } finally {
        zeros.forget(offset, length);
      }
    }
  }

  private void checkChange(long offset, long length) throws IOException {
    if (!options.writable()) {
      throw new IOException("The NBD export was opened for reading");
    }
    if (finished) {
      throw new IllegalStateException("The disk is finished");
    }
    Objects.checkFromIndexSize(offset, length, capacity());
  }

  @Override
  public long flush() throws IOException {
    if (options.writable() && export.can(Nbd.SEND_FLUSH)) {
      session.flush();
    }
    return ALL;
  }

  @Override
  public void finish() throws IOException {
    flush();
    finished = true;
  }

  /** Says goodbye; calls that are still under way fail. */
  @Override
  public void close() throws IOException {
    try (server) {
      session.close();
    }
  }
}
