package io.vmto.transfer.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactStoreTest implements ArtifactStoreContract {
  @TempDir Path root;

  @Override
  public ArtifactStore store() throws IOException {
    return new LocalArtifactStore(root);
  }

  @Override
  public boolean holds(String name) {
    return Files.exists(root.resolve(name).resolveSibling(""));
  }
}
