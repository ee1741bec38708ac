package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;

/** The client's threads, of which none may outlive its disk. */
final class Threads {
  private Threads() {}

  static void assertNoneLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("nbd-"));
  }
}
