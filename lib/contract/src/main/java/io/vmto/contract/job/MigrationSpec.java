package io.vmto.contract.job;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import java.util.Set;

/**
 * A request together with what was found on both sides when it was made: all a strategy needs.
 *
 * @param sourceCapabilities names of what the source can do (STREAM_EXPORT, RANGE_READ …)
 */
public record MigrationSpec(
    MigrationRequest request,
    Machine machine,
    Set<String> sourceCapabilities,
    TargetNode node,
    Set<String> targetCapabilities) {
  public MigrationSpec {
    sourceCapabilities = Set.copyOf(sourceCapabilities);
    targetCapabilities = Set.copyOf(targetCapabilities);
  }
}
