package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A sound file, where it may be damaged, and what reads it. Places whose content no checksum or
 * second copy covers are left out: there, other bytes are another sound file.
 */
final class HostileTarget {
  private final String name;
  private final byte[] sound;
  private final Path file;
  private final Reading reading;
  private final List<Field> fields;
  private final List<Area> areas;
  private final List<Integer> marks;
  private final List<Integer> bombs;

  private HostileTarget(Builder builder) {
    name = builder.name;
    sound = builder.sound;
    file = builder.file;
    reading = builder.reading;
    fields = List.copyOf(builder.fields);
    areas = List.copyOf(builder.areas);
    marks = List.copyOf(builder.marks);
    bombs = List.copyOf(builder.bombs);
  }

  String name() {
    return name;
  }

  byte[] sound() {
    return sound;
  }

  Path file() {
    return file;
  }

  Reading reading() {
    return reading;
  }

  /** Numbers worth replacing. */
  List<Field> fields() {
    return fields;
  }

  /** Where bytes may be changed, zeroed and copied. */
  List<Area> areas() {
    return areas;
  }

  /** Where an early end is most interesting. */
  List<Integer> marks() {
    return marks;
  }

  /** Markers of incompressible grains. */
  List<Integer> bombs() {
    return bombs;
  }

  /** Reads the file; an AssertionError says that what came out is not what went in. */
  interface Reading {
    void read(Path file) throws IOException;
  }

  record Area(int from, int to) {
    int length() {
      return to - from;
    }
  }

  /** A number in the file; values for which {@code excluded} holds mean another sound file. */
  record Field(int at, int width, ByteOrder order, LongPredicate excluded) {
    long read(byte[] file) {
      ByteBuffer raw = ByteBuffer.wrap(file).order(order);
      return switch (width) {
        case 1 -> raw.get(at) & 0xffL;
        case 2 -> Short.toUnsignedLong(raw.getShort(at));
        case 4 -> Integer.toUnsignedLong(raw.getInt(at));
        default -> raw.getLong(at);
      };
    }

    long truncate(long value) {
      return width == 8 ? value : value & ((1L << (8 * width)) - 1);
    }

    byte[] encode(long value) {
      byte[] bytes = new byte[width];
      for (int i = 0; i < width; i++) {
        int place = order == ByteOrder.LITTLE_ENDIAN ? i : width - 1 - i;
        bytes[place] = (byte) (value >>> (8 * i));
      }
      return bytes;
    }
  }

  static Builder of(String name, Path file, byte[] sound, Reading reading) {
    return new Builder(name, file, sound, reading);
  }

  static final class Builder {
    private final String name;
    private final Path file;
    private final byte[] sound;
    private final Reading reading;
    private final List<Field> fields = new ArrayList<>();
    private final List<Area> areas = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final List<Integer> bombs = new ArrayList<>();

    private Builder(String name, Path file, byte[] sound, Reading reading) {
      this.name = name;
      this.file = file;
      this.sound = sound;
      this.reading = reading;
    }

    Builder field(int at, int width, ByteOrder order, LongPredicate excluded) {
      fields.add(new Field(at, width, order, excluded));
      return this;
    }

    /** Alternating places and widths. */
    Builder fields(ByteOrder order, int base, int... places) {
      for (int i = 0; i < places.length; i += 2) {
        field(base + places[i], places[i + 1], order, value -> false);
      }
      return this;
    }

    Builder area(int from, int to) {
      areas.add(new Area(from, to));
      marks.add(from);
      marks.add(to);
      return this;
    }

    Builder bomb(int marker) {
      bombs.add(marker);
      return this;
    }

    HostileTarget build() {
      return new HostileTarget(this);
    }
  }
}
