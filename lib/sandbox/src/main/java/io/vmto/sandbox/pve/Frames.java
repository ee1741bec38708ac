package io.vmto.sandbox.pve;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** WebSocket frames as a server reads and writes them (RFC 6455, section 5). */
final class Frames {
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int BINARY = 2;
  private static final int LONGEST = 1 << 20;

  private final DataInputStream in;
  private final OutputStream out;

  Frames(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /** The next message, pings answered on the way; empty array at the end. */
  byte[] read() throws IOException {
    var message = new ByteArrayOutputStream();
    while (true) {
      int head = in.read();
      if (head < 0) {
        return new byte[0];
      }
      int operation = head & 15;
      byte[] payload = payload();
      if (operation == CLOSE) {
        write(CLOSE, payload);
        return new byte[0];
      }
      if (operation == PING) {
        write(PONG, payload);
      } else if (operation != PONG) {
        message.write(payload);
        if ((head & 128) != 0 && message.size() > 0) {
          return message.toByteArray();
        }
      }
    }
  }

  private byte[] payload() throws IOException {
    int second = in.readUnsignedByte();
    long length = second & 127;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if ((second & 128) == 0 || length < 0 || length > LONGEST) {
      throw new IOException("bad frame");
    }
    byte[] mask = in.readNBytes(4);
    byte[] data = in.readNBytes((int) length);
    for (int i = 0; i < data.length; i++) {
      data[i] ^= mask[i & 3];
    }
    return data;
  }

  void write(byte[] data) throws IOException {
    write(BINARY, data);
  }

  void close() throws IOException {
    write(CLOSE, new byte[] {3, (byte) 232});
  }

  private synchronized void write(int operation, byte[] data) throws IOException {
    var head = ByteBuffer.allocate(10).put((byte) (128 | operation));
    if (data.length < 126) {
      head.put((byte) data.length);
    } else if (data.length < 65_536) {
      head.put((byte) 126).putShort((short) data.length);
    } else {
      head.put((byte) 127).putLong(data.length);
    }
    out.write(head.array(), 0, head.position());
    out.write(data);
    out.flush();
  }
}
