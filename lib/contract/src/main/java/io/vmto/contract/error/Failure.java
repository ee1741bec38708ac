package io.vmto.contract.error;

import java.util.Map;

/**
 * Something that went wrong, as it is stored, sent and shown: a code, one sentence, the facts that
 * name the affected thing, and what to do about it. Never carries a secret or a stack trace.
 *
 * @param transientFault whether the same attempt may succeed later without anybody doing anything
 */
public record Failure(
    ErrorCode code,
    String message,
    Map<String, String> facts,
    String remedy,
    boolean transientFault) {
  /** The fact that says in how many seconds to come again. */
  public static final String RETRY_AFTER = "retryAfterSeconds";

  public Failure {
    facts = Map.copyOf(facts);
  }

  public static Failure of(ErrorCode code, String message, String remedy) {
    return new Failure(code, message, Map.of(), remedy, false);
  }

  public static Failure passing(ErrorCode code, String message, String remedy) {
    return new Failure(code, message, Map.of(), remedy, true);
  }

  /** The same failure with one more fact. */
  public Failure with(String fact, Object value) {
    var more = new java.util.TreeMap<>(facts);
    more.put(fact, String.valueOf(value));
    return new Failure(code, message, more, remedy, transientFault);
  }
}
