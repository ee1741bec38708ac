package io.vmto.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A static file server on loopback that costs next to nothing, so that what is measured is the
 * client: {@code RangeServer FOLDER DELAY} prints its port and serves the folder's files by GET and
 * HEAD, whole or one range, on connections that stay. Every answer waits DELAY milliseconds first,
 * as a far host does. It trusts its clients and ends with the process.
 */
final class RangeServer implements Closeable {
  private static final Pattern RANGE = Pattern.compile("(?i)range: *bytes=(\\d+)-(\\d*)");

  private final ServerSocketChannel listener;
  private final Path folder;
  private final long delayNanos;

  private RangeServer(ServerSocketChannel listener, Path folder, long delayMillis) {
    this.listener = listener;
    this.folder = folder;
    this.delayNanos = delayMillis * 1_000_000;
  }

  static RangeServer start(Path folder, long delayMillis) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    RangeServer server = new RangeServer(listener, folder, delayMillis);
    Thread.ofPlatform().name("range-server").start(server::accept);
    return server;
  }

  public static void main(String... args) throws IOException {
    RangeServer server = start(Path.of(args[0]), Long.parseLong(args[1]));
    System.out.println(server.port());
  }

  int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel client = listener.accept();
        Thread.ofPlatform().daemon().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      BufferedReader requests =
          new BufferedReader(new InputStreamReader(Channels.newInputStream(client), US_ASCII));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String[] request = line.split(" ", 3);
        Matcher range = null;
        for (String header = requests.readLine();
            header != null && !header.isEmpty();
            header = requests.readLine()) {
          Matcher matcher = RANGE.matcher(header);
          range = matcher.matches() ? matcher : range;
        }
        LockSupport.parkNanos(delayNanos);
        answer(client, request[0].equals("HEAD"), request[1].substring(1), range);
      }
    } catch (IOException e) {
      // The client went away, which is how every one of them ends.
    }
  }

  private void answer(SocketChannel client, boolean head, String name, @Nullable Matcher range)
      throws IOException {
    Path file = folder.resolve(name);
    if (name.contains("/") || !Files.isRegularFile(file)) {
      send(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    try (FileChannel content = FileChannel.open(file)) {
      long size = content.size();
      long first = range == null ? 0 : Long.parseLong(range.group(1));
      long end =
          range == null || range.group(2).isEmpty()
              ? size
              : Math.min(size, Long.parseLong(range.group(2)) + 1);
      if (first >= end) {
        send(
            client,
            "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nContent-Range: bytes */%d\r\n\r\n"
                .formatted(size));
        return;
      }
      send(client, head(range != null, first, end, size));
      for (long at = first; !head && at < end; ) {
        at += content.transferTo(at, end - at, client);
      }
    }
  }

  private static String head(boolean partial, long first, long end, long size) {
    String status = partial ? "206 Partial Content" : "200 OK";
    String where =
        partial ? "Content-Range: bytes %d-%d/%d\r\n".formatted(first, end - 1, size) : "";
    return "HTTP/1.1 %s\r\nAccept-Ranges: bytes\r\nContent-Length: %d\r\n%s\r\n"
        .formatted(status, end - first, where);
  }

  private static void send(SocketChannel client, String text) throws IOException {
    ByteBuffer bytes = US_ASCII.encode(text);
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
