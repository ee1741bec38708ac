package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;

/** Something that belongs to a session: a view, a collector, a filter, a lease. */
interface SessionObject {
  Ref ref();

  /** Its properties, as a managed object. */
  default Thing thing() {
    return Thing.of(ref());
  }

  /** Called when it is destroyed, or its session ends. */
  default void end() {}
}
