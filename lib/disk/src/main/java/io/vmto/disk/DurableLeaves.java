package io.vmto.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** What an interrupted pass made durable, for those who tell an operator where it goes on. */
public final class DurableLeaves {
  private DurableLeaves() {}

  /**
   * The indexes of the leaves that the journal names; none where there is no journal. Must not run
   * beside the pass that writes it: a torn tail is cut off. A journal of another disk or pass is a
   * DiskFormatException.
   */
  public static BitSet in(Path journal, long capacity, int pass) throws IOException {
    BitSet durable = new BitSet();
    if (Files.exists(journal)) {
      try (LeafJournal leaves = LeafJournal.open(journal, capacity, pass)) {
        leaves.load(
            new LeafJournal.Entry() {
              @Override
              public void leaf(int index, byte[] hash) {
                durable.set(index);
              }

              @Override
              public void forgotten(int index) {
                durable.clear(index);
              }
            });
      }
    }
    return durable;
  }
}
