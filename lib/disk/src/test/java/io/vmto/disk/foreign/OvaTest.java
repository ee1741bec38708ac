package io.vmto.disk.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.disk.DiskFormatException;
import io.vmto.disk.ImageFormat;
import io.vmto.disk.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that GNU tar made. */
class OvaTest {
  private static final String OVF = "<Envelope>é</Envelope>\n";

  @TempDir Path folder;
  private final byte[] disk = new byte[700_001];

  @BeforeEach
  void makeMembers() throws IOException {
    new Random(1).nextBytes(disk);
    Files.writeString(folder.resolve("web.ovf"), OVF);
    Files.write(folder.resolve("web-disk1.vmdk"), disk);
    Files.writeString(folder.resolve("web.mf"), "SHA256(web.ovf)= 00\n");
  }

  private Path tar(String... arguments) throws IOException {
    Path ova = folder.resolve("web.ova");
    String[] command = {"tar", "-C", folder.toString(), "-cf", ova.toString()};
    String[] all = Arrays.copyOf(command, command.length + arguments.length);
    System.arraycopy(arguments, 0, all, command.length, arguments.length);
    Peer.run(all);
    return ova;
  }

  private static void assertRefused(Path ova, String message) {
    assertThatThrownBy(() -> Ova.open(ova))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ustar", "gnu", "pax"})
  void membersAreReadWhereTheyLie(String format) throws IOException {
    Path path = tar("--format=" + format, "web.ovf", "web-disk1.vmdk", "web.mf");
    assertThat(ImageFormat.of(path)).isEqualTo(ImageFormat.OVA);
    Ova ova = Ova.open(path);
    assertThat(ova.members())
        .extracting(Ova.Member::name)
        .containsExactly("web.ovf", "web-disk1.vmdk", "web.mf");
    assertThat(ova.descriptor()).isEqualTo(OVF);
    try (var in = ova.open(ova.members().get(1))) {
      assertThat(in.readAllBytes()).isEqualTo(disk);
      assertThat(in.read()).isEqualTo(-1);
    }
    Path unpacked = folder.resolve("unpacked");
    ova.unpack(ova.members().get(1), unpacked);
    assertThat(unpacked).hasBinaryContent(disk);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax"})
  void aMemberOfMoreThan8GibIsFound(String format) throws IOException {
    Path large = folder.resolve("large.vmdk");
    long size = (9L << 30) + 5;
    try (var channel = new java.io.RandomAccessFile(large.toFile(), "rw")) {
      channel.setLength(size);
    }
    // Only the headers are taken over from tar; the content is a hole in the archive as well.
    Path head = folder.resolve("head");
    String tar = "tar -C " + folder + " --format=" + format + " -cf - web.ovf large.vmdk";
    Peer.run("bash", "-c", tar + " 2>/dev/null | head -c 5120 > " + head + "; true");
    Path ova = folder.resolve("large.ova");
    Files.write(ova, Files.readAllBytes(head));
    long content = format.equals("gnu") ? 3 * 512 : 0;
    if (format.equals("pax")) {
      content = new String(Files.readAllBytes(head), UTF_8).indexOf("size=9663676421");
      assertThat(content).isPositive();
      content = content / 512 * 512 + 1024;
    }
    try (var channel = new java.io.RandomAccessFile(ova.toFile(), "rw")) {
      channel.setLength(content + (size + 511) / 512 * 512 + 1024);
    }
    assertThat(Ova.open(ova).members())
        .contains(new Ova.Member("large.vmdk", content, size))
        .hasSize(2);
  }

  @Test
  void namesThatLeadElsewhereAreRefused() throws IOException {
    for (String name :
        new String[] {"../evil", "/evil", "a/evil", "..", ".", "a\\evil", "c:evil", "x\u0007"}) {
      Path ova = tar("-P", "--transform=flags=rSH;s|web.mf|" + name + "|", "web.ovf", "web.mf");
      assertRefused(ova, "a path in its name");
    }
  }

  @Test
  void linksFoldersAndDevicesAreRefused() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
    assertRefused(tar("web.ovf", "link"), "no plain file");
    Files.createLink(folder.resolve("hard"), folder.resolve("web.mf"));
    assertRefused(tar("web.ovf", "web.mf", "hard"), "no plain file");
    Files.createDirectory(folder.resolve("inner"));
    assertRefused(tar("web.ovf", "inner"), "no plain file");
    Peer.run("mkfifo", folder.resolve("pipe").toString());
    assertRefused(tar("web.ovf", "pipe"), "no plain file");
  }

  @Test
  void whatIsNoOvaIsRefused() throws IOException {
    assertRefused(tar("web.mf", "web.ovf"), "begins with its OVF");
    assertRefused(tar("web.ovf", "web.mf", "--transform=s|web.mf|web.ovf|"), "two members");
    assertRefused(tar("-T", "/dev/null"), "without members");
  }

  @Test
  void aHeaderThatBecameZerosIsNoEnd() throws IOException {
    Path ova = tar("web.ovf", "web-disk1.vmdk", "web.mf");
    byte[] whole = Files.readAllBytes(ova);
    Arrays.fill(whole, 1024, 1536, (byte) 0);
    Files.write(ova, whole);
    assertRefused(ova, "content after the end of the archive at byte 1536");
  }

  @Test
  void anArchiveCutAnywhereIsTruncated() throws IOException {
    Path ova = tar("-b", "1", "web.ovf", "web-disk1.vmdk", "web.mf");
    byte[] whole = Files.readAllBytes(ova);
    int[] cuts = {1, 511, 512, 513, 1024, 1536, 1537, 2048, 90_000, 702_000};
    for (int cut : cuts) {
      assertCut(ova, whole, cut);
    }
    for (int fromEnd : new int[] {1, 512, 513, 1024, 1025, 1536, 2048}) {
      assertCut(ova, whole, whole.length - fromEnd);
    }
  }

  private static void assertCut(Path ova, byte[] whole, int length) throws IOException {
    Files.write(ova, Arrays.copyOf(whole, length));
    assertThatThrownBy(() -> Ova.open(ova))
        .as("cut at %s", length)
        .isInstanceOfSatisfying(DiskFormatException.class, e -> assertThat(e.truncated()).isTrue());
  }

  @Test
  void aMemberThatIsCutWhileItIsReadIsTruncatedAndLeavesNothing() throws IOException {
    Path path = tar("web.ovf", "web-disk1.vmdk");
    Ova ova = Ova.open(path);
    Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 300_000));
    Path target = folder.resolve("unpacked");
    assertThatThrownBy(() -> ova.unpack(ova.members().get(1), target))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageEndingWith("at byte 300000");
    assertThat(target).doesNotExist();
  }
}
