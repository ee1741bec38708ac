package io.vmto.sandbox.pve;

import io.vmto.sandbox.pve.PveFaults.Point;
import io.vmto.sandbox.pve.Storage.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Makes the disks a configuration asks for: empty, imported, or there already. */
final class Drives {
  static final Pattern KEY = Pattern.compile("(ide|sata|scsi|virtio)\\d+|efidisk0|tpmstate0");
  private static final Pattern NEW = Pattern.compile("([\\w.-]+):(\\d+(\\.\\d+)?)");
  private static final long EFI_VARIABLES = 528 * 1024;
  private static final long TPM_STATE = 4L << 20;

  private final CallTable table;
  private final Storages storages;
  private final DiskImages images;
  private final PveFaults faults;

  Drives(CallTable table, Storages storages, DiskImages images, PveFaults faults) {
    this.table = table;
    this.storages = storages;
    this.images = images;
    this.faults = faults;
  }

  Map<String, String> parse(String key, String text) {
    return PropertyString.parse(format(key), text);
  }

  String print(String key, Map<String, String> values) {
    return PropertyString.print(format(key), values);
  }

  private Map<String, Rule> format(String key) {
    var own = table.format(key);
    return own.isEmpty() ? table.format(key.replaceFirst("\\d+$", "")) : own;
  }

  /** The volume behind a drive, if it is one on a storage. */
  Optional<String> volumeOf(String key, String text) {
    return Optional.ofNullable(parse(key, text).get("file")).filter(file -> file.contains(":"));
  }

  /** Refuses what can be seen to be wrong before any work begins. */
  void check(Caller caller, Access access, int vmid, String key, String text) {
    var values = parse(key, text);
    String file = values.getOrDefault("file", "");
    String source = values.get("import-from");
    var fresh = NEW.matcher(file);
    if (source != null && !(fresh.matches() && Double.parseDouble(fresh.group(2)) == 0)) {
      throw PveError.parameter(
          key, "'import-from' requires special syntax - use <storage ID>:0,import-from=<source>");
    }
    boolean absolute = file.startsWith("/") || (source != null && source.startsWith("/"));
    if (absolute && !caller.isRootItself()) {
      throw PveError.fault(
          "Only root can pass arbitrary filesystem paths. at /usr/share/perl5/PVE/Storage.pm line"
              + " 651.");
    }
    if (file.contains(":")) {
      var storage = storages.get(file.substring(0, file.indexOf(':')));
      boolean owned = !fresh.matches();
      if (!owned || !file.contains(":iso/")) {
        access.demand(caller, "/storage/" + storage.name(), "Datastore.AllocateSpace");
      }
      if (owned
          && storage
              .volume(file.substring(file.indexOf(':') + 1))
              .filter(volume -> volume.owner() != 0 && volume.owner() != vmid)
              .isPresent()) {
        throw PveError.denied("/storage/" + storage.name(), "Datastore.Allocate");
      }
    }
    if (source != null && !absolute) {
      String storage = source.substring(0, Math.max(0, source.indexOf(':')));
      access.demand(caller, "/storage/" + storage, "Datastore.Audit", "Datastore.AllocateSpace");
    }
  }

  /**
   * Does the work for one drive and answers its text for the configuration.
   *
   * @param made told every volume that came to be, for the rollback
   */
  String make(int vmid, String key, String text, TaskLog log, Consumer<Volume> made)
      throws IOException, InterruptedException {
    var values = new LinkedHashMap<>(parse(key, text));
    String file = values.getOrDefault("file", "none");
    var fresh = NEW.matcher(file);
    if (!fresh.matches()) {
      return attach(key, values, file);
    }
    var storage = storages.get(fresh.group(1));
    storage.demandOnline();
    if (!storage.takes("images")) {
      throw PveError.fault(
          "storage '" + storage.name() + "' does not support content-type 'images'");
    }
    String wanted = values.remove("format");
    String source = values.remove("import-from");
    Volume volume;
    if (source != null) {
      volume = importFrom(vmid, storage, source, wanted, log, made);
    } else {
      long bytes = newSize(key, fresh.group(2));
      volume = empty(vmid, key, storage, wanted, bytes, log, made);
    }
    values.put("file", volume.id());
    values.put("size", Sizes.exact(DiskImages.info(volume.path(), volume.format()).capacity()));
    String printed = print(key, values);
    log.line(key + ": successfully created disk '" + printed + "'");
    return printed;
  }

  private static long newSize(String key, String gigabytes) {
    return switch (key) {
      case "efidisk0" -> EFI_VARIABLES;
      case "tpmstate0" -> TPM_STATE;
      default -> (long) (Double.parseDouble(gigabytes) * (1L << 30));
    };
  }

  private Volume empty(
      int vmid,
      String key,
      Storage storage,
      @org.jspecify.annotations.Nullable String wanted,
      long bytes,
      TaskLog log,
      Consumer<Volume> made)
      throws IOException, InterruptedException {
    var volume = storage.freeImage(vmid, storage.files() && wanted != null ? wanted : "raw");
    images.create(storage, volume, bytes, log);
    made.accept(volume);
    if (key.equals("efidisk0")) {
      var variables = Firmware.variables();
      var source = variables.isPresent() ? variables.get() : volume.path();
      if (variables.isPresent()) {
        images.copy(source, "raw", volume, bytes, log);
      } else {
        List.of("0.0 B", "528.0 KiB", "528.0 KiB")
            .forEach(
                done ->
                    log.line(
                        "transferred "
                            + done
                            + " of 528.0 KiB ("
                            + (done.startsWith("0") ? "0.00" : "100.00")
                            + "%)"));
      }
    }
    return volume;
  }

  private Volume importFrom(
      int vmid,
      Storage storage,
      String source,
      @org.jspecify.annotations.Nullable String wanted,
      TaskLog log,
      Consumer<Volume> made)
      throws IOException, InterruptedException {
    var from = source(source);
    if (!Files.isRegularFile(from.path())) {
      throw PveError.fault("failed to stat '" + from.shown() + "'");
    }
    var info = DiskImages.info(from.path(), from.format());
    log.line("create full clone of drive (" + source + ")");
    String format = !storage.files() ? "raw" : wanted != null ? wanted : from.format();
    var volume = storage.freeImage(vmid, format);
    try {
      images.create(storage, volume, info.capacity(), log);
      made.accept(volume);
      log.line("allocated target volume '" + volume.id() + "'");
      images.copy(from.path(), from.format(), volume, info.capacity(), log);
    } catch (PveError e) {
      throw PveError.fault("cannot import from '" + source + "' - " + e.reason());
    }
    if (faults.strikes(Point.FLIP_TARGET_BYTE, volume.id())) {
      DiskImages.flip(volume);
    }
    return volume;
  }

  private record Source(Path path, String format, String shown) {}

  private Source source(String text) throws IOException {
    var absolute = storages.importSource(text);
    if (absolute.isPresent()) {
      var path = absolute.get();
      String format = Files.isRegularFile(path) ? DiskImages.probe(path).format() : "raw";
      return new Source(path, format, text);
    }
    var volume = storages.volume(text);
    return new Source(volume.path(), volume.format(), volume.shownPath());
  }

  private String attach(String key, Map<String, String> values, String file) throws IOException {
    if (file.equals("none") || file.equals("cdrom") || file.startsWith("/")) {
      return print(key, values);
    }
    var volume = storages.volume(file);
    if (!volume.exists()) {
      throw PveError.fault("volume " + file + " does not exist");
    }
    values.put("size", Sizes.exact(DiskImages.info(volume.path(), volume.format()).capacity()));
    return print(key, values);
  }
}
