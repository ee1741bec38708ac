package io.vmto.disk.nbd;

import java.io.IOException;

/** The answer to a request that only says whether it succeeded. */
final class Done extends Reply {
  @Override
  void simple(Wire wire, boolean structured) {}

  @Override
  void chunk(int type, int length, Wire wire) throws IOException {
    throw Nbd.breach("content in an answer that has none");
  }

  @Override
  void complete() {}
}
