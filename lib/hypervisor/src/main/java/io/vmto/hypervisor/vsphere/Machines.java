package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.UNKNOWN_MACHINE;

import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.vsphere.Inventory.Properties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds machines and the names of their networks; use it inside {@link Session#perform}. */
final class Machines {
  private final Inventory inventory;

  Machines(Inventory inventory) {
    this.inventory = inventory;
  }

  List<Machine> all() {
    var folders = new Folders(inventory);
    var networks = new NetworkNames();
    return inventory.all("VirtualMachine", VirtualMachine.PATHS).stream()
        .map(properties -> VirtualMachine.of(properties, folders, networks).machine())
        .toList();
  }

  /** The machine with this handle, or the only one with this name. */
  VirtualMachine find(String wanted) {
    var names = inventory.all("VirtualMachine", "name");
    var found =
        names.stream()
            .filter(vm -> vm.object().id().equals(wanted))
            .findFirst()
            .orElseGet(() -> named(wanted, names));
    var properties = inventory.one(found.object(), VirtualMachine.PATHS);
    if (!properties.get("config.hardware.device").present() && !properties.refused().isEmpty()) {
      throw properties.refused().getFirst();
    }
    return VirtualMachine.of(properties, new Folders(inventory), new NetworkNames());
  }

  /** What it does now, by one short question. */
  Machine.PowerState power(Moref machine) {
    return VirtualMachine.running(inventory.one(machine, "runtime.powerState"));
  }

  private static Properties named(String wanted, List<Properties> names) {
    var found =
        names.stream()
            .filter(vm -> VirtualMachine.plainName(vm.text("name")).equals(wanted))
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.isEmpty()) {
      throw unknown(
          wanted, "There is no machine " + wanted, "List the machines to see their names.");
    }
    var ids = found.stream().map(vm -> vm.object().id()).collect(Collectors.joining(", "));
    throw unknown(
        wanted,
        found.size() + " machines are called " + wanted + ": " + ids,
        "Use one of these ids instead of the name.");
  }

  private static PlatformException unknown(String wanted, String message, String remedy) {
    return new PlatformException(
        Failure.of(UNKNOWN_MACHINE, message, remedy).with("machine", wanted));
  }

  /** Distributed and opaque networks are known to a card by a key only; looked up when met. */
  private final class NetworkNames implements Function<Node, String> {
    private @Nullable Map<String, String> names;

    @Override
    public String apply(Node backing) {
      var key = backing.text("port", "portgroupKey");
      if (key.isEmpty()) {
        key = backing.text("opaqueNetworkId");
      }
      return key.isEmpty()
          ? VirtualMachine.plainName(backing.text("deviceName"))
          : names().getOrDefault(key, key);
    }

    private Map<String, String> names() {
      if (names == null) {
        var read = new HashMap<String, String>();
        for (var group : inventory.all("DistributedVirtualPortgroup", "key", "name")) {
          read.put(group.text("key"), VirtualMachine.plainName(group.text("name")));
        }
        for (var opaque : inventory.all("OpaqueNetwork", "summary", "name")) {
          var id = opaque.get("summary").text("opaqueNetworkId");
          read.put(id, VirtualMachine.plainName(opaque.text("name")));
        }
        names = read;
      }
      return names;
    }
  }
}
