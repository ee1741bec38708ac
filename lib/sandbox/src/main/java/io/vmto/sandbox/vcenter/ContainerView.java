package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.ArrayList;
import java.util.List;

/** A view over everything of some types below a container. */
record ContainerView(Ref ref, Ref container, List<String> types, boolean recursive, World world)
    implements SessionObject {
  /** What is no machine and no network, each after what it hangs below. */
  private static final List<Ref> PLACES =
      List.of(
          World.LAB,
          World.DATACENTER,
          World.VM_FOLDER,
          World.OFFICE,
          World.HOST_FOLDER,
          World.DATASTORE_FOLDER,
          World.NETWORK_FOLDER,
          World.CLUSTER,
          World.POOL,
          World.HOST,
          World.DATASTORE);

  @Override
  public Thing thing() {
    return Thing.of(ref)
        .with("container", container)
        .with("recursive", Value.bool(recursive))
        .later("view", () -> Value.refs(members()));
  }

  // Everything lies below the root; other containers hold machines only where they really do.
  private List<Ref> members() {
    var all = new ArrayList<Ref>();
    boolean everything =
        container.equals(World.ROOT)
            || container.equals(World.LAB)
            || container.equals(World.DATACENTER);
    if (everything) {
      all.addAll(PLACES.subList(PLACES.indexOf(container) + 1, PLACES.size()));
      World.NETWORKS.forEach(name -> all.add(World.network(name)));
    }
    world.vms().stream()
        .filter(vm -> everything || container.equals(World.HOST) || within(vm))
        .forEach(vm -> all.add(vm.ref()));
    return all.stream()
        .filter(ref -> types.isEmpty() || types.stream().anyMatch(t -> Places.isA(ref.type(), t)))
        .toList();
  }

  private boolean within(Vm vm) {
    return container.equals(World.VM_FOLDER) || container.equals(vm.folder());
  }
}
