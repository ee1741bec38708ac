package io.vmto.disk.nbd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;

/** A server of one connection that is right up to a point, and then says whatever a test wants. */
final class HostileServer implements Closeable {
  static final int CAPACITY = 8 << 20;
  static final String HELLO = "4e42444d41474943 49484156454f5054 0003";

  /** What is said over one connection; its end hangs up. */
  interface Script {
    void play(DataInputStream in, DataOutputStream out) throws IOException;
  }

  private final ServerSocket listener;
  private final Thread thread;

  HostileServer(Script script) throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    thread = Thread.ofPlatform().daemon().name("hostile").start(() -> serve(script));
  }

  private void serve(Script script) {
    try (Socket socket = listener.accept()) {
      script.play(
          new DataInputStream(socket.getInputStream()),
          new DataOutputStream(socket.getOutputStream()));
    } catch (IOException e) {
      // The client hangs up on us: that is the test's point.
    }
  }

  NbdAddress address() {
    return new NbdAddress(
        InetSocketAddress.createUnresolved("127.0.0.1", listener.getLocalPort()), "", false);
  }

  static void hex(DataOutputStream out, String text) throws IOException {
    out.write(HexFormat.of().parseHex(text.replace(" ", "")));
    out.flush();
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Greets and answers options up to the export, as a server with one metadata context does. */
  static void letIn(DataInputStream in, DataOutputStream out) throws IOException {
    hex(out, HELLO);
    in.readInt();
    while (true) {
      in.readLong();
      int option = in.readInt();
      in.skipNBytes(in.readInt());
      if (option == 10) {
        reply(
            out,
            option,
            4,
            "00000007" + HexFormat.of().formatHex("base:allocation".getBytes(UTF_8)));
      }
      if (option == 7) {
        reply(out, option, 3, "0000 %016x 000d".formatted(CAPACITY));
      }
      reply(out, option, 1, "");
      if (option == 7) {
        return;
      }
    }
  }

  static void reply(DataOutputStream out, int option, int type, String data) throws IOException {
    byte[] body = bytes(data);
    out.writeLong(0x3e889045565a9L);
    out.writeInt(option);
    out.writeInt(type);
    out.writeInt(body.length);
    out.write(body);
    out.flush();
  }

  /** Takes a request, returns its cookie. */
  static long request(DataInputStream in) throws IOException {
    in.skipNBytes(8);
    long cookie = in.readLong();
    in.skipNBytes(12);
    return cookie;
  }

  static void chunk(DataOutputStream out, long cookie, int flags, int type, String data)
      throws IOException {
    var whole = new ByteArrayOutputStream();
    var chunk = new DataOutputStream(whole);
    byte[] body = bytes(data);
    chunk.writeInt(0x668e33ef);
    chunk.writeShort(flags);
    chunk.writeShort(type);
    chunk.writeLong(cookie);
    chunk.writeInt(body.length);
    chunk.write(body);
    whole.writeTo(out);
    out.flush();
  }

  /** Waits until the script is over. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
