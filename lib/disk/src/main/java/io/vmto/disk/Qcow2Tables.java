package io.vmto.disk;

import java.util.Arrays;

/**
 * Where the L1 table and the L2 tables of an image lie, each in a place of its own; a cluster that
 * lies there too would be content and table at once.
 */
final class Qcow2Tables {
  private static final long OFFSET = 0x00fffffffffffe00L;

  private final long[] l2;
  private final long l1From;
  private final long l1To;

  Qcow2Tables(Qcow2Header header, long[] l1) throws DiskFormatException {
    l1From = header.l1Offset();
    l1To = l1From + l1.length * 8L;
    l2 = Arrays.stream(l1).map(entry -> entry & OFFSET).filter(at -> at != 0).sorted().toArray();
    for (int i = 0; i < l2.length; i++) {
      boolean twice = i > 0 && l2[i] == l2[i - 1];
      if (twice || overlaps(l2[i], header.clusterSize(), l1From, l1To)) {
        throw DiskFormatException.corrupt("an L2 table where there is another table", l2[i]);
      }
    }
  }

  /** Refuses clusters that are tables. */
  void checkContent(long at, long length) throws DiskFormatException {
    int next = Arrays.binarySearch(l2, at);
    int first = next < 0 ? -next - 1 : next;
    boolean table = first < l2.length && l2[first] < at + length;
    if (table || overlaps(at, length, l1From, l1To)) {
      throw DiskFormatException.corrupt("a cluster where there is a table", at);
    }
  }

  private static boolean overlaps(long at, long length, long from, long to) {
    return at < to && from < at + length;
  }
}
