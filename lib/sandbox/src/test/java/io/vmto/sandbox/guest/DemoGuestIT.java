package io.vmto.sandbox.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guest under its foreign judges: QEMU boots it, dd and openssl hash what it hashes, binutils
 * assembles it again.
 */
@Timeout(120)
class DemoGuestIT {
  private static final Map<String, List<String>> CONTROLLERS =
      Map.of(
          "ide", List.of("ide-hd,drive=d"),
          "ahci", List.of("ahci,id=c", "ide-hd,drive=d,bus=c.0"),
          "lsi", List.of("lsi", "scsi-hd,drive=d"),
          "pvscsi", List.of("pvscsi", "scsi-hd,drive=d"),
          "virtio-scsi", List.of("virtio-scsi-pci", "scsi-hd,drive=d"),
          "virtio-blk", List.of("virtio-blk-pci,drive=d"));

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"ide", "ahci", "lsi", "pvscsi", "virtio-scsi", "virtio-blk"})
  void theHashTheGuestPrintsIsTheOneOpensslFindsFromOutside(String controller) throws Exception {
    Path disk = dir.resolve("guest.raw");
    DemoGuest guest = DemoGuest.create(disk, DemoGuest.DEFAULT_CAPACITY, 1);
    String expected =
        "DEMO-GUEST-OK sha256=" + opensslSha256(disk, guest) + " uuid=" + guest.identity();
    assertThat(guest.okLine()).isEqualTo(expected);
    assertThat(firstLine(controller, disk, line -> line.startsWith("DEMO-GUEST")))
        .isEqualTo(expected);
  }

  @Test
  void theLineComesAgainForWhoeverAttachesLate() throws Exception {
    Path disk = dir.resolve("guest.raw");
    DemoGuest guest = DemoGuest.create(disk, 4L << 20, 2);
    List<String> seen = new ArrayList<>();
    String third =
        firstLine(
            "virtio-scsi",
            disk,
            line -> {
              if (line.startsWith("DEMO-GUEST")) {
                seen.add(line);
              }
              return seen.size() == 3;
            });
    assertThat(seen).containsOnly(guest.okLine()).contains(third);
  }

  @Test
  void oneChangedBitAnywhereInTheDataIsNoticed() throws Exception {
    Path disk = dir.resolve("guest.raw");
    DemoGuest guest = DemoGuest.create(disk, 4L << 20, 3);
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(guest.capacityBytes() - 1);
      int last = file.read();
      file.seek(guest.capacityBytes() - 1);
      file.write(last ^ 1);
    }
    assertThat(firstLine("virtio-scsi", disk, line -> line.startsWith("DEMO-GUEST")))
        .isEqualTo(
            "DEMO-GUEST-BAD sha256=" + opensslSha256(disk, guest) + " uuid=" + guest.identity());
  }

  @Test
  void aDiskThatWasCutShortIsReportedAsUnreadable() throws Exception {
    Path disk = dir.resolve("guest.raw");
    DemoGuest guest = DemoGuest.create(disk, 4L << 20, 4);
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(guest.capacityBytes() - 512);
    }
    assertThat(firstLine("virtio-scsi", disk, line -> line.startsWith("DEMO-GUEST")))
        .isEqualTo("DEMO-GUEST-BAD unreadable uuid=" + guest.identity());
  }

  @Test
  void theFirmwareFindsNothingToStartOnADiskThatShallNotBoot() throws Exception {
    Path disk = dir.resolve("guest.raw");
    DemoGuest.create(disk, 4L << 20, 5, false);
    assertThat(
            firstLine(
                "ide",
                disk,
                line -> line.contains("No bootable device") || line.contains("DEMO-GUEST")))
        .contains("No bootable device");
  }

  @Test
  void theBinaryInTheJarIsWhatItsSourceAssemblesTo() throws Exception {
    require("binutils", "as", "ld", "objcopy");
    Path built = dir.resolve("guest.bin");
    run(source("src/main/guest/build.sh").toString(), built.toString());
    assertThat(built)
        .hasSameBinaryContentAs(source("src/main/resources/io/vmto/sandbox/guest/guest.bin"));
  }

  /** The first line on the serial console that is wanted; QEMU is gone when this returns. */
  private static String firstLine(String controller, Path disk, Predicate<String> wanted)
      throws Exception {
    require("qemu", "qemu-system-x86_64");
    List<String> command =
        new ArrayList<>(
            List.of("qemu-system-x86_64", "-accel", "tcg", "-m", "128", "-nographic", "-nic"));
    command.addAll(List.of("none", "-drive", "format=raw,if=none,id=d,snapshot=on,file=" + disk));
    CONTROLLERS.get(controller).forEach(device -> command.addAll(List.of("-device", device)));
    Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader console = qemu.inputReader(StandardCharsets.ISO_8859_1)) {
      Stream.Builder<String> seen = Stream.builder();
      for (@Nullable String line = console.readLine(); line != null; line = console.readLine()) {
        if (wanted.test(line.strip())) {
          return line.strip();
        }
        seen.add(line);
      }
      throw new AssertionError("qemu ended: " + seen.build().toList());
    } finally {
      qemu.destroyForcibly().waitFor();
    }
  }

  private static String opensslSha256(Path disk, DemoGuest guest) throws Exception {
    require("openssl", "openssl", "dd");
    String reads =
        guest.areas().stream()
            .map(
                a ->
                    "dd if='%s' bs=512 skip=%d count=%d status=none"
                        .formatted(disk, a.firstSector(), a.sectors()))
            .collect(Collectors.joining("; "));
    return run("sh", "-c", "{ " + reads + "; } | openssl dgst -sha256 -r").substring(0, 64);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  /**
   * A tool that is missing skips the test and says so, unless {@code VMTO_REQUIRE} names the peer.
   */
  private static void require(String peer, String... tools) {
    List<String> path = List.of(System.getenv("PATH").split(":"));
    for (String tool : tools) {
      boolean there = path.stream().anyMatch(at -> Files.isExecutable(Path.of(at, tool)));
      String missing = "MISSING " + tool + ": nothing is proven here until it is installed";
      if (!there) {
        System.err.println(missing);
      }
      if (List.of(System.getenv().getOrDefault("VMTO_REQUIRE", "").split(",")).contains(peer)) {
        assertThat(there).as(missing).isTrue();
      }
      assumeTrue(there, missing);
    }
  }

  /** Of this module, wherever the build was started. */
  private static Path source(String path) {
    return Stream.of("", "lib/sandbox")
        .map(base -> Path.of(base, path).toAbsolutePath())
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}
