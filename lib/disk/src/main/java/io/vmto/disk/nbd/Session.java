package io.vmto.disk.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The connections to one export, and the requests that one of them can carry. */
final class Session implements Closeable {
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
    while (connections.size() < wanted) {
      connections.add(Connection.open(address, options, watchdog));
      if (!connections.getLast().export().sameAs(export())) {
        throw Nbd.breach("another export on another connection");
      }
    }
  }

  /** As the first connection knows it: the ids of contexts are another's own. */
  Export export() {
    return connections.getFirst().export();
  }

  int size() {
    return connections.size();
  }

  /** The one with the least to do. */
  private Connection pick() {
    Connection best = connections.getFirst();
    for (Connection each : connections) {
      if (each.load() < best.load()) {
        best = each;
      }
    }
    return best;
  }

  /** Fills the target's remaining bytes and leaves its position. */
  void read(long offset, ByteBuffer target) throws IOException {
    ReadReply reply = new ReadReply(offset, target);
    pick().call(Nbd.CMD_READ, 0, offset, target.remaining(), reply);
  }

  void write(long offset, int flags, ByteBuffer data) throws IOException {
    pick().call(Nbd.CMD_WRITE, flags, offset, data.remaining(), data.duplicate(), new Done());
  }

  void call(int command, int flags, long offset, int length) throws IOException {
    pick().call(command, flags, offset, length, new Done());
  }

  /** The extents of a range, or of its beginning; at least one. */
  List<NbdExtent> status(String context, long offset, int length) throws IOException {
    Connection connection = pick();
    int id = Objects.requireNonNull(connection.export().contexts().get(context));
    StatusReply reply = new StatusReply(connection.export(), id, offset, length);
    connection.call(Nbd.CMD_BLOCK_STATUS, 0, offset, length, reply);
    return reply.extents();
  }

  /** Closes all of it; the threads are gone when it returns. */
  @Override
  public void close() {
    connections.forEach(Connection::close);
    watchdog.close();
  }
}
