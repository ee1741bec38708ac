package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.ImageBytes;
import io.vmto.hypervisor.PlatformException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A disk image about to be uploaded. The node believes the file's ending: a qcow2 that is called
 * {@code .raw} would be taken and boot as garbage, so the first bytes are looked at here.
 *
 * @param name what it will be called on the storage
 * @param size bytes
 */
record ImageFile(ImageBytes content, String name, long size) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,240}\\.(?<format>qcow2|raw|vmdk)");
  private static final int HEAD = 512;
  private static final int QCOW2 = 0x514649fb;
  private static final int QCOW2_HEADER = 104;
  private static final int SPARSE_VMDK = 0x4b444d56;
  private static final long EXTERNAL_DATA = 1L << 2;

  static ImageFile check(ImageBytes content, String name) {
    var m = NAME.matcher(name);
    if (!m.matches()) {
      throw rejected(
          name, "Only qcow2, raw and vmdk images can be uploaded, with a plain file name");
    }
    try {
      var head = head(content);
      var size = content.size();
      var wrong =
          switch (m.group("format")) {
            case "qcow2" -> qcow2(head);
            case "vmdk" -> vmdk(head);
            default -> raw(head);
          };
      if (!wrong.isEmpty()) {
        throw rejected(name, wrong);
      }
      return new ImageFile(content, name, size);
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.UPLOAD_REJECTED,
                  "The image cannot be read",
                  "Check the artifact store; the copy step can be run again.")
              .with("file", name),
          e);
    }
  }

  private static ByteBuffer head(ImageBytes content) throws IOException {
    try (var in = content.open()) {
      return ByteBuffer.wrap(in.readNBytes(HEAD)).order(ByteOrder.BIG_ENDIAN);
    }
  }

  private static String qcow2(ByteBuffer head) {
    if (head.remaining() < QCOW2_HEADER || head.getInt(0) != QCOW2) {
      return "The file is called qcow2 but is none";
    }
    if (head.getLong(8) != 0) {
      return "The qcow2 image has a backing file";
    }
    var external = head.getInt(4) >= 3 && (head.getLong(72) & EXTERNAL_DATA) != 0;
    return external ? "The qcow2 image keeps its data in another file" : "";
  }

  private static String vmdk(ByteBuffer head) {
    return head.remaining() >= 4 && head.getInt(0) == SPARSE_VMDK
        ? ""
        : "The file is called vmdk but is no single-file vmdk";
  }

  private static String raw(ByteBuffer head) {
    if (head.remaining() < 4) {
      return "The image is empty";
    }
    var text = StandardCharsets.ISO_8859_1.decode(head.duplicate()).toString();
    var known =
        head.getInt(0) == QCOW2
            || text.startsWith("KDMV")
            || text.startsWith("# Disk DescriptorFile")
            || text.startsWith("conectix")
            || text.startsWith("vhdxfile");
    return known ? "The file is called raw but is an image of another format" : "";
  }

  private static PlatformException rejected(String name, String why) {
    return new PlatformException(
        Failure.of(
                ErrorCode.UPLOAD_REJECTED,
                why,
                "Upload a stand-alone qcow2, raw or stream-optimized vmdk image under its own"
                    + " ending.")
            .with("file", name));
  }
}
