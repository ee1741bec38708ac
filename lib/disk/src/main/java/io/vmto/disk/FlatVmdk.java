package io.vmto.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * A VMDK whose small text file names one raw extent beside it: monolithicFlat as desktop products
 * write it, vmfs as it lies on an ESXi datastore (VMware Virtual Disk Format 5.0).
 */
public final class FlatVmdk {
  private static final int MOST_TEXT = 1 << 20;
  private static final Set<String> KINDS = Set.of("monolithicflat", "vmfs");
  private static final Set<String> TYPES = Set.of("FLAT", "VMFS");

  private FlatVmdk() {}

  /** Reads the descriptor, checks the extent's name, kind and size, and opens it. */
  public static BlockReader open(Path descriptor) throws IOException {
    return RawReader.open(extent(descriptor));
  }

  /** The raw file behind a descriptor: a regular file beside it with exactly its size. */
  static Path extent(Path descriptor) throws IOException {
    byte[] text;
    try (var in = Files.newInputStream(descriptor)) {
      text = in.readNBytes(MOST_TEXT + 1);
    }
    if (text.length > MOST_TEXT) {
      throw DiskFormatException.corrupt("a descriptor that does not end", MOST_TEXT);
    }
    VmdkDescriptor.Extent extent = only(VmdkDescriptor.parse(text, 0));
    Path file = beside(descriptor, extent);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw DiskFormatException.corrupt(
          "no file (or a link) where the descriptor names the extent " + extent.name(),
          extent.at());
    }
    long size = Files.readAttributes(file, BasicFileAttributes.class).size();
    if (size != extent.sectors() * VmdkHeader.SECTOR) {
      String message =
          "the extent has %d bytes instead of %d"
              .formatted(size, extent.sectors() * VmdkHeader.SECTOR);
      throw DiskFormatException.corrupt(message, extent.at());
    }
    return file;
  }

  private static Path beside(Path descriptor, VmdkDescriptor.Extent extent)
      throws DiskFormatException {
    try {
      return descriptor.resolveSibling(extent.name());
    } catch (InvalidPathException unheardOf) {
      throw DiskFormatException.corrupt("an extent with an impossible name", extent.at());
    }
  }

  private static VmdkDescriptor.Extent only(VmdkDescriptor descriptor) throws DiskFormatException {
    require(
        KINDS.contains(descriptor.createType()),
        "a disk of several files or another kind, which qemu-img can convert to raw first",
        0);
    require(descriptor.extents().size() == 1, "a flat disk has one extent", 0);
    VmdkDescriptor.Extent extent = descriptor.extents().getFirst();
    require(TYPES.contains(extent.type()), "a flat disk has no extent like this", extent.at());
    require(!extent.access().equals("NOACCESS"), "an extent without access", extent.at());
    require(extent.start() == 0, "an extent that begins inside its file", extent.at());
    require(
        extent.sectors() > 0 && extent.sectors() <= VmdkHeader.MOST_CAPACITY,
        "implausible capacity",
        extent.at());
    require(isPlain(extent.name()), "an extent outside the disk's folder", extent.at());
    return extent;
  }

  private static boolean isPlain(String name) {
    return !name.isBlank()
        && !name.contains("..")
        && !name.equals(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }

  private static void require(boolean holds, String message, long at) throws DiskFormatException {
    if (!holds) {
      throw DiskFormatException.corrupt(message, at);
    }
  }
}
