package io.vmto.disk.nbd;

import java.net.ProtocolException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which ranges of a read have come, each once. Neighbours merge, so order costs nothing. */
final class Coverage {
  private final NavigableMap<Integer, Integer> ends = new TreeMap<>();

  void add(int start, int length) throws ProtocolException {
    int from = start;
    int to = start + length;
    Map.Entry<Integer, Integer> before = ends.lowerEntry(to);
    if (before != null && before.getValue() > from) {
      throw Nbd.breach("content that comes twice");
    }
    if (before != null && before.getValue() == from) {
      from = before.getKey();
    }
    Integer after = ends.remove(to);
    ends.put(from, after == null ? to : after);
  }

  boolean isWhole(int length) {
    Integer end = ends.get(0);
    return end != null && end == length;
  }
}
