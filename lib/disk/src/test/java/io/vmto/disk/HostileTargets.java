package io.vmto.disk;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.vmto.disk.foreign.Ova;
import io.vmto.disk.foreign.QemuImg;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;

/** All formats that are read, each around the same disk: two grain tables, the first with holes. */
final class HostileTargets {
  static final int CAPACITY = (33 << 20) + 5 * 512;
  private static final int SECTOR = 512;
  private static final int[] VMDK_FIELDS = {
    0, 4, 4, 4, 8, 4, 12, 8, 28, 8, 36, 8, 44, 4, 48, 8, 56, 8, 64, 8, 72, 1, 73, 4, 77, 2
  };
  private static final int[] QCOW2_FIELDS = {
    0, 4, 4, 4, 8, 8, 16, 4, 24, 8, 32, 4, 36, 4, 48, 8, 56, 4, 60, 4, 64, 8, 72, 8, 80, 8, 88, 8,
    96, 4, 100, 4, 104, 1
  };

  private final Path folder;
  private final byte[] disk;

  HostileTargets(Path folder) throws IOException {
    this.folder = folder;
    this.disk = Files.readAllBytes(folder.resolve("disk.raw"));
  }

  /** Incompressible grains, so that every one is long enough for a bomb. */
  static byte[] disk() {
    byte[] disk = new byte[CAPACITY];
    for (int grain : new int[] {0, 1, 3, 512, CAPACITY / Content.GRAIN}) {
      int at = grain * Content.GRAIN;
      byte[] content = new byte[Math.min(Content.GRAIN, CAPACITY - at)];
      new Random(grain).nextBytes(content);
      System.arraycopy(content, 0, disk, at, content.length);
    }
    return disk;
  }

  List<HostileTarget> all() throws IOException {
    List<HostileTarget> all = new ArrayList<>();
    all.add(stream());
    all.add(sparse("sparse.vmdk"));
    all.add(sparse("packed.vmdk"));
    all.add(flat());
    all.add(qcow2("plain.qcow2"));
    all.add(qcow2("packed.qcow2"));
    all.add(manifest());
    all.add(journal());
    all.add(ova());
    all.add(vdi());
    all.add(vhd());
    all.add(vhdx());
    return all;
  }

  private HostileTarget.Builder target(String name, HostileTarget.Reading reading)
      throws IOException {
    Path file = folder.resolve(name);
    return HostileTarget.of(name, file, Files.readAllBytes(file), reading);
  }

  private static ByteBuffer bytes(HostileTarget target, ByteOrder order) {
    return ByteBuffer.wrap(target.sound()).order(order);
  }

  /** Everything in a stream is covered: header by footer, grains by checksums and tables. */
  private HostileTarget stream() throws IOException {
    VmdkBuilder builder = VmdkBuilder.builder(disk);
    byte[] sound = builder.finish();
    var target =
        HostileTarget.of("stream.vmdk", folder.resolve("stream.vmdk"), sound, this::readStream)
            .fields(LITTLE_ENDIAN, 0, VMDK_FIELDS)
            .fields(LITTLE_ENDIAN, 0, 20, 8)
            .fields(LITTLE_ENDIAN, sound.length - 2 * SECTOR, VMDK_FIELDS)
            .fields(LITTLE_ENDIAN, sound.length - 2 * SECTOR, 20, 8)
            .area(0, 2 * SECTOR)
            .area(sound.length - 10 * SECTOR, sound.length);
    for (int part : builder.parts) {
      target.fields(LITTLE_ENDIAN, part, 0, 8, 8, 4, 12, 4).area(part, part + SECTOR);
      if (ByteBuffer.wrap(sound).order(LITTLE_ENDIAN).getInt(part + 8) > Content.GRAIN) {
        target.bomb(part);
      }
    }
    return target.build();
  }

  private void readStream(Path file) throws IOException {
    byte[] found = new byte[disk.length];
    try (var stream = StreamOptimizedVmdk.open(Files.newInputStream(file))) {
      ByteBuffer leaf = ByteBuffer.allocateDirect(Leaf.SIZE);
      for (var piece = stream.next(); piece != null; piece = stream.next()) {
        leaf.clear().limit(Leaf.length(stream.capacity(), piece.leaf()));
        Zeros.fill(leaf.slice());
        piece.unpack(leaf);
        piece.close();
        long at = Leaf.offset(piece.leaf());
        int length = Math.clamp(found.length - at, 0, leaf.limit());
        leaf.get(0, found, (int) Math.min(at, found.length), length);
      }
      compare(stream.capacity() == disk.length && Arrays.equals(found, disk));
    }
  }

  private static void compare(boolean same) {
    if (!same) {
      throw new AssertionError("other content than went in, without a word");
    }
  }

  /** Not the grain size, nor the grains of an uncompressed disk: the file has them once. */
  private HostileTarget sparse(String name) throws IOException {
    var target =
        target(name, file -> readAll(SparseVmdk.open(file), false))
            .fields(LITTLE_ENDIAN, 0, VMDK_FIELDS)
            .area(0, 20)
            .area(28, SECTOR)
            .area(SECTOR, 2 * SECTOR);
    ByteBuffer sound = bytes(target.build(), LITTLE_ENDIAN);
    for (int directory : new int[] {48, 56}) {
      int at = (int) sound.getLong(directory) * SECTOR;
      target.fields(LITTLE_ENDIAN, at, 0, 4, 4, 4).area(at, at + SECTOR);
      for (int entry = at; entry < at + 8; entry += 4) {
        table(target, sound, sound.getInt(entry) * SECTOR);
      }
    }
    return target.build();
  }

  private static void table(HostileTarget.Builder target, ByteBuffer sound, int table) {
    target.area(table, table + 4 * SECTOR);
    boolean packed = (sound.getInt(8) & (1 << 16)) != 0;
    for (int entry = table; entry < table + 4 * SECTOR; entry += 4) {
      int grain = sound.getInt(entry) * SECTOR;
      if (grain != 0) {
        target.fields(LITTLE_ENDIAN, entry, 0, 4);
        if (packed) {
          target.fields(LITTLE_ENDIAN, grain, 0, 8, 8, 4).area(grain, grain + 12 + 4096);
        }
        if (packed && sound.getInt(grain + 8) > Content.GRAIN) {
          target.bomb(grain);
        }
      }
    }
  }

  /** Where only the header knows the capacity, another one is another disk, cut or filled up. */
  private void readAll(BlockReader opened, boolean anyCapacity) throws IOException {
    try (BlockReader reader = opened) {
      compare(anyCapacity || reader.capacity() == disk.length);
      ByteBuffer part = ByteBuffer.allocate(1 << 20);
      for (long at = 0; at < reader.capacity(); at += part.capacity()) {
        int length = (int) Math.min(part.capacity(), reader.capacity() - at);
        int inside = Math.clamp(disk.length - at, 0, length);
        ByteBuffer expected = ByteBuffer.allocate(length);
        if (inside > 0) {
          expected.put(0, disk, (int) at, inside);
        }
        if (reader.knownZero(at, length)) {
          compare(Zeros.all(expected));
        } else {
          reader.read(at, part.clear().limit(length));
          compare(part.flip().equals(expected));
        }
      }
    }
  }

  private HostileTarget flat() throws IOException {
    var target = target("flat.vmdk", file -> readAll(FlatVmdk.open(file), false));
    return target.area(0, Files.readString(folder.resolve("flat.vmdk")).indexOf("# The")).build();
  }

  /**
   * Not the cluster size, nor entries and an L1 offset that lead to sound places: without a
   * checksum they are another disk. Nor clusters.
   */
  private HostileTarget qcow2(String name) throws IOException {
    var target =
        target(name, file -> readAll(Qcow2Reader.open(file), true))
            .fields(BIG_ENDIAN, 0, QCOW2_FIELDS)
            .area(0, 20)
            .area(24, 40)
            .area(48, 112);
    ByteBuffer sound = bytes(target.build(), BIG_ENDIAN);
    int cluster = 1 << sound.getInt(20);
    long size = sound.capacity();
    target.field(20, 4, BIG_ENDIAN, bits -> bits >= 9 && bits <= 21);
    target.field(40, 8, BIG_ENDIAN, at -> at > 0 && at < size && at % cluster == 0);
    Set<Long> tables = tables(sound, cluster);
    LongPredicate soundEntry = entry -> isSound(entry, cluster, size, tables);
    int l1 = (int) sound.getLong(40);
    for (int i = 0; i < sound.getInt(36); i++) {
      long table = sound.getLong(l1 + 8 * i) & 0x00fffffffffffe00L;
      target.field(l1 + 8 * i, 8, BIG_ENDIAN, soundEntry);
      for (int entry = (int) table; table != 0 && entry < table + cluster; entry += 8) {
        if (sound.getLong(entry) != 0) {
          target.field(entry, 8, BIG_ENDIAN, soundEntry);
        }
      }
    }
    return target.build();
  }

  /** The clusters that hold the L1 table and the L2 tables. */
  private static Set<Long> tables(ByteBuffer sound, int cluster) {
    Set<Long> tables = new HashSet<>();
    long l1 = sound.getLong(40);
    for (long at = l1; at < l1 + 8L * sound.getInt(36); at += 8) {
      tables.add(at / cluster * cluster);
      tables.add(sound.getLong((int) at) & 0x00fffffffffffe00L);
    }
    return tables;
  }

  /** Whether an entry, of whatever table, leads to a place that may be one. */
  private static boolean isSound(long entry, int cluster, long size, Set<Long> tables) {
    if ((entry & (1L << 62)) != 0) {
      int bits = 62 - (Integer.numberOfTrailingZeros(cluster) - 8);
      long at = entry & ((1L << bits) - 1);
      return at >= cluster && at < size;
    }
    long at = entry & 0x00fffffffffffe00L;
    boolean zero = (entry & 1) != 0 || (entry & ~(1L << 63)) == 0;
    boolean reserved = (entry & 0x3f000000000001feL) != 0;
    boolean table = tables.contains(at) || at == 0;
    return zero || (!reserved && !table && at % cluster == 0 && at < size);
  }

  private HostileTarget manifest() throws IOException {
    Manifest.Builder leaves = new Manifest.Builder(40L * Leaf.SIZE + 512);
    for (int i = 0; i < 41; i++) {
      leaves.set(i, i % 3 == 0 ? Leaf.zero(Leaf.SIZE) : Leaf.of(ByteBuffer.wrap(disk, i, 99)), i);
    }
    Manifest manifest = leaves.build();
    ManifestFile.write(manifest, folder.resolve("manifest"));
    var target =
        target("manifest", file -> compare(ManifestFile.read(file).root().equals(manifest.root())));
    int size = target.build().sound().length;
    return target.fields(BIG_ENDIAN, 0, 0, 8, 8, 8, 16, 4, 20, 4, 24, 1).area(0, size).build();
  }

  /** A record that is damaged ends the journal: what is left must be how it began. */
  private HostileTarget journal() throws IOException {
    long capacity = 40L * Leaf.SIZE;
    List<Checkpoints.Written> leaves = new ArrayList<>();
    for (int i = 39; i >= 0; i--) {
      leaves.add(new Checkpoints.Written(i, Leaf.of(ByteBuffer.wrap(disk, i, 99)), 0));
    }
    Path file = folder.resolve("journal");
    try (var journal = LeafJournal.open(file, capacity, 1)) {
      journal.reset();
      journal.append(leaves);
      journal.forget(7);
    }
    List<String> sound = records(file, capacity);
    var target =
        target(
            "journal",
            damaged -> {
              List<String> found = records(damaged, capacity);
              compare(found.equals(sound.subList(0, Math.min(found.size(), sound.size()))));
              if (found.size() < sound.size()) {
                throw DiskFormatException.truncated("fewer records", found.size());
              }
            });
    int size = target.build().sound().length;
    return target.fields(BIG_ENDIAN, 0, 0, 8, 8, 8, 16, 4, 20, 4, 28, 4).area(0, size).build();
  }

  private static List<String> records(Path file, long capacity) throws IOException {
    List<String> records = new ArrayList<>();
    try (var journal = LeafJournal.open(file, capacity, 1)) {
      journal.load(
          new LeafJournal.Entry() {
            @Override
            public void leaf(int index, byte[] hash) {
              records.add(index + Arrays.toString(hash));
            }

            @Override
            public void forgotten(int index) {
              records.add("forgotten " + index);
            }
          });
    }
    return records;
  }

  /** Headers only: what members hold is covered by the OVF's own digests. */
  private HostileTarget ova() throws IOException {
    List<Ova.Member> sound = Ova.open(folder.resolve("machine.ova")).members();
    var target = target("machine.ova", file -> compare(Ova.open(file).members().equals(sound)));
    for (Ova.Member member : sound) {
      target.area((int) member.offset() - SECTOR, (int) member.offset());
    }
    int end = (int) (sound.getLast().offset() + sound.getLast().size() + SECTOR - 1) / SECTOR;
    return target.area(end * SECTOR, end * SECTOR + 2 * SECTOR).build();
  }

  /** Not the capacity, which stands in its header once and without a checksum. */
  private HostileTarget vdi() throws IOException {
    return target("disk.vdi", HostileTargets::inspect)
        .fields(LITTLE_ENDIAN, 0, 0x40, 4, 0x44, 4, 0x4c, 4, 0x154, 4, 0x168, 4, 0x178, 4, 0x180, 4)
        .area(0x40, 0x170)
        .area(0x178, SECTOR)
        .build();
  }

  private HostileTarget vhd() throws IOException {
    return target("disk.vhd", HostileTargets::inspect)
        .fields(BIG_ENDIAN, 0, 12, 4, 16, 8, 48, 8, 60, 4, 64, 4)
        .fields(BIG_ENDIAN, SECTOR, 0, 8, 16, 8, 28, 4, 32, 4, 36, 4, 40, 8, 576, 4)
        .area(0, SECTOR)
        .area(SECTOR, 3 * SECTOR)
        .build();
  }

  /** Not the metadata's items: they have no checksum. */
  private HostileTarget vhdx() throws IOException {
    var target = target("disk.vhdx", HostileTargets::inspect);
    for (int header : new int[] {1 << 16, 2 << 16}) {
      target.fields(LITTLE_ENDIAN, header, 0, 4, 4, 4, 8, 8, 48, 8, 66, 2, 68, 4, 72, 8);
      target.area(header, header + 4096);
    }
    int regions = 3 << 16;
    target.fields(LITTLE_ENDIAN, regions, 0, 4, 4, 4, 8, 4, 16, 8, 32, 8, 40, 4, 64, 8, 72, 4);
    return target.area(regions, regions + (1 << 16)).build();
  }

  private static void inspect(Path file) throws IOException {
    compare(new QemuImg().inspect(file).capacity() == CAPACITY);
  }
}
