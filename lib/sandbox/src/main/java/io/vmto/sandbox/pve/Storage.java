package io.vmto.sandbox.pve;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A storage of the node.
 *
 * @param shownPath where the node says it lies; log lines name files by it
 * @param root where it really lies
 * @param limit its size in bytes
 */
record Storage(
    String name,
    Kind kind,
    List<String> content,
    boolean shared,
    String shownPath,
    Path root,
    long limit) {
  private static final Pattern IMAGE =
      Pattern.compile("(\\d+)/((vm|base)-(\\d+)-[\\w.-]+\\.(raw|qcow2|vmdk))");
  private static final Pattern BLOCK_IMAGE = Pattern.compile("(vm|base)-(\\d+)-[\\w-]+");
  private static final Pattern IMPORT =
      Pattern.compile("import/([\\w.\\-+=@]+\\.(ova|qcow2|raw|vmdk))");
  private static final Pattern ISO =
      Pattern.compile("iso/([^/]+\\.(iso|img))", Pattern.CASE_INSENSITIVE);

  enum Kind {
    /** Files in folders. */
    DIRECTORY,
    /** Raw volumes without a file name ending, like LVM-thin. */
    BLOCK,
    /** A directory without any room left. */
    FULL,
    /** Configured, but not reachable. */
    OFFLINE
  }

  /**
   * A volume by its name.
   *
   * @param owner the VMID in the name, or 0
   */
  record Volume(String id, String content, String format, int owner, Path path, String shownPath) {
    boolean exists() {
      return Files.isRegularFile(path);
    }
  }

  boolean files() {
    return kind != Kind.BLOCK;
  }

  String type() {
    return files() ? "dir" : "lvmthin";
  }

  void demandOnline() {
    if (kind == Kind.OFFLINE) {
      throw PveError.fault("storage '" + name + "' is not online");
    }
  }

  boolean takes(String wanted) {
    return content.contains(wanted);
  }

  /** Reads a volume name (without the storage); empty for names this storage does not know. */
  Optional<Volume> volume(String volumeName) {
    if (!files()) {
      var block = BLOCK_IMAGE.matcher(volumeName);
      return block.matches()
          ? Optional.of(
              volume(volumeName, "images", "raw", Integer.parseInt(block.group(2)), volumeName))
          : Optional.empty();
    }
    var image = IMAGE.matcher(volumeName);
    if (image.matches() && image.group(1).length() < 10) {
      int owner = Integer.parseInt(image.group(1));
      return Optional.of(
          volume(volumeName, "images", image.group(5), owner, "images/" + volumeName));
    }
    var upload = IMPORT.matcher(volumeName);
    if (upload.matches()) {
      return Optional.of(volume(volumeName, "import", upload.group(2), 0, volumeName));
    }
    var iso = ISO.matcher(volumeName);
    return iso.matches()
        ? Optional.of(volume(volumeName, "iso", "raw", 0, "template/" + volumeName))
        : Optional.empty();
  }

  private Volume volume(
      String volumeName, String contentKind, String format, int owner, String place) {
    return new Volume(
        name + ":" + volumeName,
        contentKind,
        format,
        owner,
        root.resolve(place),
        shownPath + "/" + place);
  }

  /** The volume name of a new image. */
  String imageName(int vmid, int number, String format) {
    String plain = "vm-" + vmid + "-disk-" + number;
    return files() ? vmid + "/" + plain + "." + format : plain;
  }

  /** The first free {@code vm-N-disk-M}, whatever its format. */
  Volume freeImage(int vmid, String format) throws IOException {
    var taken = list().stream().map(volume -> volume.path().getFileName().toString()).toList();
    int number = 0;
    while (isTaken(taken, "vm-" + vmid + "-disk-" + number)) {
      number++;
    }
    return volume(imageName(vmid, number, format)).orElseThrow();
  }

  private static boolean isTaken(List<String> names, String plain) {
    return names.stream().anyMatch(n -> n.equals(plain) || n.startsWith(plain + "."));
  }

  /** Everything on it that is a volume, in the order of the volume ids. */
  List<Volume> list() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (var all = Files.walk(root, 3)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .map(place -> place.replaceFirst("^(images|template)/", ""))
          .flatMap(volumeName -> volume(volumeName).stream())
          .filter(Volume::exists)
          .sorted(java.util.Comparator.comparing(Volume::id))
          .toList();
    }
  }

  long used() throws IOException {
    if (kind == Kind.FULL) {
      return limit;
    }
    // Images are mostly holes: only du knows what they really take.
    String size = Commands.output(List.of("du", "-s", "-B1", root.toString())).split("\\s", -1)[0];
    return Math.min(limit, Long.parseLong(size));
  }

  long available() throws IOException {
    FileStore disk = Files.getFileStore(root);
    return Math.min(Math.max(0, limit - used()), disk.getUsableSpace());
  }
}
