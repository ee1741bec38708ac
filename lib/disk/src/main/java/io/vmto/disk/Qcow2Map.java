package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the clusters of a qcow2 image that is being written lie: the L1 table in memory and a few
 * L2 tables at a time, the others in the image. A cluster is named by its number, guest or host.
 */
final class Qcow2Map {
  static final int ENTRIES = 1 << 13;
  private static final int CACHED = 16;
  private static final long COPIED = 1L << 63;

  private final FileChannel channel;
  private final long[] l1;
  private final LinkedHashMap<Integer, Table> cache = new LinkedHashMap<>(32, 0.75f, true);

  Qcow2Map(FileChannel channel, long capacity) {
    this.channel = channel;
    long clusters = (capacity + Qcow2Sink.CLUSTER - 1) / Qcow2Sink.CLUSTER;
    l1 = new long[Math.toIntExact((clusters + ENTRIES - 1) / ENTRIES)];
  }

  private static final class Table {
    final long[] hosts = new long[ENTRIES];
    boolean changed;
  }

  int tables() {
    return l1.length;
  }

  static int tableOf(long guest) {
    return Math.toIntExact(guest / ENTRIES);
  }

  boolean hasTable(int table) {
    return l1[table] != 0;
  }

  /** Gives a table its place in the image. */
  void addTable(int table, long host) throws IOException {
    l1[table] = host;
    cache(table, new Table());
  }

  /** The host cluster that holds a guest cluster, or 0. */
  long host(long guest) throws IOException {
    int table = tableOf(guest);
    return hasTable(table) ? table(table).hosts[slot(guest)] : 0;
  }

  /** Maps a run of guest clusters, all under one existing table, to a run of host clusters. */
  void map(long guest, long host, int count) throws IOException {
    Table table = table(tableOf(guest));
    for (int i = 0; i < count; i++) {
      table.hosts[slot(guest) + i] = host + i;
    }
    table.changed = true;
  }

  private static int slot(long guest) {
    return (int) (guest % ENTRIES);
  }

  private Table table(int index) throws IOException {
    Table cached = cache.get(index);
    return cached == null ? cache(index, load(index)) : cached;
  }

  private Table cache(int index, Table table) throws IOException {
    if (cache.size() == CACHED) {
      Map.Entry<Integer, Table> eldest = cache.entrySet().iterator().next();
      store(eldest.getKey(), eldest.getValue());
      cache.remove(eldest.getKey());
    }
    cache.put(index, table);
    return table;
  }

  private Table load(int index) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(Qcow2Sink.CLUSTER);
    ChannelIo.readFully(channel, raw, l1[index] * Qcow2Sink.CLUSTER, "an L2 table");
    Table table = new Table();
    for (int i = 0; i < ENTRIES; i++) {
      table.hosts[i] = (raw.getLong(i * 8) & ~COPIED) / Qcow2Sink.CLUSTER;
    }
    return table;
  }

  private void store(int index, Table table) throws IOException {
    if (table.changed) {
      ChannelIo.writeFully(channel, encode(table.hosts), l1[index] * Qcow2Sink.CLUSTER);
      table.changed = false;
    }
  }

  /** Writes every table that is only in memory. */
  void store() throws IOException {
    for (Map.Entry<Integer, Table> entry : cache.entrySet()) {
      store(entry.getKey(), entry.getValue());
    }
  }

  /** The L1 table as it stands in an image, without padding. */
  ByteBuffer encodeL1() {
    return encode(l1);
  }

  private static ByteBuffer encode(long[] hosts) {
    ByteBuffer raw = ByteBuffer.allocate(hosts.length * 8);
    for (long host : hosts) {
      raw.putLong(host == 0 ? 0 : host * Qcow2Sink.CLUSTER | COPIED);
    }
    return raw.flip();
  }
}
