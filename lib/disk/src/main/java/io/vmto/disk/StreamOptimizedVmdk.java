package io.vmto.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A streamOptimized VMDK as an ESXi host exports it, read forward only (VMware Virtual Disk Format
 * 5.0). {@link #next} returns null only after the stream has proven to be complete: an
 * end-of-stream marker, the footer if one was announced, and tables that name exactly the grains
 * that came. Everything else is a {@link DiskFormatException}, here or when a piece is unpacked.
 * Memory is bounded whatever the stream claims.
 */
public final class StreamOptimizedVmdk implements BlockStream {
  private static final int SECTOR = VmdkHeader.SECTOR;
  private static final int MARKER_HEAD = 12;
  private static final int END_OF_STREAM = 0;
  private static final int GRAIN_TABLE = 1;
  private static final int GRAIN_DIRECTORY = 2;
  private static final int FOOTER = 3;

  /** Leaves that may be incomplete at a time; a stream in order needs one. */
  private static final int OPEN_LEAVES = 4;

  /** Incompressible content grows by some bytes; this is beyond any encoder. */
  private static final int MOST_GROWTH = 4;

  private static final long MOST_DIRECTORY_PADDING = 128;
  private static final long MOST_TRAILING_ZEROS = 1 << 20;

  private final WireReader wire;
  private final VmdkHeader header;
  private final GrainLedger ledger;
  private final GrainPool pool;
  private final LinkedHashMap<Integer, GrainBatch> open = new LinkedHashMap<>();
  private final byte[] marker = new byte[SECTOR];
  private final ByteBuffer markerFields = ByteBuffer.wrap(marker).order(ByteOrder.LITTLE_ENDIAN);
  private @Nullable VmdkHeader footer;
  private boolean complete;

  private StreamOptimizedVmdk(WireReader wire, VmdkHeader header, GrainLedger ledger) {
    this.wire = wire;
    this.header = header;
    this.ledger = ledger;
    this.pool = new GrainPool(header.capacityBytes(), header.grainBytes());
  }

  /**
   * Reads the header and what stands before the first grain; blocks on the wire. The stream is
   * closed with the returned object, or here when this fails.
   */
  public static StreamOptimizedVmdk open(InputStream stream) throws IOException {
    return open(WireReader.of(stream));
  }

  /** The same over a file, which is read from its start to its end once. */
  public static StreamOptimizedVmdk open(BlockReader file) throws IOException {
    return open(WireReader.of(file));
  }

  private static StreamOptimizedVmdk open(WireReader wire) throws IOException {
    try {
      byte[] sector = new byte[SECTOR];
      wire.read(sector, 0, SECTOR, "the header");
      VmdkHeader header = VmdkHeader.parse(sector, 0);
      GrainLedger ledger = new GrainLedger(header);
      new VmdkPreamble(wire, header, ledger).read();
      return new StreamOptimizedVmdk(wire, header, ledger);
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  @Override
  public long capacity() {
    return header.capacityBytes();
  }

  @Override
  public long wireBytes() {
    return wire.position();
  }

  @Override
  public @Nullable Piece next() throws IOException {
    while (!complete) {
      long at = wire.position();
      if (ledger.directorySeen() && !header.hasFooter() && wire.ended()) {
        endWithoutMarker(at);
        break;
      }
      wire.read(marker, 0, MARKER_HEAD, "the stream: no end-of-stream marker");
      if (markerFields.getInt(8) != 0) {
        GrainBatch ready = grain(at, markerFields.getLong(0), markerFields.getInt(8));
        if (ready != null) {
          return ready;
        }
      } else {
        wire.read(marker, MARKER_HEAD, SECTOR - MARKER_HEAD, "a marker");
        metadata(at, markerFields.getLong(0), markerFields.getInt(12));
      }
    }
    Map.Entry<Integer, GrainBatch> last = open.pollFirstEntry();
    return last == null ? null : last.getValue();
  }

  /** Takes a grain, and hands out the leaf that is complete with it, or that must make room. */
  private @Nullable GrainBatch grain(long at, long lba, int size) throws IOException {
    if (lba < 0 || lba >= header.capacity() || lba % header.grainSize() != 0) {
      throw DiskFormatException.corrupt("a grain at the impossible sector " + lba, at);
    }
    if (footer != null || (ledger.directorySeen() && !header.directoryInFront())) {
      throw DiskFormatException.corrupt("a grain after the grain directory", at);
    }
    if (!ledger.grain(lba / header.grainSize(), at / SECTOR)) {
      throw DiskFormatException.corrupt("the grain at sector " + lba + " comes twice", at);
    }
    long offset = lba * SECTOR;
    if (size < 0 || size > MOST_GROWTH * header.grainBytes()) {
      throw DiskFormatException.corrupt(
          "a compressed grain of " + Integer.toUnsignedString(size) + " bytes", at);
    }
    int leaf = (int) (offset / Leaf.SIZE);
    GrainBatch ready = open.size() == OPEN_LEAVES && !open.containsKey(leaf) ? oldest() : null;
    GrainBatch batch = open.computeIfAbsent(leaf, pool::batch);
    batch.add(wire, at, (int) (offset % Leaf.SIZE), size);
    wire.skip(-(at + MARKER_HEAD + size) & (SECTOR - 1), "the padding of a grain");
    return ready == null && batch.full() ? open.remove(leaf) : ready;
  }

  private GrainBatch oldest() {
    return open.pollFirstEntry().getValue();
  }

  private void metadata(long at, long sectors, int type) throws IOException {
    if (footer != null && type != END_OF_STREAM) {
      throw DiskFormatException.corrupt("the footer is not followed by the end of the stream", at);
    }
    switch (type) {
      case END_OF_STREAM -> end(at, sectors);
      case GRAIN_TABLE -> table(at, sectors);
      case GRAIN_DIRECTORY -> directory(at, sectors);
      case FOOTER -> footer(at, sectors);
      default -> throw DiskFormatException.corrupt("unknown marker type " + type, at);
    }
  }

  private void table(long at, long sectors) throws IOException {
    if (sectors != VmdkHeader.tableSectors()) {
      throw DiskFormatException.corrupt("a grain table of " + sectors + " sectors", at);
    }
    VmdkPreamble.readTable(wire, ledger);
  }

  private void directory(long at, long sectors) throws IOException {
    long padding = sectors - header.directorySectors();
    if (padding < 0 || padding > MOST_DIRECTORY_PADDING) {
      throw DiskFormatException.corrupt("a grain directory of " + sectors + " sectors", at);
    }
    VmdkPreamble.readDirectory(wire, header, ledger);
    wire.skip(padding * SECTOR, "the grain directory");
  }

  private void footer(long at, long sectors) throws IOException {
    if (!header.hasFooter() || sectors != 1) {
      throw DiskFormatException.corrupt("an unexpected footer", at);
    }
    long start = wire.position();
    wire.read(marker, 0, SECTOR, "the footer");
    VmdkHeader last = VmdkHeader.parse(marker, start);
    if (!header.sameDisk(last) || last.hasFooter()) {
      throw DiskFormatException.corrupt("the footer contradicts the header", start);
    }
    footer = last;
  }

  /**
   * qemu-img often leaves the marker out. Where tables stood in front, that is as good a proof:
   * every grain they name came.
   */
  private void endWithoutMarker(long at) throws IOException {
    try {
      ledger.check(header.gdOffset());
    } catch (DiskFormatException e) {
      throw DiskFormatException.truncated(
          "the stream ends without an end-of-stream marker, and grains are missing", at);
    }
    complete = true;
  }

  private void end(long at, long sectors) throws IOException {
    if (sectors != 0) {
      throw DiskFormatException.corrupt("an end-of-stream marker with content", at);
    }
    VmdkHeader named = header.hasFooter() ? footer : header;
    if (named == null) {
      throw DiskFormatException.truncated("the stream ends without its footer", at);
    }
    ledger.check(named.gdOffset());
    wire.expectEnd(MOST_TRAILING_ZEROS);
    complete = true;
  }

  @Override
  public void close() throws IOException {
    open.values().forEach(GrainBatch::close);
    open.clear();
    pool.close();
    wire.close();
  }
}
