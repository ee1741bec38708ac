package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vmto.disk.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers say of an export's content, against nbdinfo and against what was written. */
class NbdMapIT {
  private static final String BITMAP = "qemu:dirty-bitmap:since";

  @TempDir Path folder;

  @BeforeAll
  static void peersAreThere() {
    NbdServer.required();
  }

  @AfterEach
  void nothingIsLeft() {
    Threads.assertNoneLeft();
  }

  /** What nbdinfo says; neighbours that it tells apart are joined, as it asks in other steps. */
  private static List<NbdExtent> nbdinfo(NbdServer server, String context) throws IOException {
    List<NbdExtent> extents = new ArrayList<>();
    for (String line :
        Peer.run("nbdinfo", "--map=" + context, server.address().toString()).lines().toList()) {
      String[] words = line.strip().split(" +", 4);
      long offset = Long.parseLong(words[0]);
      long length = Long.parseLong(words[1]);
      int flags = Integer.parseInt(words[2]);
      if (!extents.isEmpty() && extents.getLast().flags() == flags) {
        length += extents.getLast().length();
        offset = extents.removeLast().offset();
      }
      extents.add(new NbdExtent(offset, length, flags));
    }
    return extents;
  }

  private Path sparse(String format, String capacity, String... writes) throws IOException {
    Path image = folder.resolve("sparse." + format);
    Peer.run("qemu-img", "create", "-f", format, image.toString(), capacity);
    for (String write : writes) {
      Peer.run("qemu-io", "-f", format, "-c", write, image.toString());
    }
    return image;
  }

  @Test
  void theMapIsNbdinfos() throws Exception {
    String image =
        sparse("qcow2", "6G", "write 3M 1M", "write 5G 64k", "write -z 200M 1M").toString();
    try (var server = NbdServer.qemu(folder, "", "-r", "-f", "qcow2", image)) {
      List<NbdExtent> theirs = nbdinfo(server, "base:allocation");
      try (var disk = server.reader()) {
        assertThat(disk.extents("base:allocation")).isEqualTo(theirs).hasSizeGreaterThan(4);
        assertThat(disk.extents("base:allocation", 2 << 20, 3 << 20))
            .extracting(NbdExtent::offset, NbdExtent::length, NbdExtent::zero)
            .containsExactly(
                tuple(2L << 20, 1L << 20, true),
                tuple(3L << 20, 1L << 20, false),
                tuple(4L << 20, 1L << 20, true));
      }
    }
  }

  @Test
  void zerosAreKnownWhereNothingWasWritten() throws Exception {
    String image = sparse("raw", "1G", "write -P 1 3M 64k", "write -P 1 512M 1M").toString();
    Path log = folder.resolve("log");
    try (var server = NbdServer.nbdkit(folder, "--filter=log", "file", image, "logfile=" + log);
        var disk = server.reader()) {
      for (long at = 0; at < 1 << 30; at += 4 << 20) {
        assertThat(disk.knownZero(at, 4 << 20))
            .as("at %d", at)
            .isEqualTo(at != 0 && at != 512L << 20);
      }
      assertThat(disk.knownZero(4 << 20, 508 << 20)).as("over several windows").isTrue();
      assertThat(disk.knownZero(4 << 20, (508 << 20) + 1)).isFalse();
      assertThat(Files.readString(log).lines())
          .as("round trips for 256 questions and two large ones")
          .filteredOn(line -> line.contains(" Extents "))
          .hasSizeBetween(8, 32);
    }
  }

  @Test
  void whatIsWrittenIsNoLongerKnownToBeZero() throws Exception {
    try (var server = NbdServer.nbdkit(folder, "memory", "64M");
        var disk = server.writer()) {
      assertThat(disk.knownZero(0, 64 << 20)).isTrue();
      disk.write(5 << 20, ByteBuffer.wrap(new byte[] {1}));
      assertThat(disk.knownZero(0, 64 << 20)).isFalse();
      assertThat(disk.knownZero(8 << 20, 56 << 20)).isTrue();
      disk.zero(4 << 20, 2 << 20);
      assertThat(disk.knownZero(0, 64 << 20)).isTrue();
    }
  }

  @Test
  void aDirtyBitmapNamesWhatWasWritten() throws Exception {
    Path image = sparse("qcow2", "3G", "write 0 200k");
    Peer.run("qemu-img", "bitmap", "--add", "-f", "qcow2", image.toString(), "since");
    Peer.run("qemu-io", "-f", "qcow2", "-c", "write 1M 64k", image.toString());
    Peer.run("qemu-io", "-f", "qcow2", "-c", "write 2G 300k", image.toString());
    try (var server =
        NbdServer.qemu(folder, "", "-r", "-f", "qcow2", "-B", "since", image.toString())) {
      List<NbdExtent> theirs = nbdinfo(server, BITMAP);
      var options = NbdOptions.reading().withContexts(BITMAP);
      try (var disk = NbdDisk.open(server.address(), options)) {
        List<NbdExtent> ours = disk.extents(BITMAP);
        assertThat(ours).isEqualTo(theirs);
        // A bitmap's grain is 64 KiB here.
        assertThat(ours.stream().filter(NbdExtent::dirty))
            .containsExactly(
                new NbdExtent(1 << 20, 64 << 10, 1), new NbdExtent(2L << 30, 320 << 10, 1));
        assertThat(disk.knownZero(300 << 10, 512 << 10)).as("and the other context").isTrue();
      }
    }
  }
}
