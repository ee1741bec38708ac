package io.vmto.contract.operations;

import java.time.Instant;

/**
 * An event that was set aside, because it could not be handled or because one before it could not.
 * Never carries what the event says.
 *
 * @param sequence what must be handled in order: a job, or an aggregate
 * @param index its place in that sequence
 * @param type the event's logical name
 * @param position its place in the log, -1 where that is not known
 * @param aggregate empty where it has none
 * @param code of the failure; empty while it only waits behind another
 * @param attempts how often it was tried, 0 while it only waits
 */
public record DeadLetterView(
    String id,
    PartId processor,
    String sequence,
    long index,
    String type,
    long position,
    String aggregate,
    String code,
    String message,
    int attempts,
    Instant first,
    Instant last) {

  /** Where a list goes on behind this one; they are ordered by it. */
  public String cursor() {
    return first + "_" + id;
  }

  /** Whether nothing is wrong with it: it waits for one before it. */
  public boolean waiting() {
    return code.isEmpty();
  }
}
