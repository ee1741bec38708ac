package io.vmto.standalone.architecture.broken.disk;

import org.springframework.util.Assert;

final class CheckedBySpring {
  CheckedBySpring(Object disk) {
    Assert.notNull(disk, "no disk");
  }
}
