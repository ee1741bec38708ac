package io.vmto.sandbox.vcenter;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many bytes of each file went out over either door since the start. */
final class Served {
  private final Map<String, LongAdder> files = new ConcurrentHashMap<>();

  void add(String path, long bytes) {
    files.computeIfAbsent(path, p -> new LongAdder()).add(bytes);
  }

  Map<String, Long> all() {
    var all = new TreeMap<String, Long>();
    files.forEach((path, bytes) -> all.put(path, bytes.sum()));
    return all;
  }
}
