package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.ArrayList;
import java.util.List;

/** A view over everything of some types below a container. */
record ContainerView(Ref ref, Ref container, List<String> types, boolean recursive, World world)
    implements SessionObject {
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
      all.add(World.DATACENTER);
      all.add(World.CLUSTER);
      all.add(World.POOL);
      all.add(World.HOST);
      all.add(World.DATASTORE);
      World.NETWORKS.forEach(name -> all.add(World.network(name)));
    }
    if (everything || container.equals(World.VM_FOLDER) || container.equals(World.HOST)) {
      world.vms().forEach(vm -> all.add(vm.ref()));
    }
    return all.stream()
        .filter(ref -> types.isEmpty() || types.stream().anyMatch(t -> Places.isA(ref.type(), t)))
        .toList();
  }
}
