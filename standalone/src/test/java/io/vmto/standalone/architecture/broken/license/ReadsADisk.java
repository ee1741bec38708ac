package io.vmto.standalone.architecture.broken.license;

import io.vmto.standalone.architecture.broken.disk.Plain;

final class ReadsADisk {
  final Object disk = new Plain();
}
