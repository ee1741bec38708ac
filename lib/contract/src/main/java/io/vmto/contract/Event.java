package io.vmto.contract;

import java.time.Instant;

/** A fact that was stored and will never change. */
public interface Event {
  Instant at();
}
