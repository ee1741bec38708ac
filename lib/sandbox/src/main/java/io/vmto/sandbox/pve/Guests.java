package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import io.vmto.sandbox.pve.PveFaults.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All configurations of the node, kept as files, with the lock that each VM has. */
final class Guests {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

  private final Path dir;
  private final String node;
  private final PveFaults faults;
  private final Map<Integer, Guest> guests = new ConcurrentSkipListMap<>();
  private final Map<Integer, ReentrantLock> locks = new ConcurrentHashMap<>();

  Guests(Path dataDir, String node, PveFaults faults) throws IOException {
    this.dir = Files.createDirectories(dataDir.resolve("vms"));
    this.node = node;
    this.faults = faults;
    try (var files = Files.newDirectoryStream(dir, "*.json")) {
      for (var file : files) {
        Json.load(file, Guest.class).ifPresent(guest -> guests.put(guest.id(), guest));
      }
    }
  }

  Optional<Guest> find(int id) {
    return Optional.ofNullable(guests.get(id));
  }

  /** The configuration, or the fault every call gives for a VM that is not there. */
  Guest get(int id) {
    return find(id)
        .orElseThrow(
            () ->
                PveError.fault(
                    "Configuration file 'nodes/"
                        + node
                        + "/qemu-server/"
                        + id
                        + ".conf' does not exist"));
  }

  List<Guest> all() {
    return List.copyOf(guests.values());
  }

  /** Takes an id that is free, with the lock of a VM that is being made. */
  synchronized Guest reserve(int id, @Nullable String pool) {
    if (faults.strikes(Point.VMID_TAKEN, Integer.toString(id)) && !guests.containsKey(id)) {
      var config = new TreeMap<>(Map.of("name", "somebody-elses-" + id, "memory", "256"));
      save(Guest.theirs(id, config));
    }
    if (guests.containsKey(id)) {
      throw PveError.fault(
          "unable to create VM " + id + " - VM " + id + " already exists on node '" + node + "'");
    }
    return save(Guest.locked(id, "create", pool));
  }

  synchronized Guest save(Guest guest) {
    Json.save(dir.resolve(guest.id() + ".json"), guest);
    guests.put(guest.id(), guest);
    return guest;
  }

  synchronized void remove(int id) {
    guests.remove(id);
    try {
      Files.deleteIfExists(dir.resolve(id + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int nextFree() {
    int id = 100;
    while (guests.containsKey(id)) {
      id++;
    }
    return id;
  }

  interface Locked<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Runs with the VM's lock file held. */
  <T> T locked(int id, Locked<T> work) throws IOException, InterruptedException {
    var lock = locks.computeIfAbsent(id, any -> new ReentrantLock());
    boolean refused = faults.strikes(Point.LOCK_TIMEOUT, Integer.toString(id));
    if (refused || !lock.tryLock(LOCK_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw PveError.fault(
          "can't lock file '/var/lock/qemu-server/lock-" + id + ".conf' - got timeout");
    }
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }
}
