package io.vmto.transfer.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.disk.Manifest;
import io.vmto.disk.RawReader;
import io.vmto.disk.Rehash;
import io.vmto.s3.S3Bucket;
import io.vmto.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class S3ArtifactStoreTest implements ArtifactStoreContract {
  @TempDir Path objects;
  @TempDir Path notes;
  private final List<S3ArtifactStore> opened = new ArrayList<>();
  private S3Server server;

  @BeforeEach
  void start() throws Exception {
    server = S3Server.start(objects);
  }

  @AfterEach
  void stop() throws Exception {
    opened.forEach(S3ArtifactStore::close);
    server.close();
  }

  @Override
  public ArtifactStore store() throws IOException {
    var store = new S3ArtifactStore(S3Bucket.open(server.settings()), notes, 2);
    opened.add(store);
    return store;
  }

  @Override
  public boolean holds(String name) {
    return server.unfinished() > 0
        || server.objects().stream().anyMatch(object -> object.startsWith("vmto/" + name));
  }

  @Test
  void theManifestAndTheRootLieBesideTheImageWhereNoNoteIsLeft(@TempDir Path folder)
      throws Exception {
    var disk = Files.write(folder.resolve("disk"), new byte[] {1, 2, 3});
    Manifest manifest;
    try (var reader = RawReader.open(disk)) {
      manifest = Rehash.of(reader, done -> {});
    }
    var artifact = store().artifact(NAME);
    artifact.store(manifest);
    Files.delete(artifact.folder().resolve("manifest"));
    assertThat(store().artifact(NAME).manifest()).isEqualTo(manifest);
    try (var bucket = S3Bucket.open(server.settings())) {
      assertThat(bucket.find(NAME + ".manifest").orElseThrow().metadata("vmto-root"))
          .contains(manifest.root());
    }
  }
}
