package io.vmto.standalone;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition of another process, which nobody can be told of. */
public final class Wait {
  private static final long PAUSE = Duration.ofMillis(50).toNanos();

  private Wait() {}

  public interface Condition {
    boolean holds() throws Exception;
  }

  public static void until(String what, Duration limit, Condition condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.holds()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
        }
        LockSupport.parkNanos(PAUSE);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(what, e);
    }
  }
}
