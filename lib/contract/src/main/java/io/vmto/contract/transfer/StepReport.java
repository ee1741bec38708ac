package io.vmto.contract.transfer;

import java.util.Map;

/**
 * The counters of one attempt.
 *
 * @param read bytes taken from the wire or file
 * @param zeros bytes that needed no writing
 * @param written bytes written to a sink or sent to the target
 * @param facts anything else worth keeping, e.g. {@code resumedFrom}
 */
public record StepReport(long read, long zeros, long written, Map<String, String> facts) {
  public static final StepReport NOTHING = new StepReport(0, 0, 0, Map.of());

  public StepReport {
    facts = Map.copyOf(facts);
  }

  public static StepReport of(Map<String, String> facts) {
    return new StepReport(0, 0, 0, facts);
  }
}
