package io.vmto.sandbox.vcenter;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's backup: takes a snapshot of a machine now and then, holds it for a while, and
 * takes it away. Guarded by the world's lock.
 */
final class BackupProduct {
  static final String SNAPSHOT = "nightly-backup";

  private final World world;
  private final Map<String, Rhythm> rhythms = new HashMap<>();

  BackupProduct(World world) {
    this.world = world;
  }

  /**
   * When it works.
   *
   * @param least milliseconds to the next thing it does
   * @param most milliseconds to the next thing it does
   */
  record Habit(long least, long most, long seed) {
    Habit {
      if (least < 1 || most < least) {
        throw new IllegalArgumentException("at least a millisecond, and least is not over most");
      }
    }
  }

  private static final class Rhythm {
    final Habit habit;
    final Random random;
    @Nullable String holds;

    Rhythm(Habit habit) {
      this.habit = habit;
      random = new Random(habit.seed());
    }

    long pause() {
      return habit.least() + random.nextLong(habit.most() - habit.least() + 1);
    }
  }

  void start(Vm vm, Habit habit) {
    var rhythm = new Rhythm(habit);
    rhythms.put(vm.id(), rhythm);
    next(vm.id(), rhythm);
  }

  /** It does no more; a snapshot that it holds stays. */
  void stop(Vm vm) {
    rhythms.remove(vm.id());
  }

  private void next(String id, Rhythm rhythm) {
    world.tasks().after(rhythm.pause(), () -> work(id, rhythm));
  }

  private void work(String id, Rhythm rhythm) {
    if (rhythms.get(id) != rhythm) {
      return;
    }
    for (var vm : world.vms()) {
      if (vm.id().equals(id) && world.tasks().recentOf(vm.ref()).isEmpty()) {
        work(vm, rhythm);
      }
    }
    next(id, rhythm);
  }

  private void work(Vm vm, Rhythm rhythm) {
    var held = vm.snapshots().stream().filter(s -> s.id().equals(rhythm.holds)).findFirst();
    if (held.isPresent()) {
      world.snapshots().remove(vm, held.get(), false);
      rhythm.holds = null;
    } else {
      rhythm.holds = world.snapshots().create(vm, SNAPSHOT, "", Fixtures.FOREIGN_USER).id();
    }
  }
}
