package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WireTest {
  @Test
  void aWireIsCountedAndHashedToItsEnd() throws IOException {
    // printf abc | openssl dgst -sha1, -sha256
    var wire =
        new DigestingInputStream(
            new ByteArrayInputStream("abc".getBytes(StandardCharsets.US_ASCII)),
            "SHA-1",
            "SHA-256");
    assertThat(wire.read()).isEqualTo('a');
    assertThat(wire.skip(1)).isEqualTo(1);
    assertThat(wire.count()).isEqualTo(2);
    assertThatThrownBy(() -> wire.hex("SHA-1")).isInstanceOf(IllegalStateException.class);
    assertThat(wire.readAllBytes()).containsExactly('c');
    assertThat(wire.count()).isEqualTo(3);
    assertThat(wire.hex("SHA-1")).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    assertThat(wire.hex("SHA-256"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void anExportIsHashedToItsVeryEnd() throws IOException {
    byte[] image = VmdkBuilder.image(Content.sparse(1, 1 << 20));
    var wire = new DigestingInputStream(new ByteArrayInputStream(image), "SHA-256");
    Content.of(StreamOptimizedVmdk.open(wire));
    assertThat(wire.count()).isEqualTo(image.length);
    assertThat(wire.hex("SHA-256")).hasSize(64);
  }

  @Test
  @Timeout(30)
  void aReadThatGetsNoByteIsAStall() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        var silent = server.accept();
        var wire = new WatchedInputStream(client.getInputStream(), Duration.ofMillis(200))) {
      silent.getOutputStream().write(7);
      assertThat(wire.read()).isEqualTo(7);
      assertThatThrownBy(wire::read)
          .isInstanceOf(WatchedInputStream.StalledException.class)
          .hasMessage("No byte for 200 ms");
      assertThatThrownBy(wire::read).isInstanceOf(WatchedInputStream.StalledException.class);
    }
  }

  @Test
  void aWatchedWireEndsAsTheWireDoes() throws IOException {
    byte[] bytes = "content".getBytes(StandardCharsets.US_ASCII);
    InputStream plain = new ByteArrayInputStream(bytes);
    try (var wire = new WatchedInputStream(plain, Duration.ofHours(1))) {
      assertThat(wire.skip(3)).isEqualTo(3);
      assertThat(wire.readAllBytes()).isEqualTo("tent".getBytes(StandardCharsets.US_ASCII));
      assertThat(wire.read()).isEqualTo(-1);
    }
  }
}
