package io.vmto.contract.operations;

import io.vmto.contract.Command;

/** What can be asked of a read model; query-service does it, one after the other. */
public sealed interface ProjectionCommand extends Command {
  PartId projection();

  @Override
  default PartId target() {
    return projection();
  }

  /** Folds it anew beside the live one, and puts it in its place. */
  record RebuildProjection(PartId projection) implements ProjectionCommand {}

  /** Folds it anew beside the live one, and names where they differ. */
  record CheckProjection(PartId projection) implements ProjectionCommand {}
}
