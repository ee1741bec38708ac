package io.vmto.disk.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to one export, and the requests that one of them can carry. */
final class Session implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Watchdog watchdog;
  private final List<Connection> connections = new ArrayList<>();

  private Session(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  /** Opens as many connections as are wanted and the server can keep in step. */
  static Session open(NbdAddress address, NbdOptions options) throws IOException {
    Session session = new Session(Watchdog.start(options));
    try {
      session.connect(address, options);
      return session;
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void connect(NbdAddress address, NbdOptions options) throws IOException {
    connections.add(Connection.open(address, options, watchdog));
    int wanted = export().can(Nbd.CAN_MULTI_CONN) ? options.connections() : 1;
    while (connections.size() < wanted && another(address, options)) {
      if (!connections.getLast().export().sameAs(export())) {
        throw Nbd.breach("another export on another connection");
      }
    }
  }

  /** Some servers let fewer in than they could keep in step, and leave the others waiting. */
  private boolean another(NbdAddress address, NbdOptions options) {
    try {
      return connections.add(Connection.open(address, options, watchdog));
    } catch (IOException e) {
      LOG.info("{} takes {} connections and no more: {}", address, size(), e.getMessage());
      return false;
    }
  }

  /** As the first connection knows it: the ids of contexts are another's own. */
  Export export() {
    return connections.getFirst().export();
  }

  int size() {
    return connections.size();
  }

  /** The one with the least to do; a broken one at once, as the others may miss its writes. */
  private Connection pick() {
    Connection best = connections.getFirst();
    for (Connection each : connections) {
      if (each.failed()) {
        return each;
      }
      if (each.load() < best.load()) {
        best = each;
      }
    }
    return best;
  }

  /** Starts to fill the target's remaining bytes; leaves its position. */
  Call read(long offset, ByteBuffer target) {
    ReadReply reply = new ReadReply(offset, target);
    return pick().start(Nbd.CMD_READ, 0, offset, target.remaining(), reply);
  }

  /** Sends the data's remaining bytes; leaves its position. */
  Call write(long offset, int flags, ByteBuffer data) {
    return pick()
        .start(Nbd.CMD_WRITE, flags, offset, data.remaining(), data.duplicate(), new Done());
  }

  Call start(int command, int flags, long offset, int length) {
    return pick().start(command, flags, offset, length, new Done());
  }

  /** One connection's is enough: several are used only where it reaches them all. Blocks. */
  void flush() throws IOException {
    pick().flush();
  }

  /** The extents of a range, or of its beginning; at least one. Blocks. */
  List<NbdExtent> status(String context, long offset, int length) throws IOException {
    Connection connection = pick();
    int id = Objects.requireNonNull(connection.export().contexts().get(context));
    StatusReply reply = new StatusReply(connection.export(), id, offset, length);
    connection.start(Nbd.CMD_BLOCK_STATUS, 0, offset, length, reply).await();
    return reply.extents();
  }

  /** Closes all of it; the threads are gone when it returns. */
  @Override
  public void close() {
    connections.forEach(Connection::close);
    watchdog.close();
  }
}
