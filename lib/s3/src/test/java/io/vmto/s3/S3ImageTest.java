package io.vmto.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class S3ImageTest {
  private static final int MIB = 1 << 20;
  private static final PartPlan SMALL = new PartPlan(5 * MIB);
  private static final Retries QUICK = new Retries(4, Duration.ofMillis(5));
  private static final byte[] HEADER = Content.random(1, Content.CLUSTER);
  private static final String KEY = "job/disk/disk.qcow2";

  @TempDir Path folder;
  private S3Server server;
  private S3Bucket bucket;

  @BeforeEach
  void start() throws Exception {
    server = S3Server.start(folder);
    bucket = S3Bucket.open(server.settings(), QUICK);
  }

  @AfterEach
  void stop() throws Exception {
    bucket.close();
    server.close();
  }

  private S3Image image(int parts) throws Exception {
    return S3Image.create(bucket, KEY, SMALL, parts);
  }

  private void finish(S3Image image, byte[] content) throws Exception {
    image.finish(ByteBuffer.wrap(HEADER));
    assertThat(server.stored(KEY)).isEqualTo(Content.image(HEADER, content));
  }

  @Test
  void whatManyThreadsWriteIsTheObjectAndItsFirstPartIsTheHeader() throws Exception {
    var content = Content.random(2, 27 * MIB + 3 * Content.CLUSTER + 77);
    try (var image = image(3)) {
      Content.append(image, content, 0, 4);
      assertThat(server.objects()).as("nothing is seen before the header is there").isEmpty();
      finish(image, content);
      var middle = ByteBuffer.allocate(9 * MIB);
      image.read(Content.START + 3 * MIB, middle);
      assertThat(middle.array()).isEqualTo(Arrays.copyOfRange(content, 3 * MIB, 12 * MIB));
    }
    assertThat(server.unfinished()).isZero();
  }

  @Test
  void writersThatCrossPartsDoNotLockEachOtherOutWithOnePartInMemory() throws Exception {
    var content = Content.random(3, 22 * MIB);
    try (var image = image(1)) {
      assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Content.append(image, content, 0, 6));
      finish(image, content);
    }
  }

  @Test
  void anImageWithoutContentIsItsHeader() throws Exception {
    try (var image = image(3)) {
      finish(image, new byte[0]);
    }
  }

  @Test
  void anImageThatEndsWithAPartIsWhole() throws Exception {
    var content = Content.random(4, 10 * MIB);
    try (var image = image(2)) {
      Content.append(image, content, 0, 2);
      finish(image, content);
    }
  }

  @Test
  void aKilledUploadGoesOnWhereItWasDurable() throws Exception {
    int length = 32 * MIB;
    var content = Content.random(5, length);
    server.onPart(
        number -> {
          if (number == 6) {
            throw S3Server.refusal(S3ErrorCode.REQUEST_TIMEOUT);
          }
        });
    long durable = uploadUntil(Content.START + 20L * MIB, 5, length);
    server.onPart(number -> {});

    try (var image = S3Image.resume(bucket, KEY, SMALL, 2).orElseThrow()) {
      assertThat(image.cut(durable)).isEqualTo(durable);
      assertThat(image.flush()).isEqualTo(durable);
      Content.append(image, content, (int) (durable - Content.START), 3);
      finish(image, content);
    }
    assertThat(server.unfinished()).isZero();
  }

  /** Runs an upload in a process of its own and kills it once so much is durable. */
  private long uploadUntil(long position, long seed, int length) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UploadUntilKilled.class.getName(),
                String.valueOf(server.port()),
                KEY,
                String.valueOf(seed),
                String.valueOf(length))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long durable = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      while (durable < position) {
        durable = Long.parseLong(lines.readLine());
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return durable;
  }

  @Test
  void anEarlierPointThanTheLastIsGoneBackToAsWell() throws Exception {
    var first = Content.random(6, 20 * MIB);
    try (var image = image(2)) {
      Content.append(image, first, 0, 1);
    }
    var content = Arrays.copyOf(first, 17 * MIB);
    System.arraycopy(Content.random(7, 7 * MIB), 0, content, 10 * MIB, 7 * MIB);
    try (var image = S3Image.resume(bucket, KEY, SMALL, 2).orElseThrow()) {
      assertThat(image.cut(Content.START + 10L * MIB)).isEqualTo(Content.START + 10L * MIB);
      Content.append(image, content, 10 * MIB, 2);
      finish(image, content);
    }
  }

  @Test
  void aCutKeepsPartsWholeAndNeedsAllPartsBelow() throws Exception {
    var content = Content.random(8, 12 * MIB);
    try (var image = image(2)) {
      Content.append(image, Arrays.copyOf(content, 10 * MIB), 0, 1);
    }
    try (var image = S3Image.resume(bucket, KEY, SMALL, 2).orElseThrow()) {
      assertThatIOException().isThrownBy(() -> image.cut(Content.START + 10L * MIB + 1));
      assertThatIOException().isThrownBy(() -> image.cut(Content.START + 15L * MIB));
      assertThat(image.cut(Content.START + 6L * MIB)).isEqualTo(Content.START + 10L * MIB);
      Content.append(image, content, 10 * MIB, 1);
      finish(image, content);
    }
  }

  @Test
  void whereNothingWasBegunThereIsNothingToGoOnWith() throws Exception {
    assertThat(S3Image.resume(bucket, KEY, SMALL, 2)).isEmpty();
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws Exception {
    var refused = new AtomicInteger();
    server.onPart(
        number -> {
          if (number == 3 && refused.incrementAndGet() <= 2) {
            throw S3Server.refusal(S3ErrorCode.INTERNAL_ERROR);
          }
        });
    var content = Content.random(9, 12 * MIB);
    try (var image = image(2)) {
      Content.append(image, content, 0, 2);
      finish(image, content);
    }
    assertThat(refused).hasValue(3);
  }

  @Test
  void aServerThatStaysBusyFailsTheWriterInTheEnd() throws Exception {
    var asked = new AtomicInteger();
    server.onPart(
        number -> {
          asked.incrementAndGet();
          throw S3Server.refusal(S3ErrorCode.INTERNAL_ERROR);
        });
    try (var image = image(1)) {
      assertThatIOException()
          .isThrownBy(() -> Content.append(image, Content.random(10, 15 * MIB), 0, 2))
          .withMessageContaining("part 2");
      assertThatIOException().isThrownBy(image::flush);
      assertThatIOException().isThrownBy(() -> image.finish(ByteBuffer.wrap(HEADER)));
    }
    assertThat(asked).hasValue(QUICK.attempts());
    assertThat(server.objects()).isEmpty();
  }

  @Test
  void aConnectionCutInTheMiddleOfAPartIsRepeated() throws Exception {
    var content = Content.random(11, 12 * MIB);
    try (var proxy = new CuttingProxy(server.port());
        var other = through(proxy, new Encryption.None());
        var image = S3Image.create(other, KEY, SMALL, 2)) {
      proxy.cutRequests(2, 3 * MIB);
      Content.append(image, content, 0, 2);
      finish(image, content);
      assertThat(proxy.cutsLeft()).isZero();
    }
  }

  @Test
  void aReadThatBreaksOffGoesOn() throws Exception {
    var content = Content.random(12, 9 * MIB);
    bucket.put("small", content, Map.of("vmto-root", "00ff"));
    try (var proxy = new CuttingProxy(server.port());
        var other = through(proxy, new Encryption.None())) {
      var object = other.find("small").orElseThrow();
      assertThat(object.metadata("vmto-root")).contains("00ff");
      proxy.cutAnswers(2, 2 * MIB);
      var read = ByteBuffer.allocate(8 * MIB);
      object.read(MIB, read);
      assertThat(read.array()).isEqualTo(Arrays.copyOfRange(content, MIB, 9 * MIB));
      assertThat(proxy.cutsLeft()).isZero();
    }
  }

  @Test
  void anObjectThatWasReplacedIsNotReadAsTheOldOne() throws Exception {
    bucket.put("small", new byte[] {1, 2, 3}, Map.of());
    var object = bucket.find("small").orElseThrow();
    bucket.put("small", new byte[] {4, 5, 6}, Map.of());
    assertThatIOException().isThrownBy(() -> object.read(0, ByteBuffer.allocate(3)));
  }

  @Test
  void theServerIsAskedToEncryptAsTheSettingsSay() throws Exception {
    try (var proxy = new CuttingProxy(server.port())) {
      try (var other = through(proxy, new Encryption.S3());
          var image = S3Image.create(other, KEY, SMALL, 1)) {
        assertThat(image.flush()).isEqualTo(Content.START);
      }
      assertThat(heads(proxy)).contains("uploads=", "x-amz-server-side-encryption: aes256");
      try (var other = through(proxy, new Encryption.Kms("key-7"))) {
        other.put("small", new byte[1], Map.of());
      }
      assertThat(heads(proxy))
          .contains(
              "x-amz-server-side-encryption: aws:kms",
              "x-amz-server-side-encryption-aws-kms-key-id: key-7");
    }
  }

  private static String heads(CuttingProxy proxy) {
    return proxy.heads().toLowerCase(Locale.ROOT);
  }

  private static S3Bucket through(CuttingProxy proxy, Encryption encryption) {
    return S3Bucket.open(S3Server.settings(proxy.port(), S3Server.SECRET, encryption), QUICK);
  }

  @Test
  void whatIsGivenUpLeavesNothing() throws Exception {
    try (var image = image(2)) {
      Content.append(image, Content.random(13, 11 * MIB), 0, 1);
    }
    assertThat(server.unfinished()).isEqualTo(1);
    bucket.abort(KEY);
    assertThat(server.unfinished()).isZero();
    assertThat(server.objects()).isEmpty();
  }

  @Test
  void aWriterWaitsWhileTheServerHoldsTheParts() throws Exception {
    var release = new CountDownLatch(1);
    var arrived = new CountDownLatch(2);
    server.onPart(
        number -> {
          arrived.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    var content = Content.random(14, 25 * MIB);
    var written = new AtomicInteger();
    try (var image = image(2)) {
      var writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int at = 0; at < content.length; at += MIB) {
                        image.write(Content.START + at, ByteBuffer.wrap(content, at, MIB));
                        written.incrementAndGet();
                      }
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      arrived.await();
      while (writer.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      assertThat(written).as("two parts of 5 MiB are in memory").hasValue(10);
      var held = ByteBuffer.allocate(MIB);
      image.read(Content.START + 4L * MIB, held);
      assertThat(held.array()).isEqualTo(Arrays.copyOfRange(content, 4 * MIB, 5 * MIB));
      assertThat(image.flush()).isEqualTo(Content.START);
      release.countDown();
      writer.join();
      finish(image, content);
    }
  }

  @Test
  void whatIsUploadedIsNotReadBackBeforeTheEnd() throws Exception {
    try (var image = image(1)) {
      Content.append(image, Content.random(15, 11 * MIB), 0, 1);
      assertThatIOException()
          .isThrownBy(() -> image.read(Content.START, ByteBuffer.allocate(1)))
          .withMessageContaining("once the image is finished");
    }
  }

  @Test
  void theServerOfTheseTestsHoldsPartsToTheLeastSize() throws Exception {
    var upload = bucket.uploads.begin(KEY);
    var parts =
        List.of(
            bucket.uploads.send(KEY, upload, 1, new byte[MIB], MIB, () -> false),
            bucket.uploads.send(KEY, upload, 2, new byte[MIB], MIB, () -> false));
    assertThatIOException()
        .isThrownBy(() -> bucket.uploads.complete(KEY, upload, parts, 2 * MIB))
        .withMessageContaining("EntityTooSmall");
  }

  @Test
  void aHoleIsNotFinished() throws Exception {
    try (var image = image(2)) {
      image.write(Content.START + MIB, ByteBuffer.wrap(Content.random(16, MIB)));
      assertThatIOException().isThrownBy(() -> image.finish(ByteBuffer.wrap(HEADER)));
    }
    assertThat(server.objects()).isEmpty();
  }

  @Test
  void aWrongSecretIsRefusedAtOnceAndNotTold() throws Exception {
    var wrong = S3Server.settings(server.port(), "wrong-" + S3Server.SECRET, new Encryption.None());
    try (var other = S3Bucket.open(wrong, QUICK)) {
      assertThatIOException()
          .isThrownBy(() -> other.put("small", new byte[1], Map.of()))
          .satisfies(
              e -> {
                assertThat(((S3Exception) e).passing()).isFalse();
                assertThat(e).hasStackTraceContaining("SignatureDoesNotMatch");
                var trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).doesNotContain(S3Server.SECRET);
              });
    }
    assertThat(wrong.toString()).doesNotContain(S3Server.SECRET);
  }
}
