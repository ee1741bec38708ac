package io.vmto.disk.nbd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A socket to a server that knows when it last moved a byte. One thread reads and another may
 * write; {@link #abort} ends both, wherever they are blocked.
 */
final class Wire implements Closeable {
  /** A call to the system moves no more, so that a slow wire is seen to move. */
  private static final int SLICE = 256 << 10;

  /** A single answer may take as many times the stall timeout. */
  static final int LONG = 10;

  private final SocketChannel channel;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(16 << 10);
  private final AtomicReference<@Nullable IOException> cause = new AtomicReference<>();
  private final AtomicInteger due = new AtomicInteger();
  private final AtomicInteger slow = new AtomicInteger();
  private final long opened = System.nanoTime();
  private volatile long moved = opened;
  private volatile boolean ready;
  private ByteChannel bytes;

  private Wire(SocketChannel channel) {
    this.channel = channel;
    this.bytes = channel;
  }

  /** Connects, to any of a host's addresses; the watchdog knows the wire from then on. */
  static Wire connect(NbdAddress address, Watchdog watchdog) throws IOException {
    if (!(address.place() instanceof InetSocketAddress named)) {
      return connect(address.place(), SocketChannel.open(StandardProtocolFamily.UNIX), watchdog);
    }
    IOException failure = new IOException("The host has no address");
    for (InetAddress each : InetAddress.getAllByName(named.getHostString())) {
      try {
        return connect(
            new InetSocketAddress(each, named.getPort()), SocketChannel.open(), watchdog);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static Wire connect(SocketAddress place, SocketChannel channel, Watchdog watchdog)
      throws IOException {
    Wire wire = new Wire(channel);
    watchdog.watch(wire);
    try {
      channel.connect(place);
      if (place instanceof InetSocketAddress) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      return wire;
    } catch (IOException e) {
      wire.close();
      throw wire.explained(e);
    }
  }

  /** Goes on in TLS; returns when the server has proved itself. */
  void secure(SSLContext context, InetSocketAddress place) throws IOException {
    try {
      bytes = TlsChannel.over(channel.socket(), context, place);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /** Fills the target. */
  void read(ByteBuffer target) throws IOException {
    int end = target.limit();
    try {
      while (target.position() < end) {
        // A heap buffer goes through one of the JDK's own, as large as what is asked for.
        int most = target.isDirect() ? end : Math.min(end, target.position() + SLICE);
        if (bytes.read(target.limit(most)) < 0) {
          throw new EOFException("The NBD server closed the connection");
        }
        moved = System.nanoTime();
      }
    } catch (IOException e) {
      throw explained(e);
    } finally {
      target.limit(end);
    }
  }

  /** The next bytes, at most 16 KiB; valid until the next call. */
  ByteBuffer take(int length) throws IOException {
    read(scratch.clear().limit(length));
    return scratch.flip();
  }

  void skip(int length) throws IOException {
    for (int left = length; left > 0; left -= Math.min(left, scratch.capacity())) {
      take(Math.min(left, scratch.capacity()));
    }
  }

  /** Sends both buffers' remaining bytes. */
  void write(ByteBuffer head, ByteBuffer body) throws IOException {
    int end = body.limit();
    try {
      do {
        body.limit(Math.min(end, body.position() + SLICE));
        ByteBuffer[] both = {head, body};
        while (head.hasRemaining() || body.hasRemaining()) {
          send(both);
          moved = System.nanoTime();
        }
      } while (body.position() < end);
    } catch (IOException e) {
      throw explained(e);
    } finally {
      body.limit(end);
    }
  }

  private void send(ByteBuffer[] both) throws IOException {
    if (bytes instanceof GatheringByteChannel gathering) {
      gathering.write(both);
    } else {
      bytes.write(both[0].hasRemaining() ? both[0] : both[1]);
    }
  }

  /** Hands are shaken: from now on a stall counts, and no longer the time since the connect. */
  void ready() {
    moved = System.nanoTime();
    ready = true;
  }

  /** An answer is due, until {@link #settle}. */
  void expect() {
    if (due.get() == 0) {
      moved = System.nanoTime();
    }
    due.incrementAndGet();
  }

  void settle() {
    due.decrementAndGet();
  }

  /** How many answers are due. */
  int due() {
    return due.get();
  }

  /** An answer is due that may take long, a flush's, until {@link #settleSlow}. */
  void expectSlow() {
    slow.incrementAndGet();
  }

  void settleSlow() {
    slow.decrementAndGet();
  }

  /** Ends the wire where it has been silent for too long. */
  void check(long now, Duration connecting, Duration stall) {
    if (!ready && now - opened > connecting.toNanos()) {
      abort(timeout("did not shake hands within", connecting));
      return;
    }
    Duration silence = slow.get() > 0 ? stall.multipliedBy(LONG) : stall;
    if (ready && due.get() > 0 && now - moved > silence.toNanos()) {
      abort(timeout("moved no byte for", silence));
    }
  }

  static SocketTimeoutException timeout(String what, Duration limit) {
    return new SocketTimeoutException("The NBD server " + what + " " + limit.toMillis() + " ms");
  }

  /** Closes under whoever reads or writes; they fail with the first reason that was given. */
  void abort(IOException why) {
    cause.compareAndSet(null, why);
    try {
      channel.close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private IOException explained(IOException e) {
    IOException known = cause.get();
    return known == null ? e : known;
  }

  /** Says goodbye in TLS, if it is; nobody may be writing. */
  void finish() {
    try {
      if (bytes != channel) {
        bytes.close();
      }
    } catch (IOException e) {
      abort(e); // it is about to be closed anyway
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
