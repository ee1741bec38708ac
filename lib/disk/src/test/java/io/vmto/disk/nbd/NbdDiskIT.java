package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.disk.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content both ways, against nbdkit and qemu-nbd, and against their own clients. */
class NbdDiskIT {
  private static final int CAPACITY = (21 << 20) + 512;
  private static final int STEP = 4 << 20;

  @TempDir Path folder;

  @BeforeAll
  static void peersAreThere() {
    NbdServer.required();
  }

  @AfterEach
  void nothingIsLeft() {
    Threads.assertNoneLeft();
  }

  /** Random content with holes. */
  private static byte[] content(int capacity) {
    Random random = new Random(capacity);
    byte[] disk = new byte[capacity];
    random.nextBytes(disk);
    for (int at = 0; at < capacity; at += 1 << 18) {
      if (random.nextBoolean()) {
        Arrays.fill(disk, at, Math.min(capacity, at + (1 << 18)), (byte) 0);
      }
    }
    disk[capacity - 1] = 1;
    return disk;
  }

  private Path file(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, new byte[0]);
    Peer.run("truncate", "-s", "" + content.length, file.toString());
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int at = 0; at < content.length; at += 1 << 16) {
        int length = Math.min(1 << 16, content.length - at);
        boolean zero = true;
        for (int i = at; zero && i < at + length; i++) {
          zero = content[i] == 0;
        }
        if (!zero) {
          channel.write(ByteBuffer.wrap(content, at, length), at);
        }
      }
    }
    return file;
  }

  private interface Piece {
    void at(int offset, int length) throws IOException;
  }

  /** Every piece of the disk once, by several threads. */
  private static void parallel(int threads, int capacity, Piece piece) throws Exception {
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Void>> all = new ArrayList<>();
      for (int at = 0; at < capacity; at += STEP) {
        int offset = at;
        Callable<Void> one =
            () -> {
              piece.at(offset, Math.min(STEP, capacity - offset));
              return null;
            };
        all.add(pool.submit(one));
      }
      for (Future<Void> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static byte[] readAll(NbdDisk disk) throws Exception {
    byte[] all = new byte[Math.toIntExact(disk.capacity())];
    parallel(4, all.length, (at, length) -> disk.read(at, ByteBuffer.wrap(all, at, length)));
    return all;
  }

  private static void writeAll(NbdDisk disk, byte[] all) throws Exception {
    parallel(
        4,
        all.length,
        (at, length) -> {
          ByteBuffer direct = ByteBuffer.allocateDirect(length).put(all, at, length).flip();
          disk.write(at, direct);
          assertThat(direct.hasRemaining()).isFalse();
        });
  }

  @Test
  void severalThreadsReadOverSeveralConnections() throws Exception {
    byte[] content = content(CAPACITY);
    Path log = folder.resolve("log");
    try (var server =
            NbdServer.nbdkitOverTcp(
                folder,
                false,
                "--filter=log",
                "file",
                file("disk", content).toString(),
                "logfile=" + log);
        var disk = server.reader()) {
      assertThat(disk.capacity()).isEqualTo(CAPACITY);
      assertThat(readAll(disk)).isEqualTo(content);
      assertThat(disk.connections()).isEqualTo(8);
      assertThat(Files.readString(log).lines().filter(line -> line.contains(" Connect ")))
          .hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-sr", "--mask-handshake=0", "--mask-handshake=1"})
  void olderServersAreReadToo(String age) throws Exception {
    byte[] content = content(CAPACITY);
    String file = file("disk", content).toString();
    try (var server = NbdServer.nbdkit(folder, age, "file", file);
        var disk = server.reader()) {
      assertThat(readAll(disk)).isEqualTo(content);
      boolean blind = !age.equals("--mask-handshake=1");
      assertThat(disk.knownZero(0, CAPACITY)).isFalse();
      assertThatThrownBy(() -> disk.extents(blind ? "base:allocation" : "no:such"))
          .hasMessageContaining("no metadata context");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  void whatIsWrittenToQemuIsThere(String format) throws Exception {
    byte[] content = content(CAPACITY);
    Path target = folder.resolve("target");
    Peer.run("qemu-img", "create", "-f", format, target.toString(), "" + CAPACITY);
    try (var server = NbdServer.qemu(folder, "a/b", "-f", format, "-e", "4", target.toString());
        var disk = server.writer()) {
      assertThat(disk.capacity()).isEqualTo(CAPACITY);
      assertThat(disk.connections()).as("four are let in").isEqualTo(8);
      writeAll(disk, content);
      assertThat(readAll(disk)).isEqualTo(content);
      assertThat(disk.flush()).isEqualTo(NbdDisk.ALL);
      disk.finish();
      assertThatThrownBy(() -> disk.write(0, ByteBuffer.allocate(512)))
          .isInstanceOf(IllegalStateException.class);
    }
    String source = file("source", content).toString();
    assertThat(
            Peer.run("qemu-img", "compare", "-f", "raw", "-F", format, source, target.toString()))
        .isEqualTo("Images are identical.");
  }

  @Test
  void oneConnectionIsEnoughForAServerThatTakesNoMore() throws Exception {
    byte[] content = content(CAPACITY);
    String file = file("disk", content).toString();
    try (var server = NbdServer.qemu(folder, "", "-r", "-f", "raw", file);
        var disk = server.reader()) {
      assertThat(readAll(disk)).isEqualTo(content);
      assertThat(disk.connections()).isEqualTo(4);
    }
    try (var server = NbdServer.nbdkit(folder, "--filter=limit", "file", file, "limit=2");
        var disk = server.reader()) {
      assertThat(readAll(disk)).isEqualTo(content);
      assertThat(disk.connections()).as("two of four wanted").isEqualTo(4);
    }
  }

  @Test
  void nbdcopyReadsWhatWeWroteAndWeReadWhatItWrote() throws Exception {
    byte[] content = content(CAPACITY);
    Path source = file("source", content);
    Path ours = folder.resolve("ours");
    try (var server = NbdServer.nbdkit(folder, "memory", "" + CAPACITY)) {
      try (var disk = server.writer()) {
        writeAll(disk, content);
        disk.finish();
      }
      Peer.run("nbdcopy", server.address().toString(), ours.toString());
    }
    assertThat(ours).hasSameBinaryContentAs(source);
    try (var server = NbdServer.nbdkit(folder, "memory", "" + CAPACITY)) {
      Peer.run("nbdcopy", source.toString(), server.address().toString());
      try (var disk = server.reader()) {
        assertThat(readAll(disk)).isEqualTo(content);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 65536})
  void anyOffsetAndLengthWillDoWhateverTheServersBlocks(int block) throws Exception {
    int capacity = 40 * 65536;
    byte[] content = content(capacity);
    Path file = file("disk", content);
    Random random = new Random(block);
    try (var server =
            NbdServer.nbdkit(
                folder,
                "--filter=blocksize-policy",
                "file",
                file.toString(),
                "blocksize-minimum=" + block,
                "blocksize-preferred=65536",
                "blocksize-maximum=" + (3 << 16),
                "blocksize-error-policy=error");
        var disk = server.writer()) {
      for (int i = 0; i < 60; i++) {
        int length = 1 + random.nextInt(random.nextBoolean() ? 700 : 400_000);
        int at = random.nextInt(capacity - length);
        byte[] part = new byte[length];
        if (i % 3 == 0) {
          disk.zero(at, length);
        } else {
          random.nextBytes(part);
          disk.write(at, ByteBuffer.wrap(part));
        }
        System.arraycopy(part, 0, content, at, length);
        ByteBuffer back = ByteBuffer.allocate(length + 2).position(1).limit(1 + length);
        disk.read(at, back);
        assertThat(back.hasRemaining()).isFalse();
        assertThat(Arrays.copyOfRange(back.array(), 1, 1 + length)).isEqualTo(part);
        assertThat(back.array()[0] + back.array()[length + 1]).as("the rest").isZero();
      }
      disk.finish();
    }
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void twoHalvesOfABlockMayBeWrittenAtOnce() throws Exception {
    byte[] content = content(1 << 20);
    Path file = file("disk", new byte[1 << 20]);
    try (var server =
            NbdServer.nbdkit(
                folder,
                "--filter=blocksize-policy",
                "file",
                file.toString(),
                "blocksize-minimum=65536",
                "blocksize-preferred=65536",
                "blocksize-error-policy=error");
        var disk = server.writer();
        var pool = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int at = 0; at < content.length; at += 4096) {
        int offset = at;
        all.add(
            pool.submit(
                () -> {
                  disk.write(offset, ByteBuffer.wrap(content, offset, 4096));
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      disk.finish();
    }
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void zerosAreWrittenWithOrWithoutTheServersHelp() throws Exception {
    for (String help : List.of("--filter=nozero", "--filter=cow")) {
      byte[] content = content(CAPACITY);
      content[7 << 20] = 1;
      String file = file("disk", content).toString();
      try (var server = NbdServer.nbdkit(folder, help, "file", file);
          var disk = server.writer()) {
        disk.zero(1 << 20, 18 << 20);
        Arrays.fill(content, 1 << 20, 19 << 20, (byte) 0);
        assertThat(readAll(disk)).isEqualTo(content);
      }
    }
  }

  @Test
  void aTrimFreesWhatItNames() throws Exception {
    byte[] content = new byte[8 << 20];
    Arrays.fill(content, (byte) 5);
    String file = file("disk", content).toString();
    try (var server = NbdServer.qemu(folder, "", "--discard=unmap", "-f", "raw", file);
        var disk = server.writer()) {
      assertThat(disk.knownZero(1 << 20, 4 << 20)).isFalse();
      disk.trim(1 << 20, 4 << 20);
      disk.finish();
      assertThat(disk.knownZero(1 << 20, 4 << 20)).as("asked again after a change").isTrue();
    }
    assertThat(Peer.run("du", "-B1", file)).startsWith((4 << 20) + "\t");
  }

  @Test
  void aRangeOutsideTheDiskIsRefusedHere() throws Exception {
    try (var server = NbdServer.nbdkit(folder, "memory", "1M");
        var disk = server.writer()) {
      assertThatThrownBy(() -> disk.read((1 << 20) - 1, ByteBuffer.allocate(2)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> disk.write(-1, ByteBuffer.allocate(2)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> disk.zero(0, (1 << 20) + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
