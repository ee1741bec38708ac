package io.vmto.contract.job;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import java.util.Set;

/**
 * A request together with what was found on both sides when it was made: all a strategy needs.
 *
 * @param sourceCapabilities names of what the source can do (STREAM_EXPORT, RANGE_READ …)
 * @param platform what the source calls itself, whatever address it is reached by; empty where it
 *     was not asked
 */
public record MigrationSpec(
    MigrationRequest request,
    Machine machine,
    Set<String> sourceCapabilities,
    TargetNode node,
    Set<String> targetCapabilities,
    String platform) {
  public MigrationSpec {
    // specs stored before it was asked
    platform = platform == null ? "" : platform;
    sourceCapabilities = Set.copyOf(sourceCapabilities);
    targetCapabilities = Set.copyOf(targetCapabilities);
  }

  /** Of a platform that was not asked who it is. */
  public MigrationSpec(
      MigrationRequest request,
      Machine machine,
      Set<String> sourceCapabilities,
      TargetNode node,
      Set<String> targetCapabilities) {
    this(request, machine, sourceCapabilities, node, targetCapabilities, "");
  }
}
