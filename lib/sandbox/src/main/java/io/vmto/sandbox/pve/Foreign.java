package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Somebody else's VMs and volumes, there from the first start, beside ours on the same storages.
 * Their SHA-256 from then is kept, so that anybody can see whether they were touched.
 */
final class Foreign {
  private static final int DATABASE = 100;
  private static final int WEB = 101;

  private final Path file;
  private final Guests guests;
  private final Storages storages;

  Foreign(Path dataDir, Guests guests, Storages storages) {
    this.file = dataDir.resolve("foreign.json");
    this.guests = guests;
    this.storages = storages;
  }

  /** Object → SHA-256. */
  record Marks(Map<String, String> of) {}

  void settle() throws IOException {
    if (Files.exists(file)) {
      return;
    }
    disk("shared:100/vm-100-disk-0.raw", 1);
    disk("local:101/vm-101-disk-0.raw", 2);
    disk("thin:vm-101-disk-1", 3);
    disk("shared:777/vm-777-disk-0.raw", 4);
    disk("local:import/somebody-elses.raw", 5);
    guest(DATABASE, "db1", "scsi0", "shared:100/vm-100-disk-0.raw,size=1M");
    guest(WEB, "web1", "virtio0", "local:101/vm-101-disk-0.raw,size=1M");
    var marks = new TreeMap<String, String>();
    for (String volume :
        new String[] {
          "shared:100/vm-100-disk-0.raw",
          "local:101/vm-101-disk-0.raw",
          "thin:vm-101-disk-1",
          "shared:777/vm-777-disk-0.raw",
          "local:import/somebody-elses.raw"
        }) {
      marks.put(volume, now(volume));
    }
    marks.put("vm:" + DATABASE, now("vm:" + DATABASE));
    marks.put("vm:" + WEB, now("vm:" + WEB));
    Json.save(file, new Marks(marks));
  }

  private void disk(String volume, long seed) throws IOException {
    var bytes = new byte[1 << 20];
    new Random(seed).nextBytes(bytes);
    var path = storages.volume(volume).path();
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  private void guest(int id, String name, String slot, String disk) {
    var config = new TreeMap<String, String>();
    config.put("name", name);
    config.put("memory", "256");
    config.put("description", "not yours");
    config.put(slot, disk);
    config.put("boot", "order=" + slot);
    guests.save(Guest.theirs(id, config));
  }

  private String now(String object) throws IOException {
    if (object.startsWith("vm:")) {
      int id = Integer.parseInt(object.substring(3));
      return guests.find(id).map(guest -> Guest.hex("SHA-256", guest.text())).orElse("gone");
    }
    return Imports.sha256(storages.volume(object).path()).orElse("gone");
  }

  /** Object → its SHA-256 at the start and now. */
  Map<String, Object> report() throws IOException {
    var report = new TreeMap<String, Object>();
    var marks = Json.load(file, Marks.class).map(Marks::of).orElse(Map.of());
    for (var mark : marks.entrySet()) {
      report.put(
          mark.getKey(), Map.of("sha256AtStart", mark.getValue(), "sha256", now(mark.getKey())));
    }
    for (var guest : guests.all()) {
      String mark = guest.foreign();
      if (mark != null) {
        String object = "vm:" + guest.id();
        report.put(object, Map.of("sha256AtStart", mark, "sha256", now(object)));
      }
    }
    return report;
  }
}
