package io.vmto.sandbox.pve;

import io.vmto.sandbox.pve.Storage.Kind;
import io.vmto.sandbox.pve.Storage.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The node's storages: one of each kind that a migration may meet. */
final class Storages {
  private static final long TIB = 1L << 40;

  private final List<Storage> all;

  Storages(Path dataDir) throws IOException {
    var root = dataDir.resolve("storage");
    all =
        List.of(
            storage(
                root,
                "local",
                Kind.DIRECTORY,
                List.of("import", "iso", "images", "vztmpl", "snippets"),
                false,
                "/var/lib/vz"),
            storage(
                root,
                "shared",
                Kind.DIRECTORY,
                List.of("images", "iso", "import"),
                true,
                "/mnt/pve/shared"),
            storage(root, "thin", Kind.BLOCK, List.of("images", "rootdir"), false, "/dev/pve"),
            storage(root, "full", Kind.FULL, List.of("images"), false, "/mnt/pve/full"),
            storage(
                root,
                "offline",
                Kind.OFFLINE,
                List.of("images", "import"),
                true,
                "/mnt/pve/offline"));
    for (var storage : all) {
      for (String folder : folders(storage)) {
        Files.createDirectories(storage.root().resolve(folder));
      }
    }
  }

  private static Storage storage(
      Path root, String name, Kind kind, List<String> content, boolean shared, String shown) {
    return new Storage(name, kind, content, shared, shown, root.resolve(name), TIB);
  }

  private static List<String> folders(Storage storage) {
    return storage.kind() == Kind.DIRECTORY
        ? List.of("images", "import", "template/iso", "template/cache", "snippets")
        : storage.files() ? List.of("images") : List.of("");
  }

  List<Storage> all() {
    return all;
  }

  Storage get(String name) {
    return all.stream()
        .filter(storage -> storage.name().equals(name))
        .findFirst()
        .orElseThrow(() -> PveError.fault("storage '" + name + "' does not exist"));
  }

  /** The volume a full id names; the storage must be there and online. */
  Volume volume(String id) {
    int colon = id.indexOf(':');
    if (colon < 1) {
      throw PveError.fault("unable to parse volume ID '" + id + "'");
    }
    var storage = get(id.substring(0, colon));
    storage.demandOnline();
    return volume(storage, id.substring(colon + 1));
  }

  Volume volume(Storage storage, String name) {
    String kind = storage.files() ? "directory" : "lvm";
    return storage
        .volume(name)
        .orElseThrow(
            () -> PveError.fault("unable to parse " + kind + " volume name '" + name + "'"));
  }

  Storage of(Volume volume) {
    return get(volume.id().substring(0, volume.id().indexOf(':')));
  }

  void free(Volume volume) throws IOException {
    Files.deleteIfExists(volume.path());
    var folder = volume.path().getParent();
    if (folder != null && folder.endsWith("images/" + volume.owner()) && isEmpty(folder)) {
      Files.delete(folder);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> rest = Files.list(folder)) {
      return rest.findAny().isEmpty();
    }
  }

  Optional<Path> importSource(String text) {
    return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
  }
}
