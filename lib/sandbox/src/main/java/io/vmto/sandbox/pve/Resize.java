package io.vmto.sandbox.pve;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** Makes a disk larger; smaller it never gets. */
final class Resize {
  private final Parts parts;

  Resize(Parts parts) {
    this.parts = parts;
  }

  Guest run(int vmid, String key, String size, TaskLog log)
      throws IOException, InterruptedException {
    var guest = parts.guests().get(vmid);
    Change.checkLock(guest);
    String text =
        guest.value(key).orElseThrow(() -> PveError.fault("disk '" + key + "' does not exist"));
    var values = new LinkedHashMap<>(parts.drives().parse(key, text));
    var volume = parts.storages().volume(values.getOrDefault("file", ""));
    long old = DiskImages.info(volume.path(), volume.format()).capacity();
    long wanted = size.startsWith("+") ? old + Sizes.parse(size.substring(1)) : Sizes.parse(size);
    if (wanted < old) {
      throw PveError.fault("shrinking disks is not supported");
    }
    if (parts.machines().isRunning(vmid)) {
      parts
          .machines()
          .command(
              vmid, "block_resize", java.util.Map.of("device", "drive-" + key, "size", wanted));
      log.line("Image resized.");
    } else {
      Commands.run(
          List.of(
              "qemu-img", "resize", "-f", volume.format(), volume.path().toString(), "" + wanted),
          log::line);
    }
    values.put("size", Sizes.exact(wanted));
    var config = new TreeMap<>(guest.config());
    config.put(key, parts.drives().print(key, values));
    return parts.guests().save(guest.with(config));
  }
}
