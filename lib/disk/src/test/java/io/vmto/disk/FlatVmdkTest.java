package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors as ESXi writes them, and hostile ones; desktop products' are held against qemu. */
class FlatVmdkTest {
  private static final String ESXI =
      """
      # Disk DescriptorFile
      version=3
      encoding="UTF-8"
      CID=6b7a2f5e
      parentCID=ffffffff
      createType="vmfs"

      # Extent description
      RW 6 VMFS "web-flat.vmdk"

      # The Disk Data Base
      #DDB

      ddb.adapterType = "lsilogic"
      ddb.thinProvisioned = "1"
      """;
  private static final long EXTENT = ESXI.indexOf("RW 6");

  @TempDir Path folder;
  private final byte[] disk = new byte[6 * 512];
  private Path descriptor;
  private Path extent;

  @BeforeEach
  void makeDisk() throws IOException {
    new Random(1).nextBytes(disk);
    extent = Files.write(folder.resolve("web-flat.vmdk"), disk);
    descriptor = folder.resolve("web.vmdk");
  }

  private void assertRefused(String text, String message, long offset) throws IOException {
    Files.writeString(descriptor, text);
    assertThatThrownBy(() -> FlatVmdk.open(descriptor))
        .isInstanceOfSatisfying(
            DiskFormatException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageContaining(message);
  }

  @Test
  void theExtentBesideTheDescriptorIsTheDisk() throws IOException {
    Files.writeString(descriptor, ESXI);
    try (var reader = DiskFile.open(descriptor)) {
      assertThat(Content.of(reader)).isEqualTo(disk);
    }
  }

  @Test
  void linesMayEndAsOnWindows() throws IOException {
    Files.writeString(descriptor, ESXI.replace("\n", "\r\n"));
    try (var reader = FlatVmdk.open(descriptor)) {
      assertThat(Content.of(reader)).isEqualTo(disk);
    }
  }

  @Test
  void anExtentElsewhereIsRefused() throws IOException {
    Path secret = Files.write(folder.resolve("secret"), disk);
    Path inner = Files.createDirectory(folder.resolve("inner"));
    descriptor = inner.resolve("web.vmdk");
    for (String name :
        new String[] {"../secret", secret.toString(), "..", ".", "", "a\\b", "c:d"}) {
      assertRefused(ESXI.replace("web-flat.vmdk", name), "outside the disk's folder", EXTENT);
    }
  }

  @Test
  void aLinkInPlaceOfTheExtentIsRefused() throws IOException {
    Files.move(extent, folder.resolve("elsewhere"));
    Files.createSymbolicLink(extent, folder.resolve("elsewhere"));
    assertRefused(ESXI, "or a link", EXTENT);
    Files.delete(extent);
    assertRefused(ESXI, "no file", EXTENT);
    Files.createDirectory(extent);
    assertRefused(ESXI, "no file", EXTENT);
  }

  @Test
  void anExtentOfAnotherSizeIsRefused() throws IOException {
    assertRefused(ESXI.replace("RW 6", "RW 7"), "3072 bytes instead of 3584", EXTENT);
    assertRefused(ESXI.replace("RW 6", "RW 5"), "3072 bytes instead of 2560", EXTENT);
    assertRefused(ESXI.replace("RW 6", "RW 0"), "implausible capacity", EXTENT);
    assertRefused(ESXI.replace("RW 6", "RW 999999999999999"), "implausible capacity", EXTENT);
  }

  @Test
  void whatIsNotOneWholeFlatDiskIsRefused() throws IOException {
    assertRefused(ESXI.replace("RW 6 VMFS", "RW 6 SPARSE"), "no extent like this", EXTENT);
    assertRefused(ESXI.replace("RW 6 VMFS", "RW 6 VMFSRDM"), "no extent like this", EXTENT);
    assertRefused(ESXI.replace("RW 6", "NOACCESS 6"), "without access", EXTENT);
    assertRefused(ESXI.replace("flat.vmdk\"", "flat.vmdk\" 1"), "inside its file", EXTENT);
    assertRefused(ESXI.replace("RW 6", "RW 6 VMFS \"b\"\nRW 6"), "one extent", 0);
    assertRefused(ESXI.replace("RW 6", "#"), "one extent", 0);
    assertRefused(ESXI.replace("\"vmfs\"", "\"twoGbMaxExtentFlat\""), "several files", 0);
    assertRefused(
        ESXI.replace("parentCID=ffffffff", "parentCID=6b7a2f5e"),
        "parent",
        ESXI.indexOf("parentCID"));
    assertRefused(
        ESXI.replace("# Extent", "parentFileNameHint=\"x\"\n# Extent"),
        "parent",
        ESXI.indexOf("# Extent"));
    assertRefused(
        ESXI.replace("# Extent", "createType=\"vmfs\"\n# Extent"),
        "two kinds",
        ESXI.indexOf("# Extent"));
    assertRefused(" ".repeat((1 << 20) + 1), "does not end", 1 << 20);
  }
}
