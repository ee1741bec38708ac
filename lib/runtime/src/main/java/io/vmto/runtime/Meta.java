package io.vmto.runtime;

/** Keys of the metadata that travel from a command to every event it causes. */
public final class Meta {
  /** Who asked: a person's name, or {@code system}. */
  public static final String ACTOR = "actor";

  /** From where: an address, or the service. */
  public static final String ORIGIN = "origin";

  /** What the caller calls this request; the same in logs and answers. */
  public static final String CORRELATION = "correlationId";

  /** The message that caused this one. */
  public static final String CAUSATION = "causationId";

  /** The trace of the request that began the chain (W3C), or else the chain's first message. */
  public static final String TRACE = "traceId";

  /** What its sender may do, sealed; see {@link io.vmto.runtime.access.Seals}. Never stored. */
  public static final String SEAL = "seal";

  private Meta() {}
}
