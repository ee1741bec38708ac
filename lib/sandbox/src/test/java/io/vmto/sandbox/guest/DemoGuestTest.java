package io.vmto.sandbox.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoGuestTest {
  private static final long SMALL = 3L << 20;

  @TempDir Path dir;

  @Test
  void theSameSeedMakesTheSameDiskAndAnotherSeedAnother() throws Exception {
    DemoGuest one = DemoGuest.create(dir.resolve("one.raw"), SMALL, 7);
    DemoGuest two = DemoGuest.create(dir.resolve("two.raw"), SMALL, 7);
    DemoGuest other = DemoGuest.create(dir.resolve("other.raw"), SMALL, 8);
    assertThat(two).isEqualTo(one);
    assertThat(dir.resolve("two.raw")).hasSameBinaryContentAs(dir.resolve("one.raw"));
    assertThat(other.sha256()).isNotEqualTo(one.sha256());
    assertThat(other.identity()).isNotEqualTo(one.identity());
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 20, (5L << 20) + 512, DemoGuest.DEFAULT_CAPACITY, 20L << 30})
  void areasLieInOrderWithoutOverlapAndTheLastEndsWithTheDisk(long capacity) throws Exception {
    Path file = dir.resolve("guest.raw");
    DemoGuest guest = DemoGuest.create(file, capacity, 42);
    assertThat(Files.size(file)).isEqualTo(capacity);
    long free = 63;
    for (DemoGuest.Area area : guest.areas()) {
      assertThat(area.firstSector()).isGreaterThanOrEqualTo(free);
      assertThat(area.sectors()).isPositive();
      free = area.firstSector() + area.sectors();
    }
    assertThat(free * 512).isEqualTo(capacity);
  }

  @Test
  void aDiskThatShallNotBootDiffersInNothingButTheBootSignature() throws Exception {
    Path boots = dir.resolve("boots.raw");
    Path dead = dir.resolve("dead.raw");
    DemoGuest.create(boots, SMALL, 7);
    DemoGuest.create(dead, SMALL, 7, false);
    byte[] expected = Files.readAllBytes(boots);
    assertThat(expected[510]).isEqualTo((byte) 0x55);
    assertThat(expected[511]).isEqualTo((byte) 0xAA);
    expected[510] = 0;
    expected[511] = 0;
    assertThat(dead).hasBinaryContent(expected);
  }

  @Test
  void aFileThatIsThereIsNotTouched() throws Exception {
    Path file = Files.writeString(dir.resolve("mine.raw"), "precious");
    assertThatThrownBy(() -> DemoGuest.create(file, SMALL, 7))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
  }

  @ParameterizedTest
  @ValueSource(longs = {-512, 0, 512, (1L << 20) - 512, (1L << 20) + 1, (1L << 40) + 512})
  void aCapacityNoDiskHasIsRefused(long capacity) {
    Path file = dir.resolve("guest.raw");
    assertThatIllegalArgumentException().isThrownBy(() -> DemoGuest.create(file, capacity, 7));
    assertThat(file).doesNotExist();
  }
}
