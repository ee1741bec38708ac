package io.vmto.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;

/** What kind of disk image a file is, as far as its first (and for VHD its last) bytes tell. */
public enum ImageFormat {
  /** Nothing else: a guess, since a raw disk begins with whatever its guest wrote there. */
  RAW("raw", "a raw disk (a guess: it has no mark of its own)"),
  QCOW2("qcow2", "qcow2 (QEMU)"),
  VMDK_STREAM("vmdk", "streamOptimized VMDK (VMware export)"),
  VMDK_SPARSE("vmdk-sparse", "monolithicSparse VMDK (VMware)"),
  VMDK_DESCRIPTOR("vmdk-descriptor", "VMDK descriptor (VMware; the content lies in other files)"),
  VHDX("vhdx", "VHDX (Hyper-V)"),
  VHD("vhd", "VHD (Virtual PC, Azure)"),
  VDI("vdi", "VDI (VirtualBox)"),
  OVA("ova", "OVA (a machine with its disks in one archive)"),
  /** Known and not read: opening one as raw would copy the wrong bytes without a word. */
  UNSUPPORTED(
      "unsupported",
      "a format that is not read (QED, COWD, Parallels, or a compressed or other archive)");

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

  private final String option;
  private final String description;

  ImageFormat(String option, String description) {
    this.option = option;
    this.description = description;
  }

  /** A short name in lower case, as a command takes and prints it. */
  public String option() {
    return option;
  }

  /** For people. */
  public String description() {
    return description;
  }

  /** Looks at a file without believing it; whoever opens it checks the rest. */
  public static ImageFormat of(Path image) throws IOException {
    try (RawReader bytes = RawReader.open(image)) {
      return of(bytes);
    }
  }

  /** The same for an image whose bytes lie anywhere. */
  public static ImageFormat of(BlockReader image) throws IOException {
    ByteBuffer head = part(image, 0, HEAD).order(ByteOrder.LITTLE_ENDIAN);
    String text = ISO_8859_1.decode(head.duplicate()).toString();
    ImageFormat format = ofHead(text, head);
    ByteBuffer tail = part(image, Math.max(0, image.capacity() - SECTOR), SECTOR);
    boolean footer = ISO_8859_1.decode(tail).toString().startsWith(VHD_COOKIE);
    return format == RAW && footer ? VHD : format;
  }

  private static ByteBuffer part(BlockReader image, long offset, int most) throws IOException {
    ByteBuffer part = ByteBuffer.allocate((int) Math.min(most, image.capacity() - offset));
    image.read(offset, part);
    return part.flip();
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
