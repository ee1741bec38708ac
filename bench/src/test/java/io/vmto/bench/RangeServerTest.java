package io.vmto.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures over HTTP are worth nothing where the server sends other bytes. */
class RangeServerTest {
  private final byte[] content = new byte[3_000_001];
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;
  private RangeServer server;

  @BeforeEach
  void start() throws IOException {
    new Random(5).nextBytes(content);
    Files.write(folder.resolve("disk"), content);
    server = RangeServer.start(folder, 1);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aRangeIsTheBytesFromItsFirstToItsLast() throws Exception {
    var answer = get("disk", "bytes=1000-2000000");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes 1000-2000000/3000001");
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(content, 1000, 2_000_001));
  }

  @Test
  void aRangeIsCutAtTheEndOfTheFileAndRefusedBehindIt() throws Exception {
    assertThat(get("disk", "bytes=3000000-4000000").body()).containsExactly(content[3_000_000]);
    assertThat(get("disk", "bytes=3000001-").statusCode()).isEqualTo(416);
  }

  @Test
  void withoutARangeTheWholeFileComes() throws Exception {
    var answer = get("disk", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content);
    assertThat(get("none", "").statusCode()).isEqualTo(404);
  }

  private HttpResponse<byte[]> get(String name, String range) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/" + name));
    if (!range.isEmpty()) {
      request.header("Range", range);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
