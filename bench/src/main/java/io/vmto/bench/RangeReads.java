package io.vmto.bench;

import io.vmto.disk.Rehash;
import io.vmto.hypervisor.RangeDisk;
import io.vmto.hypervisor.Trust;
import java.io.IOException;
import java.net.URI;

/** Reads a whole disk by ranges and prints its root: {@code RangeReads URL CONNECTIONS}. */
final class RangeReads {
  private RangeReads() {}

  public static void main(String... args) throws IOException {
    int connections = Integer.parseInt(args[1]);
    try (RangeDisk disk = RangeDisk.open(URI.create(args[0]), new Trust.Ca(), connections, false)) {
      System.out.println(Rehash.of(disk, bytes -> {}).root());
    }
  }
}
