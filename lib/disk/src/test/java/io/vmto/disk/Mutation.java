package io.vmto.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * One damage to a file: bytes written over others, or an end that comes early.
 *
 * @param cut the new length, or -1
 */
record Mutation(String what, int at, ByteBuffer bytes, int cut) {
  private static final int SECTOR = 512;

  /** What is drawn depends on the seed and the target alone. */
  static Mutation draw(HostileTarget target, Random random) {
    return switch (random.nextInt(target.bombs().isEmpty() ? 9 : 10)) {
      case 0, 1, 2, 3 -> field(target, random);
      case 4, 5 -> flips(target, random);
      case 6 -> zeros(target, random);
      case 7 -> copy(target, random);
      case 8 -> cut(target, random);
      default -> bomb(target, random);
    };
  }

  private static Mutation field(HostileTarget target, Random random) {
    if (target.fields().isEmpty()) {
      return flips(target, random);
    }
    HostileTarget.Field field = pick(target, random);
    long old = field.read(target.sound());
    long size = target.sound().length;
    long[] values = {
      0,
      1,
      2,
      -1,
      -SECTOR,
      Long.MIN_VALUE,
      Long.MAX_VALUE,
      Long.MAX_VALUE / SECTOR,
      Long.MAX_VALUE - SECTOR,
      1L << 31,
      (1L << 31) - 1,
      1L << 32,
      (1L << 32) - 1,
      1L << (8 * field.width() - 1),
      old - 1,
      old + 1,
      old * 2,
      old / 2,
      -old,
      ~old,
      old + SECTOR,
      old ^ (1L << random.nextInt(8 * field.width())),
      size,
      size - 1,
      size / SECTOR,
      size / SECTOR - 1,
      random.nextLong(),
      random.nextLong(size),
      random.nextLong(size / SECTOR + 1),
      pick(target, random).read(target.sound())
    };
    for (int attempt = 0; attempt < 100; attempt++) {
      long value = field.truncate(values[random.nextInt(values.length)]);
      if (value != old && !field.excluded().test(value)) {
        return over("field " + field.at() + " = " + value, field.at(), field.encode(value));
      }
    }
    return flips(target, random);
  }

  private static HostileTarget.Field pick(HostileTarget target, Random random) {
    return target.fields().get(random.nextInt(target.fields().size()));
  }

  private static Mutation flips(HostileTarget target, Random random) {
    HostileTarget.Area area = area(target, random);
    int at = area.from() + random.nextInt(area.length());
    byte[] bytes = Arrays.copyOfRange(target.sound(), at, Math.min(at + 16, area.to()));
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return over("flips", at, bytes);
  }

  private static Mutation zeros(HostileTarget target, Random random) {
    HostileTarget.Area area = area(target, random);
    int at = area.from() + random.nextInt(area.length());
    int length = Math.min(area.to() - at, 1 + random.nextInt(SECTOR));
    return over("zeros", at, new byte[length]);
  }

  /** What tables that contain each other or themselves look like. */
  private static Mutation copy(HostileTarget target, Random random) {
    HostileTarget.Area from = area(target, random);
    HostileTarget.Area to = area(target, random);
    int length = Math.min(SECTOR, Math.min(from.length(), to.length()));
    byte[] bytes = Arrays.copyOfRange(target.sound(), from.from(), from.from() + length);
    return over("copy of " + from.from(), to.from(), bytes);
  }

  private static HostileTarget.Area area(HostileTarget target, Random random) {
    return target.areas().get(random.nextInt(target.areas().size()));
  }

  private static Mutation cut(HostileTarget target, Random random) {
    int size = target.sound().length;
    int cut = random.nextInt(size);
    if (random.nextBoolean() && !target.marks().isEmpty()) {
      cut = target.marks().get(random.nextInt(target.marks().size())) + random.nextInt(3) - 1;
    }
    int length = Math.clamp(cut, 0, size - 1);
    return new Mutation("cut at " + length, 0, ByteBuffer.allocate(0), length);
  }

  /** A grain whose few bytes inflate to hundreds of times a grain. */
  private static Mutation bomb(HostileTarget target, Random random) {
    int marker = target.bombs().get(random.nextInt(target.bombs().size()));
    byte[] packed = VmdkBuilder.deflate(new byte[4 << 20]);
    ByteBuffer bytes = ByteBuffer.allocate(4 + packed.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(packed.length).put(packed);
    byte[] grain = new byte[bytes.capacity()];
    bytes.get(0, grain);
    return over("bomb", marker + 8, grain);
  }

  private static Mutation over(String what, int at, byte[] bytes) {
    return new Mutation(what + " at " + at, at, ByteBuffer.wrap(bytes), -1);
  }
}
