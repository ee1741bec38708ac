package io.vmto.contract.operations;

import io.vmto.contract.Event;
import java.time.Instant;

/**
 * What somebody did to keep the installation running. These are events and not rows of a table of
 * their own, so that who, when and why stand in the one history that nobody can change.
 */
public sealed interface OperationsEvent extends Event {
  PartId part();

  record ProcessorStopped(PartId part, Instant at) implements OperationsEvent {}

  record ProcessorStarted(PartId part, Instant at) implements OperationsEvent {}

  /**
   * An event that could not be handled was asked to be handled again, with those behind it.
   *
   * @param sequence what its letters have in common: a job, or an aggregate
   */
  record LetterReplayed(PartId part, String letter, String sequence, Instant at)
      implements OperationsEvent {}

  /**
   * An event was let go without having been handled.
   *
   * @param type its logical name
   * @param position its place in the log, -1 where that is not known
   */
  record LetterDiscarded(
      PartId part,
      String letter,
      String sequence,
      String type,
      long position,
      String reason,
      Instant at)
      implements OperationsEvent {}

  /** A read model was asked to be folded anew. */
  record RebuildRequested(PartId part, Instant at) implements OperationsEvent {}
}
