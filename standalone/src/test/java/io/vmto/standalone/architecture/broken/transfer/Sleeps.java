package io.vmto.standalone.architecture.broken.transfer;

import java.util.concurrent.TimeUnit;

final class Sleeps {
  void a() throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
  }
}
