package io.vmto.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of two days compare only where the disks are the same. */
class MakeDiskTest {
  private static final int CAPACITY = 48 << 20;
  private static final int DATA = 12 << 20;

  @TempDir Path folder;

  @Test
  void theSameSeedIsTheSameDiskAndAnotherIsAnother() throws IOException {
    assertThat(Files.mismatch(disk("a", 7), disk("b", 7))).isEqualTo(-1);
    assertThat(Files.mismatch(disk("a", 7), disk("c", 8))).isNotNegative();
  }

  @Test
  void theDiskHoldsAsMuchDataAsAskedFor() throws IOException {
    byte[] disk = Files.readAllBytes(disk("d", 9));

    assertThat(disk).hasSize(CAPACITY);
    assertThat(blocksWithData(disk)).isBetween(DATA / 4096 * 99 / 100, DATA / 4096);
  }

  private static int blocksWithData(byte[] disk) {
    int count = 0;
    for (int block = 0; block < disk.length; block += 4096) {
      for (int i = block; i < block + 4096; i++) {
        if (disk[i] != 0) {
          count++;
          break;
        }
      }
    }
    return count;
  }

  private Path disk(String name, int seed) throws IOException {
    Path file = folder.resolve(name);
    MakeDisk.main(file.toString(), "" + CAPACITY, "" + DATA, "" + seed);
    return file;
  }
}
