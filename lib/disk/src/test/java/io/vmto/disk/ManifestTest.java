package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private static final int CAPACITY = 2 * Leaf.SIZE + 1000;

  /**
   * Of 5 MiB of zeros: {@code perl -MDigest::SHA=sha256,sha256_hex -e '$z = sha256("\0" x 65536);
   * print sha256_hex("vmto-root-2", pack("Q>N", 5242880, 4194304), sha256($z x 64), sha256($z x
   * 16))'}.
   */
  private static final String ZERO_ROOT =
      "441c06916a0bd1fca004c36d322a47a58ddcd15b735d311e4c9175131711bead";

  @TempDir Path folder;

  private static Manifest manifest(byte[] disk, int pass) {
    var builder = new Manifest.Builder(disk.length);
    for (int i = 0; i < Leaf.count(disk.length); i++) {
      var content = java.nio.ByteBuffer.wrap(disk);
      content.position((int) Leaf.offset(i));
      builder.set(i, Leaf.of(content.slice().limit(Leaf.length(disk.length, i))), pass + i);
    }
    return builder.build();
  }

  private static byte[] disk() {
    byte[] disk = new byte[CAPACITY];
    new Random(1).nextBytes(disk);
    Arrays.fill(disk, Leaf.SIZE, 2 * Leaf.SIZE, (byte) 0);
    return disk;
  }

  @Test
  void theRootIsWhatPerlMakesOfTheSameBytes() {
    assertThat(manifest(new byte[5 << 20], 1).root()).isEqualTo(ZERO_ROOT);
  }

  @Test
  void theFirstDifferenceIsALeaf() {
    Manifest original = manifest(disk(), 1);
    assertThat(original.firstDifference(manifest(disk(), 7))).isNull();
    byte[] changed = disk();
    changed[Leaf.SIZE + 5] = 1;
    changed[CAPACITY - 1] ^= 1;
    assertThat(original.firstDifference(manifest(changed, 1)))
        .isEqualTo(new Manifest.Range(Leaf.SIZE, Leaf.SIZE));
    changed[Leaf.SIZE + 5] = 0;
    assertThat(original.firstDifference(manifest(changed, 1)))
        .isEqualTo(new Manifest.Range(2 * Leaf.SIZE, 1000));
    Manifest shorter = manifest(Arrays.copyOf(disk(), CAPACITY - 1), 1);
    assertThatThrownBy(() -> original.firstDifference(shorter))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStoredManifestComesBackAsItWas() throws IOException {
    Path file = folder.resolve("manifest");
    for (byte[] disk : new byte[][] {disk(), new byte[512], new byte[CAPACITY]}) {
      Manifest manifest = manifest(disk, 3);
      manifest.write(file);
      Manifest back = Manifest.read(file);
      assertThat(back).isEqualTo(manifest);
      assertThat(back.root()).isEqualTo(manifest.root());
      assertThat(back.pass(0)).isEqualTo(3);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void zerosTakeNoHashInTheFile() throws IOException {
    Path file = folder.resolve("manifest");
    manifest(new byte[16 * Leaf.SIZE], 1).write(file);
    assertThat(Files.size(file)).isEqualTo(20 + 16 * 5 + 32);
  }

  @Test
  void everyDamageOfAStoredManifestIsNoticed() throws IOException {
    Path file = folder.resolve("manifest");
    manifest(disk(), 1).write(file);
    byte[] sound = Files.readAllBytes(file);
    for (int at = 0; at < sound.length; at++) {
      byte[] changed = sound.clone();
      changed[at] ^= 1;
      assertRefused(Files.write(file, changed), "byte " + at);
      assertRefused(Files.write(file, Arrays.copyOf(sound, at)), "cut at " + at);
    }
    assertRefused(Files.write(file, Arrays.copyOf(sound, sound.length + 1)), "longer");
  }

  private static void assertRefused(Path file, String what) {
    assertThatThrownBy(() -> Manifest.read(file)).as(what).isInstanceOf(DiskFormatException.class);
  }
}
