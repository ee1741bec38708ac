package io.vmto.disk;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A stored manifest, big endian: magic, capacity, leaf size, then per leaf its pass, a byte that
 * says whether it is all zeros, and if not its hash; last the SHA-256 of everything before.
 */
final class ManifestFile {
  private static final long MAGIC = 0x564d544f4d414e32L; // "VMTOMAN2"
  private static final int HEADER = 20;
  private static final int LEAST_PER_LEAF = 5;

  private ManifestFile() {}

  static void write(Manifest manifest, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(folder, file.getFileName() + ".", ".part");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        encode(manifest, Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      ChannelIo.syncFolderOf(file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void encode(Manifest manifest, OutputStream raw) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(raw, 1 << 16);
    MessageDigest digest = Leaf.newSha256();
    DataOutputStream out = new DataOutputStream(new DigestOutputStream(buffered, digest));
    out.writeLong(MAGIC);
    out.writeLong(manifest.capacity());
    out.writeInt(manifest.leafSize());
    byte[] zero = Leaf.zero(Leaf.SIZE);
    for (int i = 0; i < manifest.leaves(); i++) {
      byte[] leaf = manifest.leaf(i);
      boolean known = isWhole(manifest.capacity(), i) && Arrays.equals(leaf, zero);
      out.writeInt(manifest.pass(i));
      out.writeBoolean(known);
      if (!known) {
        out.write(leaf);
      }
    }
    buffered.write(digest.digest());
    buffered.flush();
  }

  private static boolean isWhole(long capacity, int index) {
    return Leaf.length(capacity, index) == Leaf.SIZE;
  }

  static Manifest read(Path file) throws IOException {
    MessageDigest digest = Leaf.newSha256();
    try (BufferedInputStream buffered = new BufferedInputStream(Files.newInputStream(file));
        DataInputStream in = new DataInputStream(new DigestInputStream(buffered, digest))) {
      Manifest manifest = decode(in, Files.size(file));
      byte[] expected = digest.digest();
      byte[] stored = buffered.readNBytes(Leaf.HASH_LENGTH);
      if (!Arrays.equals(expected, stored) || buffered.read() >= 0) {
        throw corrupt("the manifest's checksum is wrong", file);
      }
      return manifest;
    } catch (EOFException e) {
      throw DiskFormatException.truncated("the manifest ends early", Files.size(file));
    }
  }

  private static Manifest decode(DataInputStream in, long fileSize) throws IOException {
    if (in.readLong() != MAGIC) {
      throw DiskFormatException.corrupt("not a manifest", 0);
    }
    long capacity = in.readLong();
    if (capacity <= 0 || capacity / Leaf.SIZE > (fileSize - HEADER) / LEAST_PER_LEAF) {
      throw DiskFormatException.corrupt("the manifest is too short for its capacity", 8);
    }
    if (in.readInt() != Leaf.SIZE) {
      throw DiskFormatException.corrupt("the manifest has leaves of another size", 16);
    }
    Manifest.Builder builder = new Manifest.Builder(capacity);
    byte[] zero = Leaf.zero(Leaf.SIZE);
    byte[] leaf = new byte[Leaf.HASH_LENGTH];
    for (int i = 0; i < Leaf.count(capacity); i++) {
      int pass = in.readInt();
      if (in.readBoolean()) {
        builder.set(i, zero, pass);
      } else {
        in.readFully(leaf);
        builder.set(i, leaf, pass);
      }
    }
    return builder.build();
  }

  private static DiskFormatException corrupt(String message, Path file) throws IOException {
    return DiskFormatException.corrupt(message, Files.size(file));
  }
}
