package io.vmto.standalone.architecture.broken.job;

import io.vmto.standalone.architecture.broken.sandbox.Toy;

final class PlaysInTheSandbox {
  final Object toy = new Toy();
}
