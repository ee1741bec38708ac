package io.vmto.standalone.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The kinds of disk image that a local file can be, told by its first and last bytes. */
enum Format {
  RAW("raw disk"),
  QCOW2("qcow2 image"),
  VMDK("streamOptimized VMDK"),
  SPARSE_VMDK("sparse VMDK"),
  VMDK_DESCRIPTOR("VMDK descriptor"),
  VHDX("VHDX image"),
  VHD("VHD image"),
  VDI("VirtualBox image"),
  OVA("tar archive"),
  COMPRESSED("compressed file");

  private static final int HEAD = 512;
  private static final int COMPRESSED_AND_MARKED = 0x30000;

  private final String words;

  Format(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** The name by which {@code -f} takes it. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Guesses; what nothing is known of is a raw disk. */
  static Format of(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var head = read(channel, 0);
      if (Files.isRegularFile(file) && channel.size() >= HEAD) {
        var foot = read(channel, channel.size() - HEAD);
        return starts(foot, "conectix") ? VHD : of(head);
      }
      return of(head);
    }
  }

  private static ByteBuffer read(FileChannel channel, long at) throws IOException {
    var bytes = ByteBuffer.allocate(HEAD);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {}
    return bytes.clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Format of(ByteBuffer head) {
    if (starts(head, "QFI\u00fb")) {
      return QCOW2;
    }
    if (starts(head, "KDMV")) {
      int flags = head.getInt(8) & COMPRESSED_AND_MARKED;
      return flags == COMPRESSED_AND_MARKED ? VMDK : SPARSE_VMDK;
    }
    if (starts(head, "COWD")) {
      return SPARSE_VMDK;
    }
    if (starts(head, "# Disk DescriptorFile")) {
      return VMDK_DESCRIPTOR;
    }
    if (starts(head, "vhdxfile")) {
      return VHDX;
    }
    if (starts(head, "conectix")) {
      return VHD;
    }
    if (head.getInt(0x40) == 0xbeda107f) {
      return VDI;
    }
    if (starts(head.slice(257, HEAD - 257), "ustar")) {
      return OVA;
    }
    boolean packed =
        starts(head, "\u001f\u008b\b")
            || starts(head, "\u00fd7zXZ")
            || starts(head, "(\u00b5/\u00fd");
    return packed ? COMPRESSED : RAW;
  }

  private static boolean starts(ByteBuffer bytes, String magic) {
    return ByteBuffer.wrap(magic.getBytes(StandardCharsets.ISO_8859_1))
        .equals(bytes.slice(0, magic.length()));
  }
}
