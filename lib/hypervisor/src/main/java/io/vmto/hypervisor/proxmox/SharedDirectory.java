package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.TargetNode.Storage;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Volumes of a storage that this installation has mounted. What is written here and listed by the
 * node is the same directory; nothing else proves it.
 */
final class SharedDirectory {
  private static final Logger log = LoggerFactory.getLogger(SharedDirectory.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long KIB = 1024;
  private static final Duration LOCAL = Duration.ofSeconds(5);

  /** An NFS client may keep a directory's old listing this long (acdirmax). */
  private static final Duration REMOTE = Duration.ofSeconds(75);

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final PveClient client;
  private final Storages storages;
  private final Map<String, String> mounts;

  SharedDirectory(PveClient client, Storages storages, Map<String, String> mounts) {
    this.client = client;
    this.storages = storages;
    this.mounts = mounts;
  }

  Volume allocate(MachineRef machine, String storageName, int index, long capacity) {
    var storage = storages.usable(machine.node(), storageName, "images");
    var root = mount(storageName);
    if (!Storages.fileBased(storage)) {
      throw Storages.unsuitable(storageName, "has no directory", "Choose a dir or NFS storage.");
    }
    if (storage.available() < capacity) {
      throw full(storage, capacity);
    }
    var taken = storages.disksOf(machine.node(), storageName, machine.id()).keySet();
    proveSame(machine, storage, root);
    var file = freeName(taken, storageName, machine.id(), index);
    var id = create(machine, storageName, file, capacity);
    try {
      return new Volume(id, seen(storage, root.resolve("images", machine.id(), file), capacity));
    } catch (PlatformException e) {
      storages.delete(machine.node(), id);
      throw e;
    }
  }

  private Path mount(String storage) {
    var path = mounts.get(storage);
    if (path == null || !Files.isDirectory(Path.of(path))) {
      throw Storages.unsuitable(
          storage,
          path == null ? "is not mounted here" : "is not mounted at " + path,
          "Mount it here and name the directory on the connection, or use the upload way.");
    }
    return Path.of(path);
  }

  private static PlatformException full(Storage storage, long capacity) {
    return new PlatformException(
        Failure.of(
                ErrorCode.TARGET_FULL,
                "Storage " + storage.name() + " has less room than the disk's capacity",
                "Free space on it, or choose another storage.")
            .with("storage", storage.name())
            .with("needed", capacity)
            .with("available", storage.available()));
  }

  /** Firmware variables may have taken a number, and what somebody left behind is not ours. */
  private static String freeName(Set<String> taken, String storage, String machine, int index) {
    int n = index;
    while (taken.contains(storage + ":" + machine + "/" + name(machine, n))) {
      n++;
    }
    return name(machine, n);
  }

  private static String name(String machine, int n) {
    return "vm-" + machine + "-disk-" + n + ".raw";
  }

  private String create(MachineRef machine, String storage, String file, long capacity) {
    var form = new LinkedHashMap<String, String>();
    form.put("vmid", machine.id());
    form.put("filename", file);
    form.put("size", Long.toString(Math.ceilDiv(capacity, KIB)));
    form.put("format", "raw");
    var wanted = storage + ":" + machine.id() + "/" + file;
    var got = client.post(Storages.path(machine.node(), storage) + "/content", form).asString("");
    if (!got.equals(wanted)) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.PROTOCOL_ERROR,
                  "The node allocated another volume than the one asked for",
                  "Look at both on the node and remove what nobody needs.")
              .with("asked", wanted)
              .with("got", got));
    }
    return got;
  }

  private static Path seen(Storage storage, Path path, long capacity) {
    var size = Math.ceilDiv(capacity, KIB) * KIB;
    if (!appears(patience(storage), () -> sizeOf(path) == size)) {
      throw mismatch(storage, "the volume that the node made is not seen at " + path);
    }
    return path;
  }

  private static long sizeOf(Path path) {
    try {
      return Files.size(path);
    } catch (IOException _) {
      return -1;
    }
  }

  /** Writes a file with a name nobody can guess here, and finds it in the node's listing. */
  private void proveSame(MachineRef machine, Storage storage, Path root) {
    var place = Place.of(storage, machine.id());
    var name = place.prefix() + HexFormat.of().formatHex(nonce()) + place.suffix();
    var folder = root.resolve(place.folder());
    var file = folder.resolve(name);
    var isNew = !Files.isDirectory(folder);
    write(storage, folder, file);
    try {
      var owner = place.content().equals("images") ? machine.id() : "";
      if (!appears(
          patience(storage),
          () ->
              storages
                  .list(machine.node(), storage.name(), place.content(), owner)
                  .keySet()
                  .stream()
                  .anyMatch(volume -> volume.endsWith("/" + name)))) {
        throw mismatch(storage, "a file written at " + root + " is not listed by the node");
      }
    } finally {
      remove(file);
      if (isNew) {
        remove(folder);
      }
    }
  }

  private static byte[] nonce() {
    var nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  private static void write(Storage storage, Path folder, Path file) {
    try {
      Files.createDirectories(folder);
      Files.write(file, new byte[512], StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.MOUNT_MISMATCH,
                  "The directory of storage " + storage.name() + " cannot be written to",
                  "Mount it writable for the user this installation runs as.")
              .with("storage", storage.name())
              .with("directory", folder),
          e);
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("{} could not be removed", path, e);
    }
  }

  private static boolean appears(Duration patience, BooleanSupplier there) {
    var deadline = System.nanoTime() + patience.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw PveTasks.interrupted(e);
      }
    }
    return true;
  }

  private static Duration patience(Storage storage) {
    return storage.type().equals("dir") || storage.type().equals("btrfs") ? LOCAL : REMOTE;
  }

  private static PlatformException mismatch(Storage storage, String why) {
    return new PlatformException(
        Failure.of(
                ErrorCode.MOUNT_MISMATCH,
                "Storage " + storage.name() + " is another directory here than on the node: " + why,
                "Mount the storage's own directory, the one that contains images/.")
            .with("storage", storage.name()));
  }

  /** Where a storage lists files with names of our choice. */
  private record Place(String content, String folder, String prefix, String suffix) {
    static Place of(Storage storage, String machine) {
      var takes = storage.content();
      if (takes.contains("import")) {
        return new Place("import", "import", "vmto-", ".raw");
      }
      if (takes.contains("iso")) {
        return new Place("iso", "template/iso", "vmto-", ".iso");
      }
      if (takes.contains("snippets")) {
        return new Place("snippets", "snippets", "vmto-", ".txt");
      }
      return new Place("images", "images/" + machine, "vm-" + machine + "-vmto-", ".raw");
    }
  }
}
