package io.vmto.sandbox.vcenter;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Bugs that hosts have had in the tracking of changes; each can be switched on. */
enum Bug {
  /** What was written while a snapshot was open is forgotten when it is removed (KB 317933). */
  @JsonProperty("lost-in-consolidation")
  LOST_IN_CONSOLIDATION,
  /** Changes beyond 128 GiB are not reported (KB 310751). */
  @JsonProperty("past-128-gib")
  PAST_128_GIB,
  /** After a disk was made larger its changes are not noted any more (KB 95965). */
  @JsonProperty("silent-after-resize")
  SILENT_AFTER_RESIZE
}
