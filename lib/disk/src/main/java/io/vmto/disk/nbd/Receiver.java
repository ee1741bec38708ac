package io.vmto.disk.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Takes a connection's replies one after the other and hands each to the request it is for. */
final class Receiver {
  private static final int LONGEST_ERROR = Nbd.LONGEST_STRING + 64;

  private final Wire wire;
  private final boolean structured;
  private final Map<Long, Reply> pending;

  Receiver(Wire wire, boolean structured, Map<Long, Reply> pending) {
    this.wire = wire;
    this.structured = structured;
    this.pending = pending;
  }

  /** Waits for the next simple reply, or chunk of a structured one, and takes all of it. */
  void next() throws IOException {
    ByteBuffer head = wire.take(16);
    switch (head.getInt()) {
      case Nbd.SIMPLE_REPLY_MAGIC -> {
        int error = head.getInt();
        simple(head.getLong(), error);
      }
      case Nbd.CHUNK_MAGIC -> {
        int done = head.getShort() & Nbd.CHUNK_DONE;
        int type = Short.toUnsignedInt(head.getShort());
        chunk(head.getLong(), done != 0, type, wire.take(4).getInt());
      }
      default -> throw Nbd.breach("something that is not a reply");
    }
  }

  /** The reply stays pending until it is over, so that a failure inside it reaches its sender. */
  private Reply pending(long cookie) throws IOException {
    Reply reply = pending.get(cookie);
    if (reply == null) {
      throw Nbd.breach("a reply to no request");
    }
    return reply;
  }

  private void simple(long cookie, int error) throws IOException {
    Reply reply = pending(cookie);
    if (error == 0) {
      reply.simple(wire, structured);
    } else {
      reply.refuse(error, "");
    }
    end(cookie, reply);
  }

  private void chunk(long cookie, boolean done, int type, int length) throws IOException {
    Reply reply = pending(cookie);
    reply.count();
    if (!structured || length < 0) {
      throw Nbd.breach(
          "a chunk of type %d and %s bytes".formatted(type, Integer.toUnsignedString(length)));
    }
    if ((type & Nbd.CHUNK_ERROR) != 0) {
      error(reply, type, length);
    } else if (type != Nbd.CHUNK_NONE) {
      reply.chunk(type, length, wire);
    } else if (!done || length != 0) {
      throw Nbd.breach("an empty chunk that is not empty, or not the last");
    }
    if (done) {
      end(cookie, reply);
    }
  }

  /** Error types we do not know begin like those we do. */
  private void error(Reply reply, int type, int length) throws IOException {
    int behind = type == Nbd.CHUNK_ERROR_OFFSET ? 8 : 0;
    if (length < 6 + behind || length > LONGEST_ERROR) {
      throw Nbd.breach("an error chunk of " + length + " bytes");
    }
    ByteBuffer payload = wire.take(length);
    int code = payload.getInt();
    int words = Short.toUnsignedInt(payload.getShort());
    if (code == 0 || words > payload.remaining() - behind) {
      throw Nbd.breach("error " + code + " in " + words + " bytes");
    }
    reply.refuse(code, Nbd.printable(payload.slice(payload.position(), words)));
  }

  private void end(long cookie, Reply reply) throws IOException {
    reply.end();
    pending.remove(cookie);
    wire.settle();
  }
}
