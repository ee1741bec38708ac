package io.vmto.disk.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A wire in transmission. Many threads may call at once: their requests are sent as they come, and
 * a thread of the connection's own takes the replies. Once it has failed, every call fails.
 */
final class Connection implements Closeable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Wire wire;
  private final Export export;
  private final NbdAddress address;
  private final Duration longest;
  private final Map<Long, Reply> pending = new ConcurrentHashMap<>();
  private final AtomicLong cookies = new AtomicLong();
  private final ReentrantLock sending = new ReentrantLock();
  private final ByteBuffer head = ByteBuffer.allocateDirect(28);
  private final Thread receiver;
  private volatile @Nullable IOException failure;

  private Connection(Wire wire, Export export, NbdAddress address, NbdOptions options) {
    this.wire = wire;
    this.export = export;
    this.address = address;
    this.longest = options.stallTimeout().multipliedBy(Wire.LONG);
    this.receiver = Thread.ofPlatform().daemon().name("nbd-receiver").unstarted(this::receive);
  }

  /** Connects and shakes hands. */
  static Connection open(NbdAddress address, NbdOptions options, Watchdog watchdog)
      throws IOException {
    Wire wire = Wire.connect(address, watchdog);
    try {
      Export export = new Handshake(wire, address, options).enter();
      wire.ready();
      Connection connection = new Connection(wire, export, address, options);
      connection.receiver.start();
      return connection;
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  Export export() {
    return export;
  }

  /** How many calls wait for their answers. */
  int load() {
    return wire.due();
  }

  /** Whether nothing can be asked any more. */
  boolean failed() {
    return failure != null;
  }

  /** Sends a request that carries data or none. What goes wrong is told by {@link Call#await}. */
  Call start(int command, int flags, long offset, int length, ByteBuffer data, Reply reply) {
    long cookie = cookies.incrementAndGet();
    wire.expect();
    pending.put(cookie, reply);
    IOException failed = failure;
    if (failed != null) {
      // The receiver may have gone before it could see the request.
      reply.lose(failed);
    } else {
      send(command, flags, cookie, offset, length, data);
    }
    return new Call(this, reply, command, offset, length);
  }

  Call start(int command, int flags, long offset, int length, Reply reply) {
    return start(command, flags, offset, length, NOTHING.duplicate(), reply);
  }

  /** A disk may have much to write, and the server nothing to say meanwhile. Blocks. */
  void flush() throws IOException {
    wire.expectSlow();
    try {
      start(Nbd.CMD_FLUSH, 0, 0, 0, new Done()).await();
    } finally {
      wire.settleSlow();
    }
  }

  private void send(int command, int flags, long cookie, long offset, int length, ByteBuffer data) {
    sending.lock();
    try {
      head.clear();
      head.putInt(Nbd.REQUEST_MAGIC).putShort((short) flags).putShort((short) command);
      head.putLong(cookie).putLong(offset).putInt(length).flip();
      wire.write(head, data);
    } catch (IOException e) {
      wire.abort(e); // the receiver tells everybody who waits, this thread among them
    } finally {
      sending.unlock();
    }
  }

  /** Returns when nobody touches the reply's buffer any more: whatever happens, not before. */
  void await(Reply reply) throws IOException {
    boolean interrupted = false;
    boolean over = false;
    while (!over) {
      try {
        over = reply.awaited().await(longest.toNanos(), TimeUnit.NANOSECONDS);
        if (!over) {
          wire.abort(Wire.timeout("did not answer a request within", longest));
        }
      } catch (InterruptedException e) {
        interrupted = true;
        wire.abort(new ClosedByInterruptException());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
    IOException lost = reply.lost();
    if (lost != null) {
      throw again(lost);
    }
  }

  private void receive() {
    Receiver replies = new Receiver(wire, export.structured(), pending);
    IOException end = new ClosedChannelException();
    try {
      while (true) {
        replies.next();
      }
    } catch (IOException e) {
      end = e;
    } catch (RuntimeException e) {
      end = new IOException("A defect in the NBD client", e);
    } finally {
      failure = end;
      wire.abort(end);
      for (Reply reply : pending.values()) {
        reply.lose(end);
      }
    }
  }

  /** An exception of this thread's own, of the kind that tells what to do about it. */
  private IOException again(IOException cause) {
    String message = "Lost the connection to " + address + ": " + cause.getMessage();
    IOException mine =
        switch (cause) {
          case SocketTimeoutException e -> new SocketTimeoutException(message);
          case ProtocolException e -> new ProtocolException(message);
          default -> new IOException(message);
        };
    mine.initCause(cause);
    return mine;
  }

  /** Says goodbye where nobody waits for anything; a call that does is lost. */
  @Override
  public void close() {
    if (failure == null && wire.due() == 0) {
      wire.expect(); // the watchdog ends a goodbye that nobody takes
      send(Nbd.CMD_DISC, 0, 0, 0, 0, NOTHING.duplicate());
      wire.finish();
    }
    wire.abort(new ClosedChannelException());
    Watchdog.join(receiver);
  }
}
