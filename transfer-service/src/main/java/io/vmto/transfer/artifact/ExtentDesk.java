package io.vmto.transfer.artifact;

import io.vmto.contract.transfer.ExtentMap;
import io.vmto.contract.transfer.ExtentMap.Run;
import io.vmto.contract.transfer.ExtentQuery;
import io.vmto.contract.transfer.ExtentQuery.FindExtents;
import io.vmto.disk.CopiedLeaves;
import io.vmto.disk.Leaf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Tells where the copies of disks are that this worker has notes of. */
final class ExtentDesk {
  private final ArtifactStore store;

  ExtentDesk(ArtifactStore store) {
    this.store = store;
  }

  @QueryHandler
  ExtentMap answer(FindExtents query) throws IOException {
    var leaves = leaves(query);
    return leaves == null || !within(query, leaves.capacity())
        ? ExtentMap.nothing(query.job(), query.disk())
        : map(query, leaves);
  }

  /** A disk whose key leads out of the store is none of ours. */
  private @Nullable CopiedLeaves leaves(FindExtents query) throws IOException {
    try {
      return store.notes(query.job().value(), query.disk()).read();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean within(FindExtents query, long capacity) {
    return query.offset() >= 0
        && query.offset() < capacity
        && query.length() > 0
        && query.cells() > 0
        && query.cells() <= ExtentQuery.MOST_CELLS;
  }

  private static ExtentMap map(FindExtents query, CopiedLeaves leaves) {
    int first = Math.toIntExact(query.offset() / Leaf.SIZE);
    long end = query.offset() + Math.min(query.length(), leaves.capacity() - query.offset());
    int past = Leaf.count(end);
    int each = Math.ceilDiv(past - first, query.cells());
    var runs = new ArrayList<Run>();
    for (int at = first; at < past; at += each) {
      add(runs, cell(leaves, at, Math.min(past, at + each)));
    }
    return new ExtentMap(
        query.job(),
        query.disk(),
        leaves.capacity(),
        Leaf.offset(first),
        (long) each * Leaf.SIZE,
        Leaf.SIZE,
        cell(leaves, 0, leaves.leaves()).pass(),
        leaves.bytes(),
        runs);
  }

  private static Run cell(CopiedLeaves leaves, int from, int past) {
    int data = 0;
    int zero = 0;
    int pass = 0;
    for (int leaf = leaves.next(from); leaf < past; leaf = leaves.next(leaf + 1)) {
      if (leaves.isZero(leaf)) {
        zero++;
      } else {
        data++;
      }
      pass = Math.max(pass, leaves.pass(leaf));
    }
    boolean one = past - from == 1 && data + zero == 1;
    return new Run(1, data, zero, pass, one ? HexFormat.of().formatHex(leaves.hash(from)) : null);
  }

  private static void add(List<Run> runs, Run cell) {
    if (!runs.isEmpty() && runs.getLast().looksLike(cell)) {
      runs.set(runs.size() - 1, cell.of(runs.getLast().cells() + 1));
    } else {
      runs.add(cell);
    }
  }
}
