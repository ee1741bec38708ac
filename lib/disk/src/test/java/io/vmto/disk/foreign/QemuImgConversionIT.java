package io.vmto.disk.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.disk.Content;
import io.vmto.disk.DiskFormatException;
import io.vmto.disk.ImageFormat;
import io.vmto.disk.Peer;
import io.vmto.disk.foreign.ConversionException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that qemu-img made come back as the raw disk they were made from. */
class QemuImgConversionIT {
  private static final int CAPACITY = (9 << 20) + 512;
  private static final Conversion.Limits LIMITS =
      new Conversion.Limits(Duration.ofSeconds(20), Duration.ofSeconds(60), 2L << 30);

  /** Nobody but us may enter it. */
  @TempDir Path folder;

  private byte[] content;
  private Path raw;
  private Path target;

  @BeforeAll
  static void peerIsThere() {
    Peer.required();
  }

  @BeforeEach
  void makeDisk() throws IOException {
    content = Content.sparse(7, CAPACITY);
    content[CAPACITY - 1] = 1;
    raw = Files.write(folder.resolve("source.raw"), content);
    Path results = Files.createDirectory(folder.resolve("results"));
    target = results.resolve("disk.raw");
  }

  private Path image(String format, String options) throws IOException {
    Path image = folder.resolve("image.whatever");
    Peer.convert("raw", raw, format, image, "-o", options);
    return image;
  }

  private void assertNothingLeft() throws IOException {
    try (var left = Files.list(target.getParent())) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vhdx, VHDX, subformat=dynamic",
    "vhdx, VHDX, subformat=fixed",
    "vdi, VDI, static=off",
    "vdi, VDI, static=on",
    "vpc, VHD, subformat=dynamic",
    "vpc, VHD, subformat=fixed",
    "vpc, VHD, 'subformat=dynamic,force_size=on'"
  })
  void theContentIsTheSame(String format, ImageFormat ours, String options) throws IOException {
    Path image = image(format, options);
    for (String mode : new String[] {"rw-r--r--", "rw-------"}) {
      Files.setPosixFilePermissions(image, PosixFilePermissions.fromString(mode));
      List<Double> fractions = new ArrayList<>();
      QemuImg qemu = new QemuImg();
      ForeignImages.Info info = qemu.inspect(image);
      assertThat(info.format()).isEqualTo(ours);
      assertThat(qemu.toRaw(image, target, fractions::add, () -> false)).isTrue();
      // A VHD without force_size is rounded up to whole cylinders.
      byte[] disk = Files.readAllBytes(target);
      assertThat(disk).hasSize(Math.toIntExact(info.capacity()));
      assertThat(Arrays.copyOf(disk, CAPACITY)).isEqualTo(content);
      assertThat(Arrays.copyOfRange(disk, CAPACITY, disk.length))
          .containsOnly(new byte[disk.length - CAPACITY]);
      assertThat(fractions).isSorted().allMatch(fraction -> fraction >= 0 && fraction <= 1);
      assertThat(Files.getOwner(target)).isEqualTo(Files.getOwner(raw));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
          .isEqualTo("rw-------");
      Files.delete(target);
      assertNothingLeft();
    }
  }

  @Test
  void aTargetThatIsThereIsLeftAlone() throws IOException {
    Path image = image("vdi", "static=off");
    Files.writeString(target, "precious");
    assertThatThrownBy(() -> new QemuImg().toRaw(image, target, f -> {}, () -> false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("precious");
  }

  private void assertRefused(Path image, String message) throws IOException {
    assertThatThrownBy(() -> new QemuImg().toRaw(image, target, f -> {}, () -> false))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining(message);
    assertNothingLeft();
  }

  @Test
  void whatWeReadOurselvesIsNotConverted() throws IOException {
    assertRefused(raw, "not an image to convert");
    assertRefused(image("qcow2", "compat=1.1"), "not an image to convert");
  }

  @Test
  void imagesThatNeedAParentAreRefused() throws IOException {
    Path vdi = image("vdi", "static=off");
    byte[] sound = Files.readAllBytes(vdi);
    write(vdi, changed(sound, ByteOrder.LITTLE_ENDIAN).putInt(0x4c, 4));
    assertRefused(vdi, "parent at byte 76");
    write(vdi, changed(sound, ByteOrder.LITTLE_ENDIAN).putLong(0x1b8, 5));
    assertRefused(vdi, "parent at byte 440");

    Path vhd = image("vpc", "subformat=dynamic");
    ByteBuffer child = changed(Files.readAllBytes(vhd), ByteOrder.BIG_ENDIAN).putInt(60, 4);
    write(vhd, child.putInt(64, child.getInt(64) - 1));
    assertRefused(vhd, "parent, or of another type at byte 60");

    Path vhdx = image("vhdx", "subformat=dynamic");
    sound = Files.readAllBytes(vhdx);
    long parameters = find(sound, "3767a1ca36fa434db3b633f0aa44e76b");
    ByteBuffer table = changed(sound, ByteOrder.LITTLE_ENDIAN);
    int metadata = (int) parameters / (1 << 20) * (1 << 20);
    int flags = metadata + table.getInt((int) parameters + 16) + 4;
    write(vhdx, table.putInt(flags, table.getInt(flags) | 2));
    assertRefused(vhdx, "parent at byte " + flags);
  }

  @Test
  void aVhdxWithALogToReplayIsRefused() throws IOException {
    Path vhdx = image("vhdx", "subformat=dynamic");
    ByteBuffer open = changed(Files.readAllBytes(vhdx), ByteOrder.LITTLE_ENDIAN);
    for (int header : new int[] {1 << 16, 2 << 16}) {
      open.putLong(header + 48, 1).putInt(header + 4, 0);
      CRC32C sum = new CRC32C();
      sum.update(open.slice(header, 4096));
      open.putInt(header + 4, (int) sum.getValue());
    }
    write(vhdx, open);
    assertRefused(vhdx, "changes in its log");
  }

  private static ByteBuffer changed(byte[] sound, ByteOrder order) {
    return ByteBuffer.wrap(sound.clone()).order(order);
  }

  private static void write(Path file, ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.capacity()];
    content.get(0, bytes);
    Files.write(file, bytes);
  }

  private static int find(byte[] bytes, String hex) {
    byte[] wanted = java.util.HexFormat.of().parseHex(hex);
    for (int at = 0; at < bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError("not there: " + hex);
  }

  @Test
  void whatQemuImgCannotReadFailsWithItsWordsAndLeavesNothing() throws IOException {
    Path vdi = image("vdi", "static=off");
    ByteBuffer damaged = changed(Files.readAllBytes(vdi), ByteOrder.LITTLE_ENDIAN);
    write(vdi, damaged.putInt(0x178, 1 << 19).putInt(0x180, 1 << 10));
    assertFails(new QemuImg(), vdi, Reason.FAILED, "block size");
  }

  private void assertFails(QemuImg qemu, Path image, Reason reason, String message)
      throws IOException {
    assertThatThrownBy(() -> qemu.toRaw(image, target, f -> {}, () -> false))
        .isInstanceOfSatisfying(
            ConversionException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
    assertNothingLeft();
  }

  /** A program that an image has taken over, as far as we can see from outside. */
  private static QemuImg takenOver(String script, Conversion.Limits limits) throws IOException {
    Path place = Files.createTempDirectory("program");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path program = Files.writeString(place.resolve("qemu-img"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    place.toFile().deleteOnExit();
    program.toFile().deleteOnExit();
    return new QemuImg(program.toString(), limits);
  }

  @Test
  void theProgramHasNoPrivilegesAndNoEnvironment() throws IOException {
    Path image = image("vdi", "static=off");
    String id = Peer.run("id", "-u").equals("0") ? "65534" : Peer.run("id", "-u");
    String script =
        "PATH=/usr/bin:/bin; echo id=$(id -u) groups=$(id -G) home=$HOME. >&2;"
            + " grep NoNewPrivs /proc/self/status >&2; ulimit -c >&2; exit 3";
    assertFails(takenOver(script, LIMITS), image, Reason.FAILED, "code 3: id=" + id + " ");
    assertFails(takenOver(script, LIMITS), image, Reason.FAILED, " home=. ");
    assertFails(takenOver(script, LIMITS), image, Reason.FAILED, "NoNewPrivs: 1 0");
  }

  @Test
  void whatItSaysIsCutAndFreeOfControlCharacters() throws IOException {
    Path image = image("vdi", "static=off");
    QemuImg loud =
        takenOver(
            "printf 'a\\033[2Jb' >&2; /usr/bin/yes | /usr/bin/head -c 9999999 >&2; exit 1", LIMITS);
    assertThatThrownBy(() -> loud.toRaw(image, target, f -> {}, () -> false))
        .hasMessageContaining("a [2Jb")
        .satisfies(e -> assertThat(e.getMessage().length()).isBetween(4000, 4200));
  }

  @Test
  void aProgramThatMakesNoProgressIsEnded() throws IOException {
    Path image = image("vdi", "static=off");
    Duration brief = Duration.ofMillis(300);
    var stalls = new Conversion.Limits(brief, Duration.ofSeconds(60), 2L << 30);
    assertFails(takenOver("exec /bin/sleep 60", stalls), image, Reason.STALLED, "no progress");
    String moving = "while :; do echo x >> disk.raw; /bin/sleep 0.1; done";
    var total = new Conversion.Limits(Duration.ofSeconds(60), brief, 2L << 30);
    assertFails(takenOver(moving, total), image, Reason.TOO_LONG, "not done after");
  }

  @Test
  void aStopEndsItAndLeavesNothing() throws IOException {
    Path image = image("vdi", "static=off");
    QemuImg slow = takenOver("exec /bin/sleep 60", LIMITS);
    assertThat(slow.toRaw(image, target, f -> {}, () -> true)).isFalse();
    assertNothingLeft();
  }

  @Test
  void anOutputThatIsNotTheDiskIsNotDelivered() throws IOException {
    Path image = image("vdi", "static=off");
    assertFails(takenOver("exit 0", LIMITS), image, Reason.FAILED, "no file of its own");
    String link = "/bin/ln -s /etc/hostname disk.raw";
    assertFails(takenOver(link, LIMITS), image, Reason.FAILED, "no file of its own");
    String twice = "echo x > disk.raw; /bin/ln disk.raw other";
    assertFails(takenOver(twice, LIMITS), image, Reason.FAILED, "no file of its own");
    assertFails(takenOver("echo x > disk.raw", LIMITS), image, Reason.FAILED, "2 bytes instead");
    String large = "/usr/bin/head -c 20000000 /dev/zero > disk.raw";
    assertFails(takenOver(large, LIMITS), image, Reason.FAILED, "ended with code");
  }

  @Test
  void aMissingProgramIsNamedWithItsRemedy() {
    assertThatThrownBy(() -> Jail.tool("no-such-program", "some-package"))
        .isInstanceOfSatisfying(
            ConversionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOOL_MISSING))
        .hasMessage(
            "no-such-program is not installed; on Debian it is in the package some-package");
  }
}
