package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.ImageBytes;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.proxmox.TestNode.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskUploadTest {
  private static final String LOCAL = "/nodes/pve1/storage/local";
  private static final String VOLUME = "local:import/web-0.raw";

  @TempDir Path folder;

  private static TestNode node(long room, long spool, Reply... listings) throws IOException {
    var node = new TestNode("9.1.3");
    node.on(
        "GET " + LOCAL + "/status",
        Reply.data(
            "{\"type\":\"dir\",\"active\":1,\"avail\":"
                + room
                + ",\"content\":\"import,images\"}"));
    node.on("GET /nodes/pve1/status", Reply.data("{\"rootfs\":{\"avail\":" + spool + "}}"));
    node.on("GET " + LOCAL + "/content", listings);
    node.on("POST " + LOCAL + "/upload", Reply.task());
    return node;
  }

  private static Reply listed(String volume, long size) {
    return Reply.data("[{\"volid\":\"" + volume + "\",\"size\":" + size + "}]");
  }

  private Path image(int size) throws IOException {
    var bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return Files.write(folder.resolve("image"), bytes);
  }

  /** Computed by openssl, not by us. */
  private static String sha256(Path file) throws Exception {
    var process = new ProcessBuilder("openssl", "dgst", "-sha256", "-r", file.toString()).start();
    var line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return line.substring(0, 64);
  }

  @Test
  void theBodyIsByteForByteWhatTheNodesParserTakes() throws Exception {
    var size = 3 << 20;
    var image = image(size);
    var sum = sha256(image);
    var sent = new ArrayList<Long>();
    try (var node = node(1L << 30, 1L << 30, Reply.data("[]"), listed(VOLUME, size));
        var target = node.connect()) {
      assertThat(target.upload("pve1", "local", "web-0.raw", ImageBytes.of(image), sum, sent::add))
          .isEqualTo(VOLUME);
      var seen = node.only("POST " + LOCAL + "/upload");
      var boundary = seen.body().substring(2, seen.body().indexOf("\r\n"));
      var expected =
          """
          --B
          Content-Disposition: form-data; name="content"

          import
          --B
          Content-Disposition: form-data; name="checksum-algorithm"

          sha256
          --B
          Content-Disposition: form-data; name="checksum"

          %s
          --B
          Content-Disposition: form-data; name="filename"; filename="web-0.raw"
          Content-Type: application/octet-stream

          """
              .formatted(sum)
              .replace("--B", "--" + boundary)
              .replace("\n", "\r\n");
      assertThat(seen.body())
          .isEqualTo(
              expected
                  + Files.readString(image, StandardCharsets.ISO_8859_1)
                  + "\r\n--"
                  + boundary
                  + "--\r\n");
      assertThat(seen.transfer()).as("chunks are refused by real nodes").isNull();
      assertThat(sent).isSorted().last().isEqualTo((long) seen.body().length());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1000000, TARGET_FULL",
    "1000000, 4000, SPOOL_FULL",
  })
  void noByteIsSentWhereThereIsNoRoom(long room, long spool, ErrorCode code) throws Exception {
    var image = image(4096);
    try (var node = node(room, spool, Reply.data("[]"));
        var target = node.connect()) {
      assertCode(
          code,
          () ->
              target.upload(
                  "pve1", "local", "web-0.raw", ImageBytes.of(image), "0".repeat(64), _ -> {}));
      assertThat(node.seen()).noneMatch(s -> s.method().equals("POST"));
    }
  }

  @Test
  void aFileThatIsThereAlreadyIsNotOverwritten() throws Exception {
    var image = image(4096);
    try (var node = node(1L << 30, 1L << 30, listed(VOLUME, 1));
        var target = node.connect()) {
      assertCode(
          ErrorCode.NAME_TAKEN,
          () ->
              target.upload(
                  "pve1", "local", "web-0.raw", ImageBytes.of(image), "0".repeat(64), _ -> {}));
      assertThat(node.seen()).noneMatch(s -> s.method().equals("POST"));
    }
  }

  @Test
  void anUploadThatTheNodeRejectsOrLosesIsAFailure() throws Exception {
    var image = image(4096);
    try (var node = node(1L << 30, 1L << 30, Reply.data("[]"));
        var target = node.connect()) {
      assertCode(
          ErrorCode.UPLOAD_REJECTED,
          () ->
              target.upload(
                  "pve1", "local", "web-0.raw", ImageBytes.of(image), "0".repeat(64), _ -> {}));
      node.task("checksum mismatch: got '56' != expect '00'");
      assertCode(
          ErrorCode.UPLOAD_REJECTED,
          () ->
              target.upload(
                  "pve1", "local", "web-0.raw", ImageBytes.of(image), "0".repeat(64), _ -> {}));
    }
  }

  @Test
  void aNodeWhoseSpoolMayNotBeSeenIsTrusted() throws Exception {
    var image = image(4096);
    try (var node = node(1L << 30, 0, Reply.data("[]"), listed(VOLUME, 4096))) {
      node.on(
          "GET /nodes/pve1/status",
          Reply.error(403, "Permission check failed (/nodes/pve1, Sys.Audit)"));
      try (var target = node.connect()) {
        assertThat(
                target.upload(
                    "pve1", "local", "web-0.raw", ImageBytes.of(image), "0".repeat(64), _ -> {}))
            .isEqualTo(VOLUME);
      }
    }
  }

  @Test
  void serversBeforeUploadsSayTheyCannot() throws Exception {
    var image = image(4096);
    try (var node = new TestNode("8.3.5");
        var target = node.connect(Map.of())) {
      assertCode(
          ErrorCode.UNSUPPORTED,
          () ->
              target.upload(
                  "pve1", "local", "web-0.raw", ImageBytes.of(image), "0".repeat(64), _ -> {}));
    }
  }

  private static void assertCode(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }
}
