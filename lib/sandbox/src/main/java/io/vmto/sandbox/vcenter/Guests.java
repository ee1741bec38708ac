package io.vmto.sandbox.vcenter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;

/**
 * The guests that run in machines and write all the time. A machine whose guest is not pretended
 * has no tools and cannot be asked to shut down. Guarded by the world's lock.
 */
final class Guests {
  /** Writes are made in bursts so far apart. */
  static final int BURST_MILLIS = 50;

  private static final int LAST_WRITES = 8;

  private final World world;
  private final Map<String, Guest> guests = new HashMap<>();
  private final Map<String, List<Moment>> moments = new HashMap<>();

  Guests(World world) {
    this.world = world;
  }

  /**
   * How a guest writes.
   *
   * @param bytesPerSecond to all its disks together
   * @param bytes of one write, which begins at a multiple of it
   * @param span it writes to the first so many bytes of each disk only; 0 is everywhere
   */
  record Habit(long bytesPerSecond, int bytes, long span, long seed) {
    Habit {
      if (bytesPerSecond < 0 || bytes < 512 || bytes % 512 != 0 || span < 0) {
        throw new IllegalArgumentException("a guest writes whole sectors, forwards");
      }
    }
  }

  /** What was written since some time: all of it, and which blocks of which disk. */
  private static final class Tally {
    final Map<Integer, BitSet> dirtied = new HashMap<>();
    long written;

    void add(Vm.Disk disk, long offset, int length) {
      written += length;
      dirtied
          .computeIfAbsent(disk.key(), k -> new BitSet())
          .set(
              (int) (offset / ChangeMap.BLOCK),
              (int) ((offset + length - 1) / ChangeMap.BLOCK) + 1);
    }

    Written take() {
      var blocks = new HashMap<Integer, Integer>();
      dirtied.forEach((key, set) -> blocks.put(key, set.cardinality()));
      var taken = new Written(written, blocks);
      dirtied.clear();
      written = 0;
      return taken;
    }
  }

  private static final class Guest {
    final Habit habit;
    final Random random;
    final Tally sinceLooked = new Tally();
    final Tally sinceMoment = new Tally();
    ScheduledFuture<?> clock;
    long owed;

    @SuppressWarnings("NullAway.Init")
    Guest(Habit habit) {
      this.habit = habit;
      random = new Random(habit.seed());
    }
  }

  /** What a guest has written since it was started or looked at, and how many blocks of 64 KiB. */
  record Written(long bytes, Map<Integer, Integer> blocks) {}

  /**
   * A moment at which a machine stood still, as the guest knows it, whatever was tracked.
   *
   * @param name of the snapshot; {@code off} when the guest shut down
   * @param since what it wrote since the moment before
   */
  record Moment(String name, Written since) {}

  /** Notes a moment of a machine. */
  void moment(Vm vm, String name) {
    var guest = guests.get(vm.id());
    if (guest != null) {
      moments
          .computeIfAbsent(vm.id(), id -> new ArrayList<>())
          .add(new Moment(name, guest.sinceMoment.take()));
    }
  }

  List<Moment> moments(Vm vm) {
    return List.copyOf(moments.getOrDefault(vm.id(), List.of()));
  }

  void start(Vm vm, Habit habit) {
    stop(vm);
    var guest = new Guest(habit);
    guests.put(vm.id(), guest);
    guest.clock = world.tasks().every(BURST_MILLIS, () -> burst(vm.id(), guest));
    world.touch();
  }

  boolean runs(Vm vm) {
    return vm.isOn() && guests.containsKey(vm.id());
  }

  void stop(Vm vm) {
    var guest = guests.remove(vm.id());
    if (guest != null) {
      guest.clock.cancel(false);
    }
  }

  /** What it wrote last of all, as a file system does when it is unmounted. */
  void shutDown(Vm vm) {
    var guest = guests.get(vm.id());
    if (guest != null) {
      for (int i = 0; i < LAST_WRITES; i++) {
        write(vm, guest);
      }
      moment(vm, "off");
    }
    stop(vm);
  }

  private void burst(String id, Guest guest) {
    world.vms().stream()
        .filter(vm -> vm.id().equals(id) && vm.isOn())
        .forEach(
            vm -> {
              guest.owed += guest.habit.bytesPerSecond() * BURST_MILLIS / 1000;
              while (guest.owed >= guest.habit.bytes()) {
                write(vm, guest);
                guest.owed -= guest.habit.bytes();
              }
            });
  }

  private void write(Vm vm, Guest guest) {
    var disks = vm.disks();
    if (disks.isEmpty()) {
      return;
    }
    var disk = disks.get(guest.random.nextInt(disks.size()));
    int length = guest.habit.bytes();
    long span = guest.habit.span() == 0 ? disk.capacity() : guest.habit.span();
    long places = Math.min(span, disk.capacity()) / length;
    if (places == 0) {
      return;
    }
    long offset = guest.random.nextLong(places) * length;
    var content = new byte[length];
    guest.random.nextBytes(content);
    world.snapshots().write(vm, disk, offset, content);
    guest.sinceLooked.add(disk, offset, length);
    guest.sinceMoment.add(disk, offset, length);
  }

  /** Counts from now on anew. */
  Written take(Vm vm) {
    var guest = guests.get(vm.id());
    return guest == null ? new Written(0, Map.of()) : guest.sinceLooked.take();
  }
}
