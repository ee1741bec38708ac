package io.vmto.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What files hold: text, tables of numbers, or content that is packed already. No 4 KiB is zero.
 */
final class Content {
  /** In hundredths of all files. */
  enum Kind {
    TEXT,
    TABLE,
    PACKED;

    static Kind of(int hundredth) {
      return hundredth < 55 ? TEXT : hundredth < 75 ? TABLE : PACKED;
    }
  }

  private static final int WORDS = 1 << 13;

  private final Dice dice;
  private final byte[][] words = new byte[WORDS][];

  Content(Dice dice) {
    this.dice = dice;
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      for (int letters = 2 + dice.below(8); letters > 0; letters--) {
        word.append("etaoinshrdlucmfwypvbgkjqxz".charAt(dice.below(1 + dice.below(26))));
      }
      word.append(dice.below(12) == 0 ? ".\n" : " ");
      words[i] = word.toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Fills the buffer up to its limit. */
  void fill(ByteBuffer target, Kind kind) {
    target.order(ByteOrder.LITTLE_ENDIAN);
    switch (kind) {
      case TEXT -> text(target);
      case TABLE -> table(target);
      case PACKED -> packed(target);
    }
  }

  /** Small numbers, which a product of two fractions favours, are common words; phrases repeat. */
  private void text(ByteBuffer target) {
    int start = target.position();
    while (target.hasRemaining()) {
      long roll = dice.next();
      byte[] word = words[(int) ((roll & (WORDS - 1)) * (roll >>> 13 & (WORDS - 1)) / WORDS)];
      target.put(word, 0, Math.min(word.length, target.remaining()));
      int back = 256 + (int) (roll >>> 26 & 0xfff);
      if ((roll >>> 38 & 15) == 0 && target.position() - start >= back) {
        int phrase = Math.min(16 + (int) (roll >>> 42 & 0x7f), target.remaining());
        target.put(target.position(), target, target.position() - back, phrase);
        target.position(target.position() + phrase);
      }
    }
  }

  /** Rows of sixteen bytes: a counter, a small number, a flag, a byte of noise. */
  private void table(ByteBuffer target) {
    for (int row = dice.below(1 << 20); target.remaining() >= 16; row++) {
      long roll = dice.next();
      target.putInt(row).putInt((int) roll & 0x3f).putLong(roll >>> 32 & 0xff0001);
    }
    packed(target);
  }

  private void packed(ByteBuffer target) {
    while (target.remaining() >= 8) {
      target.putLong(dice.next());
    }
    while (target.hasRemaining()) {
      target.put((byte) dice.next());
    }
  }
}
