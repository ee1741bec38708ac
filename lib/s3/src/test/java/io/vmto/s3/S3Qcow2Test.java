package io.vmto.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.disk.Qcow2Reader;
import io.vmto.disk.Qcow2Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class S3Qcow2Test {
  private static final int MIB = 1 << 20;
  private static final int DISK = 24 * MIB;
  private static final int RUN = 3 * Content.CLUSTER; // no divisor of a part: some cross its end
  private static final String KEY = "job/disk/disk.qcow2";
  private static final PartPlan SMALL = new PartPlan(5 * MIB);

  @Test
  void anImageThatWentOnBehindAPartIsOneThatQemuFindsClean(
      @TempDir Path objects, @TempDir Path notes) throws Exception {
    var content = Content.random(21, DISK);
    var name = notes.resolve("disk.qcow2");
    try (var server = S3Server.start(objects);
        var bucket = S3Bucket.open(server.settings(), new Retries(3, Duration.ofMillis(5)))) {
      try (var sink = Qcow2Sink.create(S3Image.create(bucket, KEY, SMALL, 2), name, DISK, false)) {
        write(sink, content, 0, 17 * MIB);
        while (sink.flush() < Content.START + 10 * MIB) {
          Thread.onSpinWait();
        }
      }
      var unfinished = S3Image.resume(bucket, KEY, SMALL, 2).orElseThrow();
      try (var sink = Qcow2Sink.resume(unfinished, name, DISK, false)) {
        int kept = 0;
        while (!sink.knownZero(kept, RUN)) {
          kept += RUN;
        }
        assertThat(kept).as("what a stored part holds is kept").isGreaterThan(9 * MIB);
        write(sink, content, kept, DISK);
        sink.finish();
      }
      assertSame(bucket, content);
      assertThat(server.unfinished()).isZero();
      var raw = Files.write(notes.resolve("raw"), content);
      var image = Files.write(notes.resolve("image"), server.stored(KEY));
      qemuImg("check", "-q", "-f", "qcow2", image.toString());
      qemuImg("compare", "-q", "-f", "qcow2", "-F", "raw", image.toString(), raw.toString());
    }
  }

  private static void write(Qcow2Sink sink, byte[] content, int from, int to) throws IOException {
    for (int at = from; at < to; at += RUN) {
      sink.write(at, ByteBuffer.wrap(content, at, Math.min(RUN, to - at)));
    }
  }

  private static void assertSame(S3Bucket bucket, byte[] content) throws IOException {
    var seen = ByteBuffer.allocate(DISK);
    try (var reader = Qcow2Reader.open(bucket.find(KEY).orElseThrow())) {
      reader.read(0, seen);
    }
    assertThat(seen.array()).isEqualTo(content);
  }

  private static void qemuImg(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("qemu-img"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).inheritIO().start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    } catch (IOException e) {
      var what = "qemu-img is not installed: this test compares with it and proves nothing";
      if (System.getenv().getOrDefault("VMTO_REQUIRE", "").contains("qemu")) {
        throw new AssertionError(what, e);
      }
      Assumptions.abort(what);
    }
  }
}
