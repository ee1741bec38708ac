package io.vmto.sandbox.pve;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the node says about a VM's state. */
final class GuestStatus {
  private final int major;
  private final Machines machines;
  private final Drives drives;
  private final Clock clock;

  GuestStatus(int major, Machines machines, Drives drives, Clock clock) {
    this.major = major;
    this.machines = machines;
    this.drives = drives;
    this.clock = clock;
  }

  /** The answer of {@code status/current}. */
  Map<String, Object> current(Guest guest) {
    var status = common(guest);
    var machine = machines.find(guest.id());
    status.put("ha", Map.of("managed", 0));
    status.put("qmpstatus", machine.map(machines::status).orElse("stopped"));
    if (GuestSettings.hasAgent(guest)) {
      status.put("agent", 1);
    }
    machine.ifPresent(running -> addRunning(guest, running, status));
    return status;
  }

  /** The shorter form of the lists. */
  Map<String, Object> brief(Guest guest) {
    return common(guest);
  }

  private Map<String, Object> common(Guest guest) {
    var machine = machines.find(guest.id());
    var status = new LinkedHashMap<String, Object>();
    status.put("vmid", guest.id());
    status.put("name", guest.name());
    status.put("status", machine.isPresent() ? "running" : "stopped");
    status.put("cpus", GuestSettings.processors(guest));
    status.put("maxmem", GuestSettings.memory(guest));
    status.put("maxdisk", bootDisk(guest));
    for (String zero : new String[] {"mem", "disk", "cpu", "netin", "netout"}) {
      status.put(zero, 0);
    }
    if (major >= 9) {
      status.put("memhost", 0);
    } else {
      status.put("diskread", 0);
      status.put("diskwrite", 0);
    }
    status.put("uptime", machine.map(this::uptime).orElse(0L));
    if (guest.config().keySet().stream().anyMatch(key -> key.startsWith("serial"))) {
      status.put("serial", 1);
    }
    guest.lock().ifPresent(lock -> status.put("lock", lock));
    guest.value("tags").ifPresent(tags -> status.put("tags", tags));
    return status;
  }

  private long uptime(Machines.Running machine) {
    return (clock.millis() - machine.startedAt()) / 1000;
  }

  private void addRunning(Guest guest, Machines.Running machine, Map<String, Object> status) {
    status.put("pid", machine.pid());
    var cards = new LinkedHashMap<String, Object>();
    QemuCommand.cards(guest, drives)
        .keySet()
        .forEach(
            key ->
                cards.put(
                    "tap" + guest.id() + "i" + key.substring(3), Map.of("netin", 0, "netout", 0)));
    if (!cards.isEmpty()) {
      status.put("nics", cards);
    }
    if (major >= 9) {
      for (String what : new String[] {"cpu", "io", "memory"}) {
        status.put("pressure" + what + "some", 0);
        status.put("pressure" + what + "full", 0);
      }
    }
  }

  private long bootDisk(Guest guest) {
    String order = guest.value("boot").orElse("").replaceFirst("^order=", "");
    for (String key : order.split(";", -1)) {
      var size = guest.value(key).filter(any -> Drives.KEY.matcher(key).matches());
      Optional<String> text = size.map(value -> drives.parse(key, value).getOrDefault("size", "0"));
      if (text.isPresent()) {
        return Sizes.parse(text.get());
      }
    }
    return 0;
  }
}
