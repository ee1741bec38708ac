package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One conversation over a JSON line protocol of QEMU: its monitor (QMP) or a guest agent. */
final class Qmp implements Closeable {
  private final SocketChannel channel;
  private final Selector selector;
  private final long deadline;
  private final ByteBuffer input = ByteBuffer.allocate(64 * 1024).flip();

  private Qmp(Path socket, Duration patience) throws IOException {
    deadline = System.nanoTime() + patience.toNanos();
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    selector = Selector.open();
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Connects to a monitor and gets through its greeting. */
  static Qmp monitor(Path socket, Duration patience) throws IOException {
    var qmp = new Qmp(socket, patience);
    try {
      qmp.line();
      qmp.execute("qmp_capabilities", Map.of());
      return qmp;
    } catch (IOException e) {
      qmp.close();
      throw e;
    }
  }

  static Qmp agent(Path socket, Duration patience) throws IOException {
    return new Qmp(socket, patience);
  }

  /** Sends a command and waits for its answer; events in between are passed over. */
  JsonNode execute(String command, Map<String, Object> arguments) throws IOException {
    String text = Json.write(Map.of("execute", command, "arguments", arguments)) + "\n";
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    while (true) {
      var answer = Json.read(line());
      if (answer.has("return")) {
        return answer.get("return");
      }
      if (answer.has("error")) {
        throw new IOException(command + ": " + answer.get("error").path("desc").asString());
      }
    }
  }

  private String line() throws IOException {
    var line = new java.io.ByteArrayOutputStream();
    while (true) {
      if (!input.hasRemaining()) {
        fill();
      }
      byte b = input.get();
      if (b == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(b);
    }
  }

  private void fill() throws IOException {
    input.clear();
    while (input.position() == 0) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        input.flip();
        throw new SocketTimeoutException("no answer");
      }
      selector.select(millis);
      selector.selectedKeys().clear();
      if (channel.read(input) < 0) {
        throw new IOException("QEMU closed the line");
      }
    }
    input.flip();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
