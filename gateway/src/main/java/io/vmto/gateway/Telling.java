package io.vmto.gateway;

import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Permission;
import io.vmto.contract.view.FeedEntry;

/** What a client of a feed is told. */
public sealed interface Telling {
  /** Something happened. */
  record Stored(FeedEntry entry) implements Telling {
    @Override
    public boolean isFor(Caller caller) {
      return caller.may(Permission.AUDIT)
          || !(entry.type().startsWith("account.") || entry.type().startsWith("key."));
    }
  }

  /** The client was slower than the ring; what follows is read from the log. */
  record Resync(long after) implements Telling {}

  /** The job has ended, and all of it was told. */
  record End(long position) implements Telling {}

  /** Who was given which right is told to auditors only. */
  default boolean isFor(Caller caller) {
    return true;
  }
}
