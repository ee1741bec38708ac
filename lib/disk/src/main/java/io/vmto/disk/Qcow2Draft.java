package io.vmto.disk;

import java.io.IOException;
import java.nio.file.Path;

/** A qcow2 image while it is opened: what its log says of it, and where it goes on. */
final class Qcow2Draft {
  final ImageStorage storage;
  final Path name;
  final long capacity;
  final Qcow2Map map;
  long next;

  Qcow2Draft(ImageStorage storage, Path name, long capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("A disk of " + capacity + " bytes");
    }
    this.storage = storage;
    this.name = name;
    this.capacity = capacity;
    this.map = new Qcow2Map(name, capacity);
    this.next = storage.dataStart();
  }

  void replay(AllocationLog.Run run) throws IOException {
    run.applyTo(map);
    next = Math.max(next, run.end());
  }
}
