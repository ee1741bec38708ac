package io.vmto.disk.nbd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends options and takes the replies to them, one option at a time. */
final class Negotiation {
  /** Enough for any list of exports; a server that sends more is not listing. */
  private static final int MOST_REPLIES = 10_000;

  private static final int LONGEST_REPLY = 16 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Takes what a reply carries, before the one that ends the option. */
  interface Part {
    void take(int type, ByteBuffer data) throws IOException;
  }

  /** Why a server refused an option: the reply's type, and its words. */
  record Refusal(int type, String words) {
    IOException of(String what) {
      return switch (type) {
        case Nbd.REP_ERR_TLS_REQD -> new IOException("The NBD server demands TLS" + said());
        case Nbd.REP_ERR_UNKNOWN -> new IOException("The NBD server has no such export" + said());
        default ->
            new IOException(
                "The NBD server refuses %s with error %d%s"
                    .formatted(what, type & ~Nbd.REP_ERROR, said()));
      };
    }

    private String said() {
      return words.isEmpty() ? "" : ": " + words;
    }
  }

  private final Wire wire;

  Negotiation(Wire wire) {
    this.wire = wire;
  }

  /** Sends an option that has no reply, or whose reply is not of the usual form. */
  void send(int option, ByteBuffer data) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(16);
    head.putLong(Nbd.OPTION_MAGIC).putInt(option).putInt(data.remaining()).flip();
    wire.write(head, data);
  }

  /** Sends an option and takes its replies; null when the server did as it was told. */
  @Nullable Refusal ask(int option, ByteBuffer data, Part part) throws IOException {
    send(option, data);
    for (int i = 0; i < MOST_REPLIES; i++) {
      ByteBuffer head = wire.take(20);
      if (head.getLong() != Nbd.OPTION_REPLY_MAGIC || head.getInt() != option) {
        throw Nbd.breach("no reply to option " + option);
      }
      int type = head.getInt();
      int length = head.getInt();
      if (length < 0 || length > LONGEST_REPLY) {
        throw Nbd.breach("an option reply of " + Integer.toUnsignedString(length) + " bytes");
      }
      ByteBuffer body = length == 0 ? NOTHING : wire.take(length);
      if (type == Nbd.REP_ACK) {
        return null;
      }
      if ((type & Nbd.REP_ERROR) != 0) {
        return new Refusal(type, Nbd.printable(body));
      }
      part.take(type, body);
    }
    throw Nbd.breach("more than " + MOST_REPLIES + " replies to option " + option);
  }

  /** An option without data, whose only reply is yes or no. */
  @Nullable Refusal ask(int option) throws IOException {
    return ask(
        option,
        nothing(),
        (type, data) -> {
          throw unexpected(type, data);
        });
  }

  static ProtocolException unexpected(int type, ByteBuffer data) {
    return Nbd.breach("an option reply of type " + type + " with " + data.remaining() + " bytes");
  }

  static ByteBuffer nothing() {
    return NOTHING.duplicate();
  }

  /** A string as the protocol has it, its length first. */
  static void put(ByteBuffer target, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    target.putInt(bytes.length).put(bytes);
  }
}
