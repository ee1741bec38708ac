package io.vmto.transfer.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where disk images and their manifests are kept while a job needs them, and for a while longer
 * where that is wanted. A name is {@code job/disk/file}.
 */
public interface ArtifactStore {
  /** The artifact of this name, which may not have content yet; its folder exists. */
  Artifact artifact(String name) throws IOException;

  /**
   * The finished image of this name as it is now; the caller closes it. Empty where there is none,
   * or only a part of one; nothing is made for it.
   */
  Optional<KeptImage> find(String name) throws IOException;

  /**
   * What copies note beside the artifacts of a disk, whether there are any or not; nothing is made
   * for it.
   */
  CopyNotes notes(String job, String disk);

  /** Deletes it with everything beside it; an artifact that is not there is fine. */
  void delete(String name) throws IOException;

  /** Leaves it here until then, when {@link #sweep} may delete it. */
  void keep(String name, Instant until) throws IOException;

  /** Deletes what was kept and whose time is over; returns how many artifacts that were. */
  int sweep(Instant now) throws IOException;

  /** Bytes that can still be stored, as far as one can know. */
  long available() throws IOException;

  /** A folder, or the name of what keeps them elsewhere. */
  String place();

  /** Fails where the place cannot be reached now. */
  void reach() throws IOException;

  /** The folder of this machine where copies keep their notes. */
  Path folder();

  /** Bytes below that folder by job; a file counts as long as it says it is. */
  Map<String, Long> bytes() throws IOException;
}
