package io.vmto.standalone.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the first bytes of an image give away beyond its content: what probably made it, and what an
 * operator should know. Guesses, by marks that the makers leave; nothing depends on them.
 */
record Inspection(String madeBy, List<String> problems) {
  private static final int LOOK = 64 << 10;
  private static final String UNKNOWN = "unknown";

  static Inspection of(Path file, Format format) throws IOException {
    var head = ByteBuffer.allocate(LOOK);
    long size;
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (head.hasRemaining() && channel.read(head, head.position()) > 0) {}
      size = channel.size();
    }
    head.clear();
    return switch (format) {
      case RAW -> raw(head, size);
      case QCOW2 -> qcow2(head, size);
      case VMDK, SPARSE_VMDK -> vmdk(head);
      default -> new Inspection(UNKNOWN, List.of());
    };
  }

  private static Inspection raw(ByteBuffer head, long size) {
    var problems = new ArrayList<String>();
    if (size % 512 != 0) {
      problems.add("the size is no multiple of 512 bytes: cut short, or no disk");
    }
    boolean bootable = (head.getShort(510) & 0xffff) == 0x55aa;
    if (text(head, 512, 8).equals("EFI PART")) {
      return new Inspection(UNKNOWN + " (holds a GPT partition table)", problems);
    }
    return new Inspection(
        bootable ? UNKNOWN + " (holds a boot sector)" : UNKNOWN, List.copyOf(problems));
  }

  private static Inspection qcow2(ByteBuffer head, long size) {
    var problems = new ArrayList<String>();
    int version = head.getInt(4);
    long features = version >= 3 ? head.getLong(72) : 0;
    if ((features & 1) != 0) {
      problems.add("it was not closed cleanly (dirty): check it with qemu-img check");
    }
    if (head.getInt(60) != 0) {
      problems.add("it carries " + head.getInt(60) + " internal snapshots, which are not copied");
    }
    long l1 = head.getLong(40);
    if (version == 2) {
      return new Inspection("QEMU before 1.7, or with compat=0.10", problems);
    }
    boolean tablesLast = l1 > size / 2 && head.getLong(48) > l1 - size / 2 && l1 > 0x30000;
    return new Inspection(
        tablesLast ? "a writer that puts its tables last, such as VMTO" : "QEMU", problems);
  }

  private static Inspection vmdk(ByteBuffer head) {
    var little = head.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    var problems = new ArrayList<String>();
    if (little.get(72) != 0) {
      problems.add("it was not closed cleanly");
    }
    var descriptor = text(head, 512, LOOK - 512).toLowerCase(Locale.ROOT);
    if (descriptor.contains("ddb.uuid.image")) {
      return new Inspection("VirtualBox", problems);
    }
    boolean footer = little.getLong(56) == -1;
    if (!footer && descriptor.contains("ddb.toolsversion = \"2147483647\"")) {
      problems.add("no end-of-stream mark is promised: cut ends may go unseen by other readers");
      return new Inspection("qemu-img", problems);
    }
    return new Inspection(
        footer ? "VMware (export of an ESXi host, or ovftool)" : UNKNOWN, problems);
  }

  private static String text(ByteBuffer bytes, int at, int length) {
    return StandardCharsets.ISO_8859_1.decode(bytes.slice(at, length)).toString();
  }
}
