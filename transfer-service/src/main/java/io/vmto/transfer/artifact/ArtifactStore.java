package io.vmto.transfer.artifact;

import java.io.IOException;
import java.time.Instant;

/**
 * Where disk images and their manifests are kept while a job needs them, and for a while longer
 * where that is wanted. A name is {@code job/disk/file}.
 */
public interface ArtifactStore {
  /** The artifact of this name, which may not have content yet; its folder exists. */
  Artifact artifact(String name) throws IOException;

  /** Deletes it with everything beside it; an artifact that is not there is fine. */
  void delete(String name) throws IOException;

  /** Leaves it here until then, when {@link #sweep} may delete it. */
  void keep(String name, Instant until) throws IOException;

  /** Deletes what was kept and whose time is over; returns how many artifacts that were. */
  int sweep(Instant now) throws IOException;

  /** Bytes that can still be stored, as far as one can know. */
  long available() throws IOException;
}
