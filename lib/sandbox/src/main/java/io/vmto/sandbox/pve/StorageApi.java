package io.vmto.sandbox.pve;

import io.vmto.sandbox.pve.Storage.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls about storages and volumes. */
final class StorageApi {
  private final Parts parts;

  StorageApi(Parts parts) {
    this.parts = parts;
  }

  void register(Map<String, Ask.Handler> calls) {
    String storage = "/nodes/{node}/storage/{storage}";
    calls.put("GET /storage", this::configured);
    calls.put("GET /nodes/{node}/storage", this::list);
    calls.put("GET " + storage + "/status", ask -> Answer.of(status(storage(ask))));
    calls.put("GET " + storage + "/content", this::content);
    calls.put("POST " + storage + "/content", this::allocate);
    calls.put("GET " + storage + "/content/{volume}", this::volume);
    calls.put("DELETE " + storage + "/content/{volume}", this::delete);
  }

  private Storage storage(Ask ask) {
    return parts.storages().get(ask.get("storage"));
  }

  private boolean visible(Ask ask, Storage storage) {
    return parts
        .access()
        .may(
            ask.caller(),
            "/storage/" + storage.name(),
            "Datastore.Audit",
            "Datastore.AllocateSpace");
  }

  private Answer configured(Ask ask) {
    return Answer.of(
        parts.storages().all().stream()
            .filter(storage -> visible(ask, storage))
            .filter(storage -> ask.find("type").map(storage.type()::equals).orElse(true))
            .map(
                storage ->
                    Map.of(
                        "storage", storage.name(),
                        "type", storage.type(),
                        "content", String.join(",", storage.content()),
                        "path", storage.shownPath(),
                        "digest", Guest.hex("SHA-1", parts.storages().all().toString())))
            .toList());
  }

  private Answer list(Ask ask) throws IOException {
    var rows = new ArrayList<Map<String, Object>>();
    for (var storage : parts.storages().all()) {
      boolean wanted =
          ask.find("storage").map(storage.name()::equals).orElse(true)
              && ask.find("content").map(text -> takesAny(storage, text)).orElse(true);
      if (wanted && visible(ask, storage)) {
        var row = new LinkedHashMap<String, Object>();
        row.put("storage", storage.name());
        row.putAll(status(storage));
        if (storage.kind() != Storage.Kind.OFFLINE) {
          row.put("used_fraction", (double) storage.used() / storage.limit());
        }
        rows.add(row);
      }
    }
    return Answer.of(rows);
  }

  private static boolean takesAny(Storage storage, String wanted) {
    return List.of(wanted.split("[,;\\s]+", -1)).stream().anyMatch(storage::takes);
  }

  private static Map<String, Object> status(Storage storage) throws IOException {
    boolean online = storage.kind() != Storage.Kind.OFFLINE;
    var status = new LinkedHashMap<String, Object>();
    status.put("type", storage.type());
    status.put("content", String.join(",", storage.content()));
    status.put("enabled", 1);
    status.put("active", online ? 1 : 0);
    status.put("shared", storage.shared() ? 1 : 0);
    status.put("total", online ? storage.limit() : 0L);
    status.put("used", online ? storage.used() : 0L);
    status.put("avail", online ? storage.available() : 0L);
    return status;
  }

  private Answer content(Ask ask) throws IOException {
    var storage = storage(ask);
    storage.demandOnline();
    var rows = new ArrayList<Map<String, Object>>();
    for (var volume : storage.list()) {
      boolean wanted =
          ask.find("content").map(volume.content()::equals).orElse(true)
              && ask.find("vmid").map(id -> id.equals("" + volume.owner())).orElse(true)
              && storage.takes(volume.content());
      if (wanted) {
        row(volume).ifPresent(rows::add);
      }
    }
    return Answer.of(rows);
  }

  private static java.util.Optional<Map<String, Object>> row(Volume volume) throws IOException {
    var row = new LinkedHashMap<String, Object>();
    boolean image = volume.content().equals("images");
    try {
      row.put("volid", volume.id());
      row.put("content", volume.content());
      row.put("format", volume.format());
      row.put("ctime", Files.getLastModifiedTime(volume.path()).toMillis() / 1000);
      row.put("size", image ? capacity(volume) : Files.size(volume.path()));
    } catch (java.nio.file.NoSuchFileException | Commands.Failed e) {
      // Deleted while we looked, or no image whatever its name says.
      return java.util.Optional.empty();
    }
    if (image) {
      row.put("vmid", volume.owner());
    }
    return java.util.Optional.of(row);
  }

  private static long capacity(Volume volume) throws IOException {
    return volume.format().equals("raw")
        ? Files.size(volume.path())
        : DiskImages.info(volume.path(), volume.format()).capacity();
  }

  private Answer allocate(Ask ask) throws IOException, InterruptedException {
    var storage = storage(ask);
    storage.demandOnline();
    String name = ask.get("filename");
    int vmid = ask.vmid();
    if (!name.startsWith("vm-" + vmid + "-")) {
      throw PveError.fault("illegal name '" + name + "' - should be 'vm-" + vmid + "-*'");
    }
    String ending = name.replaceFirst("^.*\\.(raw|qcow2|vmdk)$", "$1");
    boolean hasEnding = !ending.equals(name);
    String format = ask.find("format").orElse(hasEnding ? ending : "raw");
    if (hasEnding && !ending.equals(format)) {
      throw PveError.parameter(
          "format", "different storage formats (" + ending + " != " + format + ")");
    }
    if (!storage.takes("images")) {
      throw PveError.fault(
          "storage '" + storage.name() + "' does not support content-type 'images'");
    }
    var volume = parts.storages().volume(storage, storage.files() ? vmid + "/" + name : name);
    parts.images().create(storage, volume, size(ask.get("size")), new TaskLog(parts.scratchLog()));
    return Answer.of(volume.id());
  }

  // A bare number counts KiB.
  private static long size(String text) {
    return Sizes.parse(text.matches("\\d+") ? text + "K" : text);
  }

  private Volume named(Ask ask) {
    String text = ask.get("volume");
    String id = text.contains(":") ? text : ask.get("storage") + ":" + text;
    if (!id.startsWith(ask.get("storage") + ":")) {
      throw PveError.fault("storage ID mismatch ('" + ask.get("storage") + "' != '" + id + "')");
    }
    return parts.storages().volume(id);
  }

  private void demandVolume(Ask ask, Volume volume, String forImages, String forFiles) {
    String storage = "/storage/" + ask.get("storage");
    if (parts.access().may(ask.caller(), storage, "Datastore.Allocate")) {
      return;
    }
    if (volume.owner() != 0) {
      parts.access().demand(ask.caller(), "/vms/" + volume.owner(), forImages);
    } else {
      parts.access().demand(ask.caller(), storage, forFiles);
    }
  }

  private Answer volume(Ask ask) throws IOException {
    var volume = named(ask);
    demandVolume(ask, volume, "VM.Config.Disk", "Datastore.Audit");
    if (!volume.exists()) {
      throw PveError.fault(
          "volume_size_info on '"
              + volume.id()
              + "' failed - failed to stat '"
              + volume.shownPath()
              + "'");
    }
    var info = DiskImages.probe(volume.path());
    return Answer.of(
        Map.of(
            "path", volume.shownPath(),
            "format", volume.format(),
            "size", capacity(volume),
            "used", info.allocated()));
  }

  private Answer delete(Ask ask) {
    var volume = named(ask);
    demandVolume(ask, volume, "VM.Config.Disk", "Datastore.AllocateTemplate");
    return Answer.of(
        parts
            .tasks()
            .start(
                "imgdel",
                ask.get("storage"),
                ask.caller(),
                log -> {
                  if (!volume.exists()) {
                    log.line("disk image '" + volume.shownPath() + "' does not exist");
                  }
                  parts.storages().free(volume);
                  log.line("Removed volume '" + volume.id() + "'");
                }));
  }
}
