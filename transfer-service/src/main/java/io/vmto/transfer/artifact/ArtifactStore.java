package io.vmto.transfer.artifact;

import java.io.IOException;
import java.nio.file.Path;

/** Where disk images and their manifests are kept while a job needs them. */
public interface ArtifactStore {
  /** The place of an artifact; its folder exists when this returns. */
  Path locate(String name) throws IOException;

  /** Deletes it with everything beside it; an artifact that is not there is fine. */
  void delete(String name) throws IOException;

  /** Bytes that can still be stored. */
  long available() throws IOException;
}
