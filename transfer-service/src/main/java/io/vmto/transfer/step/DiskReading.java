package io.vmto.transfer.step;

import io.vmto.contract.error.Failure;
import io.vmto.disk.BlockStream;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One attempt at reading a disk of the source; closing it gives back what it holds there. */
interface DiskReading extends Closeable {
  BlockStream stream();

  /** What the evidence calls this way of reading. */
  String method();

  /** Told after every block how far the copy is, 0 to 99; must be quick. */
  default void progress(int percent) {}

  /**
   * Called after the last block: records what shows that this was the whole disk, unchanged, or
   * says why it was not. Blocks.
   */
  @Nullable Failure confirm() throws IOException;

  /** The attempt ended in this way; not called after an exception. */
  default void ended(StepOutcome outcome) {}
}
