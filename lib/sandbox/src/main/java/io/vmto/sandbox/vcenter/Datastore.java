package io.vmto.sandbox.vcenter;

import io.vmto.disk.RawReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

/** The one datastore: a folder per machine with descriptors, flat extents and nvram, as on VMFS. */
final class Datastore {
  static final String NAME = "datastore1";
  static final int SECTOR = 512;
  private static final int BLOCK = 1 << 20;
  private static final byte[] ZEROS = new byte[BLOCK];

  private final Path root;

  Datastore(Path root) {
    this.root = root;
  }

  /** The file behind a datastore path, if the path stays inside and the file exists. */
  Optional<Path> find(String path) {
    var file = root.resolve(path).normalize();
    boolean inside = file.startsWith(root) && !path.startsWith("/");
    return inside && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Where a file belongs that may not be there yet. */
  Path place(String path) {
    return root.resolve(path);
  }

  Path file(String path) {
    return find(path).orElseThrow(() -> new IllegalStateException("no file " + path));
  }

  long size(String path) {
    try {
      return Files.size(file(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a raw image in as a flat extent, holes kept, and writes its descriptor. */
  void addDisk(Path raw, Vm.Disk disk) throws IOException {
    var flat = root.resolve(disk.flat());
    Files.createDirectories(flat.getParent());
    Files.deleteIfExists(flat);
    copySparse(raw, flat);
    Files.writeString(root.resolve(disk.file()), descriptor(disk));
  }

  private static void copySparse(Path from, Path to) throws IOException {
    try (var in = RawReader.open(from);
        var out =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
      var buffer = ByteBuffer.allocate(BLOCK);
      for (long at = 0; at < in.capacity(); at += BLOCK) {
        int length = (int) Math.min(BLOCK, in.capacity() - at);
        if (!in.knownZero(at, length)) {
          in.read(at, buffer.clear().limit(length));
          buffer.flip();
          if (!Arrays.equals(buffer.array(), 0, length, ZEROS, 0, length)) {
            out.write(buffer, at);
          }
        }
      }
      if (out.size() < in.capacity()) {
        out.write(ByteBuffer.wrap(new byte[1]), in.capacity() - 1);
      }
      out.force(true);
    }
  }

  /** Makes the extent of a disk that has grown as long as the disk, and says so. */
  void grow(Vm.Disk disk) throws IOException {
    try (var channel = FileChannel.open(file(disk.flat()), StandardOpenOption.WRITE)) {
      if (channel.size() < disk.capacity()) {
        channel.write(ByteBuffer.wrap(new byte[1]), disk.capacity() - 1);
      }
    }
    Files.writeString(file(disk.file()), descriptor(disk));
  }

  /** What stands in the descriptor of a link over the base. */
  static String deltaDescriptor(Vm.Disk disk, String link) {
    return """
    # Disk DescriptorFile
    version=1
    encoding="UTF-8"
    CID=%1$s
    parentCID=%1$s
    createType="vmfsSparse"
    parentFileNameHint="%2$s"

    # Extent description
    RW %3$d VMFSSPARSE "%4$s"
    """
        .formatted(
            disk.uuid().substring(0, 8),
            Path.of(disk.links().getLast()).getFileName(),
            disk.capacity() / SECTOR,
            Path.of(Vm.Disk.extent(link)).getFileName());
  }

  private static String descriptor(Vm.Disk disk) {
    String flatName = Path.of(disk.flat()).getFileName().toString();
    long sectors = disk.capacity() / SECTOR;
    return """
    # Disk DescriptorFile
    version=1
    encoding="UTF-8"
    CID=%s
    parentCID=ffffffff
    createType="vmfs"

    # Extent description
    RW %d VMFS "%s"

    # The Disk Data Base
    #DDB

    ddb.adapterType = "%s"
    ddb.geometry.cylinders = "%d"
    ddb.geometry.heads = "255"
    ddb.geometry.sectors = "63"
    ddb.thinProvisioned = "%d"
    ddb.uuid = "%s"
    ddb.virtualHWVersion = "14"
    """
        .formatted(
            disk.uuid().substring(0, 8),
            sectors,
            flatName,
            disk.controller().adapterType(),
            Math.max(1, sectors / (255 * 63)),
            disk.thin() ? 1 : 0,
            spacedUuid(disk.uuid()));
  }

  static String spacedUuid(String uuid) {
    String hex = uuid.replace("-", "");
    var text = new StringBuilder();
    for (int i = 0; i < hex.length(); i += 2) {
      text.append(i == 0 ? "" : i == 16 ? "-" : " ").append(hex, i, i + 2);
    }
    return text.toString();
  }

  void addNvram(Vm vm) throws IOException {
    var content = new byte[8684];
    new Random(vm.uuid().hashCode()).nextBytes(content);
    var file = root.resolve(vm.nvram());
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  void removeFolder(String name) throws IOException {
    var folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Flips one bit of a file. */
  void flip(String path, long offset) throws IOException {
    try (var channel =
        FileChannel.open(file(path), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var one = ByteBuffer.allocate(1);
      if (offset < 0 || channel.read(one, offset) != 1) {
        throw new IllegalArgumentException("offset outside of " + path);
      }
      one.put(0, (byte) (one.get(0) ^ 1)).rewind();
      channel.write(one, offset);
    }
  }

  String sha256(String path) throws IOException {
    try (var in = Files.newInputStream(file(path))) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[BLOCK];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
