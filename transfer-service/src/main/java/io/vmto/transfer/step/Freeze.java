package io.vmto.transfer.step;

import io.vmto.contract.transfer.Resource;
import io.vmto.hypervisor.SourceSnapshots.Snapshot;

/**
 * A snapshot of the source machine, in the ledger from before it is taken until it is gone. An
 * attempt that died is followed by one that finds it by its name.
 */
final class Freeze {
  private Freeze() {}

  static Snapshot take(StepContext context, String name) {
    var resource = resource(context, name);
    var id = context.machine().id();
    context.reports().intend(resource);
    var snapshots = context.source().snapshots();
    var snapshot =
        snapshots.find(id, name).orElseGet(() -> snapshots.take(id, name, note(context)));
    context.reports().opened(resource, snapshot.id());
    return snapshot;
  }

  static void remove(StepContext context, String name) {
    context.source().snapshots().remove(context.machine().id(), name, note(context));
    context.reports().closed(resource(context, name), "removed");
  }

  /** Takes away what an attempt that died has left, but for one that is still needed. */
  static void removeStale(StepContext context, String needed) {
    for (var holding : context.run().ledger()) {
      var resource = holding.resource();
      if (resource.kind() == Resource.Kind.SNAPSHOT && !resource.name().equals(needed)) {
        remove(context, resource.name());
      }
    }
  }

  private static Resource resource(StepContext context, String name) {
    return context.resource(Resource.Kind.SNAPSHOT, name, context.machine().id(), "");
  }

  private static String note(StepContext context) {
    return context.marker().toString();
  }
}
