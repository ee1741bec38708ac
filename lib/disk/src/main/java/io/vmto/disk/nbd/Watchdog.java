package io.vmto.disk.nbd;

import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Ends wires that are silent for too long; a thread until it is closed. */
final class Watchdog implements Closeable {
  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
  private final Duration connecting;
  private final Duration stall;
  private final Thread thread;
  private volatile boolean closed;

  private Watchdog(NbdOptions options) {
    connecting = options.connectTimeout();
    stall = options.stallTimeout();
    thread = Thread.ofPlatform().daemon().name("nbd-watchdog").unstarted(this::run);
  }

  static Watchdog start(NbdOptions options) {
    Watchdog watchdog = new Watchdog(options);
    watchdog.thread.start();
    return watchdog;
  }

  void watch(Wire wire) {
    wires.add(wire);
  }

  private void run() {
    long least = Math.min(connecting.toNanos(), stall.toNanos());
    long pause = Math.clamp(least / 8, 1_000_000L, 1_000_000_000L);
    while (!closed) {
      LockSupport.parkNanos(pause);
      long now = System.nanoTime();
      wires.forEach(wire -> wire.check(now, connecting, stall));
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    join(thread);
  }

  /** Waits for a thread that is about to end, interrupted or not. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
