package io.vmto.transfer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A disk of a few numbered blocks under a platform that takes snapshots and notes changes, with the
 * traps of the real one: while snapshots are stacked their base holds the oldest moment, tracking
 * can be reset, and blocks may be named that have not changed.
 */
final class PretendDisk {
  static final int BLOCKS = 12;

  private final Random random;
  final int[] content = new int[BLOCKS];
  private final int[] changedAt = new int[BLOCKS];
  private final List<Snapshot> snapshots = new ArrayList<>();
  private int[] base = content;
  private int sequence = 1;
  private int tracking = 1;
  private boolean on = true;

  PretendDisk(Random random) {
    this.random = random;
    Arrays.setAll(content, i -> random.nextInt(2));
  }

  /**
   * What a snapshot froze.
   *
   * @param chained whether another one lay below when it was taken
   */
  record Snapshot(String name, String changeId, boolean chained) {}

  boolean on() {
    return on;
  }

  void power(boolean wanted) {
    on = wanted;
  }

  void write() {
    if (on) {
      int block = random.nextInt(BLOCKS);
      content[block] = 1000 + sequence;
      changedAt[block] = ++sequence;
    }
  }

  void resetTracking() {
    tracking++;
  }

  Snapshot take(String name) {
    if (snapshots.isEmpty()) {
      base = content.clone();
    }
    var id = tracking + "/" + sequence;
    snapshots.add(new Snapshot(name, id, !snapshots.isEmpty()));
    return snapshots.getLast();
  }

  Optional<Snapshot> find(String name) {
    return snapshots.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** The last one gone, everything is in the base again. */
  void remove(String name) {
    snapshots.removeIf(s -> s.name().equals(name));
    if (snapshots.isEmpty()) {
      base = content;
    }
  }

  List<String> names() {
    return snapshots.stream().map(Snapshot::name).toList();
  }

  /** What is read of the frozen file, or of a machine that is off. */
  int read(int block) {
    return base[block];
  }

  /** The blocks that changed since, some more for good measure; empty when nobody knows. */
  Optional<Set<Integer>> changed(String since) {
    int slash = since.indexOf('/');
    if (Integer.parseInt(since.substring(0, slash)) != tracking) {
      return Optional.empty();
    }
    int from = Integer.parseInt(since.substring(slash + 1));
    var blocks = new TreeSet<Integer>();
    for (int i = 0; i < BLOCKS; i++) {
      if (changedAt[i] > from || random.nextInt(20) == 0) {
        blocks.add(i);
      }
    }
    return Optional.of(blocks);
  }
}
