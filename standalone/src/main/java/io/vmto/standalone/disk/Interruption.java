package io.vmto.standalone.disk;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds the end of the process up, after Ctrl-C or SIGTERM, until what runs has come to a good
 * place, or for half a minute. The exit code stays the one of the signal.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "vmto-interruption");
  private volatile boolean asked;

  private Interruption() {}

  static Interruption watch() {
    var interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void await() {
    asked = true;
    try {
      var _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether what runs should come to an end. */
  boolean asked() {
    return asked;
  }

  /** Lets the process end; everything must be said and stored before. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // It runs already and has just been let go.
    }
  }
}
