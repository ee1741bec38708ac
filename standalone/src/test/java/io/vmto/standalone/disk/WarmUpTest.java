package io.vmto.standalone.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warm-up that fails costs every later start half a second and is seen nowhere else. */
final class WarmUpTest {
  @TempDir Path folder;

  @Test
  void everyCopyEndsInWhatItBeganWith() throws IOException {
    WarmUp.main(new String[] {folder.toString()});

    assertThat(Files.mismatch(folder.resolve("raw"), folder.resolve("copy"))).isEqualTo(-1);
  }
}
