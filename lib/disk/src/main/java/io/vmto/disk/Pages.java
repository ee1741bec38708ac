package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pages of 64 KiB, a few in memory and the others in a scratch file, which is there only when it is
 * needed and goes with the last close. What was never changed is zero. For one thread at a time.
 */
final class Pages implements Closeable {
  static final int SIZE = 1 << 16;
  private static final int CACHED = 64;

  private final Path scratch;
  private final BitSet used = new BitSet();
  private final LinkedHashMap<Integer, Page> cache = new LinkedHashMap<>(128, 0.75f, true);
  private @Nullable FileChannel channel;

  /** A set of pages without content; what stands in the scratch file is overwritten. */
  Pages(Path scratch) {
    this.scratch = scratch;
  }

  private static final class Page {
    final ByteBuffer content = ByteBuffer.allocate(SIZE);
    boolean changed;
  }

  /** Whether a page was ever changed. */
  boolean has(int index) {
    return used.get(index);
  }

  /** The first page at or after {@code index} that was changed, or -1. */
  int nextUsed(int index) {
    return used.nextSetBit(index);
  }

  /** A page to read, until the next call. */
  ByteBuffer page(int index) throws IOException {
    return cached(index).content;
  }

  /** A page to change, until the next call. */
  ByteBuffer change(int index) throws IOException {
    used.set(index);
    Page page = cached(index);
    page.changed = true;
    return page.content;
  }

  private Page cached(int index) throws IOException {
    Page page = cache.get(index);
    if (page == null) {
      makeRoom();
      page = load(index);
      cache.put(index, page);
    }
    return page;
  }

  private Page load(int index) throws IOException {
    Page page = new Page();
    if (channel != null && used.get(index)) {
      ChannelIo.read(channel, page.content, (long) index * SIZE);
      page.content.clear();
    }
    return page;
  }

  private void makeRoom() throws IOException {
    if (cache.size() < CACHED) {
      return;
    }
    Map.Entry<Integer, Page> eldest = cache.pollFirstEntry();
    Page page = eldest.getValue();
    if (page.changed) {
      ChannelIo.writeFully(file(), page.content.clear(), (long) eldest.getKey() * SIZE);
    }
  }

  private FileChannel file() throws IOException {
    if (channel == null) {
      channel =
          FileChannel.open(
              scratch,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    return channel;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
