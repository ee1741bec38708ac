package io.vmto.disk;

import java.util.function.IntPredicate;

/** A stream that can leave out content which an earlier attempt made durable. */
public interface SeekableBlockStream extends BlockStream {
  /** Names the leaves that need not be delivered; called once, before the first block is read. */
  void skipLeaves(IntPredicate durable);
}
