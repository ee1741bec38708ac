package io.vmto.bench;

/** Numbers from a seed that stay the same in every release of Java (SplitMix64, Steele 2014). */
final class Dice {
  private long state;

  Dice(long seed) {
    state = seed;
  }

  long next() {
    state += 0x9e3779b97f4a7c15L;
    long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** Every doubling between two powers of two is as likely as the next; a multiple of the least. */
  long size(long least, long most) {
    int doublings = Long.numberOfTrailingZeros(Long.highestOneBit(most / least));
    long floor = least << below(doublings + 1);
    return floor + floor / least * below(16) / 16 * least;
  }
}
