package io.vmto.disk;

import static io.vmto.disk.VmdkBuilder.GRAIN;
import static io.vmto.disk.VmdkBuilder.SECTOR;
import static io.vmto.disk.VmdkBuilder.deflate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StreamOptimizedVmdkTest {
  private static final int DISK = 5 * GRAIN * SECTOR + 3 * SECTOR;
  private final byte[] disk = full(1, DISK);
  private final byte[] image = VmdkBuilder.image(disk);

  private static byte[] full(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] grain(long seed) {
    return full(seed, GRAIN * SECTOR);
  }

  private static DiskFormatException refused(byte[] image) {
    return catchThrowableOfType(DiskFormatException.class, () -> drain(image));
  }

  private static void drain(byte[] image) throws IOException {
    try (var stream = StreamOptimizedVmdk.open(new ByteArrayInputStream(image))) {
      Content.drain(stream);
    }
  }

  private static void assertCorrupt(byte[] image, String message, long offset) {
    DiskFormatException failure = refused(image);
    assertThat(failure).isNotNull().hasMessageContaining(message);
    assertThat(failure.truncated()).isFalse();
    assertThat(failure.offset()).isEqualTo(offset);
  }

  @Test
  void aWholeStreamIsReadToItsLastByte() throws IOException {
    var stream = StreamOptimizedVmdk.open(new ByteArrayInputStream(image));
    assertThat(stream.capacity()).isEqualTo(DISK);
    assertThat(Content.of(stream)).isEqualTo(disk);
    assertThat(stream.wireBytes()).isEqualTo(image.length);
    assertThat(stream.next()).isNull();
  }

  @Test
  void incompressibleGrainsAreLongerThanTheirContentAndAreRead() throws IOException {
    assertThat(deflate(grain(3)).length).isGreaterThan(1 << 16);
    assertThat(Content.ofVmdk(image)).isEqualTo(disk);
  }

  @Test
  void sparseDisksOverSeveralTablesAreRead() throws IOException {
    byte[] sparse = new byte[80 << 20];
    for (int at : new int[] {0, 33 << 20, (80 << 20) - GRAIN * SECTOR}) {
      System.arraycopy(grain(at), 0, sparse, at, GRAIN * SECTOR);
    }
    assertThat(Content.ofVmdk(VmdkBuilder.image(sparse))).isEqualTo(sparse);
  }

  @Test
  void grainsMayComeInAnyOrder() throws IOException {
    var builder = new VmdkBuilder(4 * GRAIN);
    for (int i : new int[] {2, 0, 3, 1}) {
      builder.grain((long) i * GRAIN, Arrays.copyOfRange(disk, i << 16, (i + 1) << 16));
    }
    assertThat(Content.ofVmdk(builder.finish())).isEqualTo(Arrays.copyOf(disk, 4 << 16));
  }

  @Test
  void anEmptyDiskIsAWholeStream() throws IOException {
    assertThat(Content.ofVmdk(VmdkBuilder.image(new byte[DISK]))).isEqualTo(new byte[DISK]);
  }

  @Test
  void aStreamCutAnywhereIsTruncated() {
    var builder = VmdkBuilder.builder(disk);
    byte[] whole = builder.finish();
    var cuts = new java.util.TreeSet<Integer>();
    for (int part : builder.parts) {
      for (int delta : new int[] {-1, 0, 1, 11, 12, 13, SECTOR - 1, SECTOR}) {
        cuts.add(part + delta);
      }
    }
    new Random(5).ints(300, 0, whole.length).forEach(cuts::add);
    cuts.removeIf(cut -> cut >= whole.length);
    assertThat(cuts).hasSizeGreaterThan(300);
    for (int cut : cuts) {
      DiskFormatException failure = refused(Arrays.copyOf(whole, cut));
      assertThat(failure).as("cut at %s", cut).isNotNull();
      assertThat(failure.truncated()).as("cut at %s: %s", cut, failure.getMessage()).isTrue();
      assertThat(failure.offset()).as("cut at %s", cut).isEqualTo(cut);
    }
  }

  @Test
  void anEndWithoutTheAnnouncedFooterIsTruncated() {
    var builder = VmdkBuilder.builder(disk).flushTable();
    builder.directory();
    DiskFormatException failure = refused(builder.endOfStream().out.toByteArray());
    assertThat(failure.truncated()).isTrue();
    assertThat(failure).hasMessageContaining("footer");
  }

  @Test
  void everyChangedHeaderByteIsRefusedOrMeansNothing() throws IOException {
    // The redundant directory, the unclean mark and where the descriptor lies change no content.
    for (int at = 0; at < 79; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = image.clone();
        changed[at] ^= (byte) (1 << bit);
        boolean harmless = (at >= 48 && at < 56) || (at == 72 && bit == 0) || (at >= 28 && at < 44);
        if (refused(changed) == null) {
          assertThat(harmless).as("byte %s bit %s was accepted", at, bit).isTrue();
          assertThat(Content.ofVmdk(changed)).isEqualTo(disk);
        }
      }
    }
  }

  @Test
  void everyChangedFooterFieldIsRefused() {
    int footer = image.length - 2 * SECTOR;
    for (int field : new int[] {0, 4, 8, 10, 12, 20, 44, 56, 60, 73, 74, 75, 76, 77}) {
      byte[] changed = image.clone();
      changed[footer + field] ^= 2;
      assertThat(refused(changed)).as("footer byte %s", field).isNotNull();
    }
  }

  @Test
  void everyChangedByteOfAMarkerOrTableIsRefused() {
    var builder = VmdkBuilder.builder(disk);
    byte[] whole = builder.finish();
    for (int part : builder.parts) {
      for (int at = 0; at < 16; at++) {
        byte[] changed = whole.clone();
        changed[part + at] ^= 4;
        assertThat(refused(changed)).as("part %s byte %s", part, at).isNotNull();
      }
    }
  }

  @Test
  void aDiskThatNeedsAParentIsRefused() {
    String child = VmdkBuilder.DESCRIPTOR.replace("parentCID=ffffffff", "parentCID=12345678");
    assertCorrupt(new VmdkBuilder(GRAIN, child).finish(), "parent", SECTOR);
    String other = VmdkBuilder.DESCRIPTOR.replace("streamOptimized", "monolithicSparse");
    assertCorrupt(new VmdkBuilder(GRAIN, other).finish(), "another kind", SECTOR);
  }

  @Test
  void textModeDamageIsNamed() {
    byte[] changed = image.clone();
    changed[75] = '\n';
    assertCorrupt(changed, "text mode", 73);
  }

  @Test
  void aGrainOutsideTheDiskIsRefused() {
    var builder = new VmdkBuilder(2 * GRAIN).strayGrain(2 * GRAIN, deflate(grain(1)));
    assertCorrupt(builder.finish(), "impossible sector 256", builder.parts.getFirst());
    assertCorrupt(
        new VmdkBuilder(GRAIN).strayGrain(-GRAIN, deflate(grain(1))).finish(),
        "impossible sector",
        VmdkBuilder.OVERHEAD * SECTOR);
  }

  @Test
  void aGrainBetweenTwoPlacesIsRefused() {
    var builder = new VmdkBuilder(2 * GRAIN).strayGrain(1, deflate(grain(1)));
    assertCorrupt(builder.finish(), "impossible sector 1", builder.parts.getFirst());
  }

  @Test
  void theSameGrainTwiceIsRefused() {
    var builder = new VmdkBuilder(GRAIN).grain(0, grain(1)).grain(0, grain(2));
    assertCorrupt(builder.finish(), "twice", builder.parts.get(1));
  }

  @Test
  void anUnknownMarkerIsRefused() {
    var builder = new VmdkBuilder(GRAIN).marker(1, 4);
    assertCorrupt(builder.finish(), "unknown marker type 4", VmdkBuilder.OVERHEAD * SECTOR);
  }

  @Test
  void aGrainOfAnotherLengthIsRefused() {
    byte[] half = deflate(full(1, GRAIN * SECTOR / 2));
    long at = VmdkBuilder.OVERHEAD * SECTOR;
    assertCorrupt(new VmdkBuilder(GRAIN).packed(0, half).finish(), "32768 bytes only", at);
    byte[] longer = deflate(full(1, GRAIN * SECTOR + 1));
    assertCorrupt(new VmdkBuilder(GRAIN).packed(0, longer).finish(), "longer than 65536", at);
  }

  @Test
  void aBombInflatesNoFurtherThanAGrain() {
    byte[] bomb = deflate(new byte[32 << 20]);
    long at = VmdkBuilder.OVERHEAD * SECTOR;
    assertCorrupt(new VmdkBuilder(GRAIN).packed(0, bomb).finish(), "longer than 65536", at);
  }

  @Test
  void anOversizedGrainIsRefusedBeforeItIsRead() {
    var builder = new VmdkBuilder(GRAIN).packed(0, new byte[4 * GRAIN * SECTOR + 1]);
    assertCorrupt(builder.finish(), "262145 bytes", builder.parts.getFirst());
  }

  @Test
  void aGrainWithAWrongChecksumOrDataAfterItIsRefused() {
    byte[] packed = deflate(grain(1));
    packed[packed.length - 1] ^= 1;
    long at = VmdkBuilder.OVERHEAD * SECTOR;
    assertCorrupt(new VmdkBuilder(GRAIN).packed(0, packed).finish(), "damaged grain", at);
    byte[] more = Arrays.copyOf(deflate(grain(1)), packed.length + 7);
    assertCorrupt(new VmdkBuilder(GRAIN).packed(0, more).finish(), "bytes follow its end", at);
  }

  @Test
  void aShortLastGrainIsReadWhenItCoversTheDisk() throws IOException {
    byte[] last = full(9, 3 * SECTOR);
    assertThat(Content.ofVmdk(new VmdkBuilder(3).packed(0, deflate(last)).finish()))
        .isEqualTo(last);
    assertThat(refused(new VmdkBuilder(4).packed(0, deflate(last)).finish())).isNotNull();
  }

  @Test
  void aGrainThatIsInNoTableIsNoticed() {
    var builder = new VmdkBuilder(2 * GRAIN).grain(0, grain(1));
    builder.strayGrain(GRAIN, deflate(grain(2)));
    assertThat(refused(builder.finish())).hasMessageContaining("does not name the grains");
  }

  @Test
  void aGrainThatIsLostOnTheWayIsNoticed() {
    var builder = new VmdkBuilder(2 * GRAIN).grain(0, grain(1)).grain(GRAIN, grain(2));
    byte[] whole = builder.finish();
    ByteBuffer second = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    // The same number of bytes, but the second grain has become the first one's duplicate
    // elsewhere.
    second.putLong(builder.parts.get(1), 0);
    assertThat(refused(whole)).hasMessageContaining("twice");
  }

  @Test
  void aTableThatTheDirectoryNamesMustBeThere() {
    var builder = new VmdkBuilder(GRAIN).grain(0, grain(1)).flushTable();
    int directory = builder.directory();
    byte[] whole = builder.footer(directory).endOfStream().out.toByteArray();
    whole[directory * SECTOR] ^= 1;
    assertThat(refused(whole)).hasMessageContaining("not there");
  }

  @Test
  void aGrainAfterTheDirectoryIsRefused() {
    var builder = new VmdkBuilder(2 * GRAIN).grain(0, grain(1)).flushTable();
    builder.directory();
    builder.strayGrain(GRAIN, deflate(grain(2)));
    assertThat(refused(builder.finish())).hasMessageContaining("after the grain directory");
  }

  @Test
  void zerosMayFollowTheEndAndNothingElse() throws IOException {
    assertThat(Content.ofVmdk(Arrays.copyOf(image, image.length + 4096))).isEqualTo(disk);
    byte[] more = Arrays.copyOf(image, image.length + 4096);
    more[image.length + 77] = 1;
    assertCorrupt(more, "after the end", image.length + 77);
    assertThat(refused(Arrays.copyOf(image, image.length + (2 << 20)))).isNotNull();
  }

  @Test
  void aStreamThatCannotBeOpenedIsClosed() {
    AtomicBoolean closed = new AtomicBoolean();
    var wire =
        new ByteArrayInputStream(new byte[SECTOR]) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    assertThatThrownBy(() -> StreamOptimizedVmdk.open(wire))
        .isInstanceOf(DiskFormatException.class)
        .hasMessage("no sparse VMDK: wrong magic at byte 0");
    assertThat(closed).isTrue();
  }
}
