package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.vmto.contract.job.JobCommand.CheckImage;
import io.vmto.contract.job.JobCommand.RecordDownload;
import io.vmto.contract.transfer.ImageQuery;
import io.vmto.contract.transfer.ImageQuery.FindImage;
import io.vmto.contract.transfer.ImageQuery.Found;
import io.vmto.contract.transfer.ImageQuery.Part;
import io.vmto.contract.transfer.ImageQuery.ReadImage;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ViewQuery.Artifacts;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of disks are downloaded whole, in ranges, slowly, and not at all. */
@Timeout(120)
class ImagesIT {
  private static final String DISK = Known.JOB + "/2000/";
  private static final String NAME = DISK + "disk.qcow2";
  private static final byte[] IMAGE = new byte[5 * ImageQuery.MOST / 2 + 77];

  private static House house;
  private static HttpClient http;

  private final AtomicInteger reads = new AtomicInteger();

  @BeforeAll
  static void open() throws IOException {
    new Random(5).nextBytes(IMAGE);
    house = House.open(Map.of("vmto.gateway.downloads", 1));
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void close() {
    http.close();
    house.close();
  }

  @BeforeEach
  void layDown() {
    Known.laidDown(house.peers());
    listed(
        artifact("disk.qcow2", "root", null, null),
        artifact("unfinished.qcow2", "", null, null),
        artifact("deleted.qcow2", "root", null, Known.NOON),
        artifact("expired.qcow2", "root", Instant.now().minusSeconds(1), null),
        artifact("kept.qcow2", "root", Instant.now().plusSeconds(900), null),
        artifact("nowhere.qcow2", "root", null, null));
    stored(IMAGE.length, "v1");
    house.peers().forget();
  }

  private static ArtifactView artifact(String file, String root, Instant until, Instant deleted) {
    return new ArtifactView(
        DISK + file, Known.JOB, "2000", root, "/store", true, Known.NOON, until, deleted, null);
  }

  private static void listed(ArtifactView... known) {
    house
        .peers()
        .answer(
            ListArtifacts.class,
            Artifacts.class,
            q ->
                new Artifacts(
                    Arrays.stream(known).filter(a -> q.filter().jobs().contains(a.job())).toList(),
                    Arrays.stream(known).map(ArtifactView::name).toList(),
                    null));
  }

  @Test
  void onlyAnImageThatIsKeptAndWholeIsReadAgain() throws Exception {
    assertThat(send("POST", DISK + "kept.qcow2/check").statusCode()).isEqualTo(202);
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new CheckImage(Known.JOB, DISK + "kept.qcow2"));
    for (var file : new String[] {"deleted", "expired", "nowhere", "unheard-of"}) {
      assertThat(send("POST", DISK + file + ".qcow2/check").statusCode()).as(file).isEqualTo(404);
    }
    assertThat(send("POST", DISK + "unfinished.qcow2/check").statusCode()).isEqualTo(409);
  }

  /** A worker that has an image of this size, made of ours over and over. */
  private void stored(long size, String version) {
    house
        .peers()
        .answer(
            FindImage.class,
            Found.class,
            q -> q.name().contains("nowhere") ? Found.NOTHING : new Found("w", version, size));
    house.peers().answer(ReadImage.class, Part.class, q -> part(q, size, version));
  }

  private Part part(ReadImage query, long size, String version) {
    reads.incrementAndGet();
    if (!query.version().equals(version) || query.offset() + query.length() > size) {
      return Part.NOTHING;
    }
    var bytes = new byte[query.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = IMAGE[(int) ((query.offset() + i) % IMAGE.length)];
    }
    return new Part(bytes);
  }

  private static HttpResponse<byte[]> get(String name, String... headers) throws Exception {
    return send("GET", name, headers);
  }

  private static HttpResponse<byte[]> send(String method, String name, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(house.url() + "/api/v1/artifacts/" + name))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + house.token())
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String tag() throws Exception {
    return send("HEAD", NAME).headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void anImageIsToldWholeAndThatWasRecordedBefore() throws Exception {
    var answer = get(NAME, "Accept-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(IMAGE);
    assertThat(answer.headers().map())
        .containsEntry("content-length", List.of("" + IMAGE.length))
        .containsEntry("content-type", List.of("application/octet-stream"))
        .containsEntry("accept-ranges", List.of("bytes"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry(
            "content-disposition",
            List.of("attachment; filename=\"" + Known.JOB + "-2000-disk.qcow2\""))
        .doesNotContainKey("content-encoding")
        .doesNotContainKey("content-range");
    var command = house.peers().taken();
    assertThat(command.getPayload())
        .isEqualTo(new RecordDownload(Known.JOB, NAME, 0, IMAGE.length));
    assertThat(command.getMetaData()).containsEntry("actor", "local");
    assertThat(command.getMetaData()).containsEntry("origin", "127.0.0.1");
    assertThat(house.peers().wasCalledOnEventLoop()).isFalse();
  }

  @Test
  void whatCannotBeRecordedIsNotTold() throws Exception {
    house
        .peers()
        .decide(
            RecordDownload.class,
            c -> {
              throw Known.unknown(io.vmto.contract.error.ErrorCode.UNKNOWN_JOB);
            });
    assertThat(get(NAME).statusCode()).isEqualTo(404);
    assertThat(reads).hasValue(0);
    house.peers().decide(RecordDownload.class, c -> null);
    assertThat(get(NAME).statusCode()).as("its place is free again").isEqualTo(200);
  }

  @Test
  void aHeadTellsOfItAndIsNoDownload() throws Exception {
    var answer = send("HEAD", NAME, "Range", "bytes=0-9");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).contains("" + IMAGE.length);
    assertThat(answer.headers().firstValue("ETag").orElseThrow()).matches("\"[0-9a-f]{32}\"");
    assertThat(house.peers().noneTaken()).isTrue();
    assertThat(reads).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=1048570-1048590, 1048570, 21",
    "bytes=2000000-, 2000000, 621517",
    "bytes=-5, 2621512, 5",
    "bytes=2621516-99999999999, 2621516, 1",
  })
  void aRangeIsToldAndRecordedAsWhatItIs(String range, int first, int length) throws Exception {
    var answer = get(NAME, "Range", range);
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.headers().firstValue("Content-Range"))
        .contains("bytes " + first + "-" + (first + length - 1) + "/2621517");
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(IMAGE, first, first + length));
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new RecordDownload(Known.JOB, NAME, first, length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=9-1", "bytes=x", "lines=0-1", "bytes=0-1,5-6", "", "bytes=-"})
  void whatIsNoSingleRangeIsAsIfThereWereNone(String range) throws Exception {
    var answer = get(NAME, "Range", range);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(IMAGE.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=2621517-", "bytes=99999999999-", "bytes=-0"})
  void bytesThatAreNotThereAreRefusedWithHowManyThereAre(String range) throws Exception {
    var answer = get(NAME, "Range", range);
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */2621517");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void goingOnWithAnotherImageIsNotPossible() throws Exception {
    var tag = tag();
    assertThat(get(NAME, "Range", "bytes=9-", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(get(NAME, "Range", "bytes=9-", "If-Match", "\"x\", " + tag).statusCode())
        .isEqualTo(206);
    assertThat(get(NAME, "If-Match", "*").statusCode()).isEqualTo(200);

    stored(IMAGE.length, "v2");
    assertThat(tag()).isNotEqualTo(tag);
    var whole = get(NAME, "Range", "bytes=9-", "If-Range", tag);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(IMAGE);
    assertThat(get(NAME, "If-Match", tag).statusCode()).isEqualTo(412);
    assertThat(get(NAME, "If-Match", "nonsense").statusCode()).isEqualTo(412);
    assertThat(get(NAME, "Range", "bytes=9-", "If-Range", "W/" + tag()).statusCode())
        .as("a weak tag does not count")
        .isEqualTo(200);
    stored(IMAGE.length, "v1");
    listed(artifact("disk.qcow2", "other root", null, null));
    assertThat(tag()).isNotEqualTo(tag);
  }

  @ParameterizedTest
  @CsvSource({
    "deleted.qcow2, 404",
    "expired.qcow2, 404",
    "nowhere.qcow2, 404",
    "never.qcow2, 404",
    "unfinished.qcow2, 409",
    "kept.qcow2, 200",
    "..%2Fdisk.qcow2, 404",
    "%2e%2e, 404",
    "disk.qcow2.keep, 404",
    "manifest, 404",
  })
  void onlyWhatIsListedKeptAndWholeIsTold(String file, int status) throws Exception {
    assertThat(get(DISK + file).statusCode()).isEqualTo(status);
    assertThat(house.peers().noneTaken()).isEqualTo(status != 200);
    assertThat(reads.get() > 0).isEqualTo(status == 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..%2F..%2Fetc/2000/passwd",
        "%2e%2e/%2e%2e/passwd",
        "other/2000/disk.qcow2",
        "job-1/2000/x/y",
        "job-1/..%5c..%5c/disk.qcow2",
      })
  void namesThatLeadElsewhereLeadNowhere(String name) throws Exception {
    assertThat(get(name).statusCode()).isIn(400, 404);
    assertThat(house.peers().noneTaken()).isTrue();
    assertThat(reads).hasValue(0);
  }

  @Test
  void anImageThatGoesAwayBreaksOffAndIsNeverShort() throws Exception {
    house
        .peers()
        .answer(
            ReadImage.class,
            Part.class,
            q -> q.offset() == 0 ? part(q, IMAGE.length, "v1") : Part.NOTHING);
    assertThatIOException().isThrownBy(() -> get(NAME));
    stored(IMAGE.length, "v1");
    Peers.await(() -> isFree());
  }

  private static boolean isFree() {
    try {
      return get(NAME, "Range", "bytes=0-9").statusCode() == 206;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What the kernel takes for it is small beside the image. */
  @Test
  void aClientThatDoesNotReadHoldsUpItsOwnImageOnlyAndOneThatLeavesEndsIt() throws Exception {
    stored(1L << 30, "v1");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), house.port())) {
      var head =
          "GET /api/v1/artifacts/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(NAME, house.port(), house.token());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      int before;
      do {
        before = reads.get();
        for (int i = 0; i < 30; i++) {
          house.client().get().uri("/api/v1/license").exchange().expectStatus().isOk();
        }
      } while (reads.get() > before);
      assertThat(before).isLessThan(40);

      var refused = get(NAME);
      assertThat(refused.statusCode()).as("all places are taken").isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("30");
      assertThat(refused.headers().firstValue("ETag")).isEmpty();
    }
    Peers.await(() -> isFree());
    assertThat(reads).hasValueLessThan(60);
  }
}
