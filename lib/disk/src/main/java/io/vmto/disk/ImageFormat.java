package io.vmto.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What kind of disk image a file is, as far as its first (and for VHD its last) bytes tell. */
public enum ImageFormat {
  /** Nothing else: a guess, since a raw disk begins with whatever its guest wrote there. */
  RAW("a raw disk (a guess: it has no mark of its own)"),
  QCOW2("qcow2 (QEMU)"),
  VMDK_STREAM("streamOptimized VMDK (VMware export)"),
  VMDK_SPARSE("monolithicSparse VMDK (VMware)"),
  VMDK_DESCRIPTOR("VMDK descriptor (VMware; the content lies in other files)"),
  VHDX("VHDX (Hyper-V)"),
  VHD("VHD (Virtual PC, Azure)"),
  VDI("VDI (VirtualBox)"),
  OVA("OVA (a machine with its disks in one archive)"),
  /** Known and not read: opening one as raw would copy the wrong bytes without a word. */
  UNSUPPORTED("a format that is not read (QED, COWD, Parallels, or a compressed or other archive)");

  private static final int HEAD = 1024;
  private static final int SECTOR = 512;
  private static final int VDI_SIGNATURE = 0xbeda107f;
  private static final int VDI_SIGNATURE_AT = 0x40;
  private static final int TAR_MAGIC_AT = 257;
  private static final int TAR_NAME = 100;
  private static final String VHD_COOKIE = "conectix";
  private static final String[] OTHERS = {
    "QED\0",
    "COWD",
    "WithoutFreeSpace",
    "WithouFreSpacExt",
    "PK\3\4",
    "\u001f\u008b\b",
    "\u00fd7zXZ\0",
    "(\u00b5/\u00fd",
    "BZh",
    "7z\u00bc\u00af"
  };

  private final String description;

  ImageFormat(String description) {
    this.description = description;
  }

  /** For people. */
  public String description() {
    return description;
  }

  /** Looks at a file without believing it; whoever opens it checks the rest. */
  public static ImageFormat of(Path image) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
      ChannelIo.read(channel, head, 0);
      ByteBuffer tail = ByteBuffer.allocate(SECTOR);
      ChannelIo.read(channel, tail, Math.max(0, channel.size() - SECTOR));
      String text = ISO_8859_1.decode(head.flip()).toString();
      ImageFormat format = ofHead(text, head);
      boolean footer = ISO_8859_1.decode(tail.flip()).toString().startsWith(VHD_COOKIE);
      return format == RAW && footer ? VHD : format;
    }
  }

  private static ImageFormat ofHead(String text, ByteBuffer head) {
    if (text.startsWith("QFI\u00fb")) {
      return QCOW2;
    }
    if (text.startsWith("KDMV") && head.limit() >= SECTOR) {
      return (head.getInt(8) & VmdkHeader.COMPRESSED) != 0 ? VMDK_STREAM : VMDK_SPARSE;
    }
    if (text.toLowerCase(Locale.ROOT).startsWith(VmdkDescriptor.SIGNATURE)) {
      return VMDK_DESCRIPTOR;
    }
    if (text.startsWith("vhdxfile")) {
      return VHDX;
    }
    if (text.startsWith(VHD_COOKIE)) {
      return VHD;
    }
    if (head.limit() >= SECTOR && head.getInt(VDI_SIGNATURE_AT) == VDI_SIGNATURE) {
      return VDI;
    }
    if (text.startsWith("ustar", TAR_MAGIC_AT)) {
      String name = text.substring(0, TAR_NAME);
      return name.toLowerCase(Locale.ROOT).contains(".ovf\0") ? OVA : UNSUPPORTED;
    }
    for (String other : OTHERS) {
      if (text.startsWith(other)) {
        return UNSUPPORTED;
      }
    }
    return RAW;
  }
}
