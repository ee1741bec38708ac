package io.vmto.disk.nbd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.disk.nbd.Negotiation.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Brings a fresh wire to the export that was asked for, or to the list of exports. */
final class Handshake {
  private final Wire wire;
  private final NbdAddress address;
  private final NbdOptions options;
  private final Negotiation negotiation;
  private boolean fixed;
  private boolean zeroes;
  private boolean structured;
  private final Map<String, Integer> contexts = new HashMap<>();
  private long capacity = -1;
  private int flags;
  private int block = 1;
  private int most = -1;

  Handshake(Wire wire, NbdAddress address, NbdOptions options) {
    this.wire = wire;
    this.address = address;
    this.options = options;
    this.negotiation = new Negotiation(wire);
  }

  /** Enters transmission; the wire then carries requests. */
  Export enter() throws IOException {
    greet();
    if (fixed) {
      structured = negotiation.ask(Nbd.OPT_STRUCTURED_REPLY) == null;
      askForContexts();
      go();
    } else {
      enterByName();
    }
    for (String wanted : options.contexts()) {
      if (!contexts.containsKey(wanted)) {
        throw new IOException("The NBD server has no metadata context " + wanted);
      }
    }
    return Export.checked(capacity, flags, block, most, structured, contexts);
  }

  /** The names the server lists; it then waits for no more. */
  List<String> list() throws IOException {
    greet();
    if (!fixed) {
      throw new IOException("The NBD server is too old to list its exports");
    }
    List<String> names = new ArrayList<>();
    Refusal refusal =
        negotiation.ask(
            Nbd.OPT_LIST,
            Negotiation.nothing(),
            (type, data) -> {
              if (type != Nbd.REP_SERVER) {
                throw Negotiation.unexpected(type, data);
              }
              names.add(name(data));
            });
    if (refusal != null) {
      throw refusal.of("to list its exports");
    }
    negotiation.send(Nbd.OPT_ABORT, Negotiation.nothing());
    return names;
  }

  private static String name(ByteBuffer data) throws IOException {
    int length = data.remaining() < 4 ? -1 : data.getInt();
    if (length < 0 || length > Math.min(data.remaining(), Nbd.LONGEST_STRING)) {
      throw Nbd.breach("a name of " + Integer.toUnsignedString(length) + " bytes");
    }
    return UTF_8.decode(data.slice(data.position(), length)).toString();
  }

  private void greet() throws IOException {
    ByteBuffer hello = wire.take(18);
    long magic = hello.getLong();
    long style = hello.getLong();
    if (magic != Nbd.MAGIC) {
      throw Nbd.breach("it is not an NBD server");
    }
    if (style == Nbd.OLD_STYLE_MAGIC) {
      throw new IOException("The NBD server speaks the protocol's old style only");
    }
    if (style != Nbd.OPTION_MAGIC) {
      throw Nbd.breach("an unknown style");
    }
    int offered = Short.toUnsignedInt(hello.getShort());
    fixed = (offered & Nbd.FIXED_NEWSTYLE) != 0;
    zeroes = (offered & Nbd.NO_ZEROES) == 0;
    ByteBuffer answer = ByteBuffer.allocate(4);
    answer.putInt(offered & (Nbd.FIXED_NEWSTYLE | Nbd.NO_ZEROES)).flip();
    wire.write(answer, Negotiation.nothing());
    if (address.tls()) {
      secure();
    }
  }

  private void secure() throws IOException {
    SSLContext context = options.tls();
    if (context == null) {
      throw new IOException("An nbds address needs to know whom to trust");
    }
    Refusal refusal = fixed ? negotiation.ask(Nbd.OPT_STARTTLS) : new Refusal(0, "it is too old");
    if (refusal != null) {
      throw refusal.of("TLS, which is demanded,");
    }
    wire.secure(context, (InetSocketAddress) address.place());
  }

  private void askForContexts() throws IOException {
    SequencedSet<String> wanted = new LinkedHashSet<>(options.contexts());
    wanted.add(Nbd.ALLOCATION);
    if (!structured) {
      return;
    }
    int size = 8 + address.export().getBytes(UTF_8).length;
    for (String each : wanted) {
      size += 4 + each.getBytes(UTF_8).length;
    }
    ByteBuffer query = ByteBuffer.allocate(size);
    Negotiation.put(query, address.export());
    query.putInt(wanted.size());
    wanted.forEach(each -> Negotiation.put(query, each));
    // A refusal is an empty answer: whether something is missed is seen at the end.
    Refusal refusal =
        negotiation.ask(
            Nbd.OPT_SET_META_CONTEXT, query.flip(), (type, data) -> context(wanted, type, data));
    if (refusal != null) {
      contexts.clear();
    }
  }

  private void context(SequencedSet<String> wanted, int type, ByteBuffer data) throws IOException {
    if (type != Nbd.REP_META_CONTEXT || data.remaining() < 4) {
      throw Negotiation.unexpected(type, data);
    }
    int id = data.getInt();
    String name = UTF_8.decode(data).toString();
    if (!wanted.contains(name) || contexts.containsValue(id) || contexts.put(name, id) != null) {
      throw Nbd.breach("a metadata context that was not asked for");
    }
  }

  private void go() throws IOException {
    ByteBuffer query = ByteBuffer.allocate(8 + address.export().getBytes(UTF_8).length);
    Negotiation.put(query, address.export());
    query.putShort((short) 1).putShort((short) Nbd.INFO_BLOCK_SIZE).flip();
    @Nullable Refusal refusal = negotiation.ask(Nbd.OPT_GO, query, this::info);
    if (refusal == null && capacity == -1) {
      throw Nbd.breach("it let us in without saying where");
    }
    if (refusal != null && refusal.type() == Nbd.REP_ERR_UNSUP) {
      enterByName();
    } else if (refusal != null) {
      throw refusal.of("the export");
    }
  }

  private void info(int type, ByteBuffer data) throws IOException {
    if (type != Nbd.REP_INFO || data.remaining() < 2) {
      throw Negotiation.unexpected(type, data);
    }
    switch (Short.toUnsignedInt(data.getShort())) {
      case Nbd.INFO_EXPORT -> {
        expect(data, 10);
        capacity = data.getLong();
        flags = Short.toUnsignedInt(data.getShort());
      }
      case Nbd.INFO_BLOCK_SIZE -> {
        expect(data, 12);
        block = data.getInt();
        data.getInt(); // the preferred size: our requests are far larger
        most = data.getInt();
      }
      default -> {} // more than we asked for is allowed
    }
  }

  private static void expect(ByteBuffer data, int length) throws IOException {
    if (data.remaining() != length) {
      throw Nbd.breach("export information of " + data.remaining() + " bytes");
    }
  }

  /** The way of servers that do not know {@code NBD_OPT_GO}: they answer, or hang up. */
  private void enterByName() throws IOException {
    negotiation.send(Nbd.OPT_EXPORT_NAME, ByteBuffer.wrap(address.export().getBytes(UTF_8)));
    ByteBuffer reply = wire.take(10);
    capacity = reply.getLong();
    flags = Short.toUnsignedInt(reply.getShort());
    if (zeroes) {
      wire.skip(124);
    }
  }
}
