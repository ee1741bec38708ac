package io.vmto.disk.nbd;

import java.io.IOException;

/** A request that was sent, and whose reply may not be there yet. */
record Call(Connection connection, Reply reply, int command, long offset, int length) {

  /** Blocks until the reply is complete, or lost with its connection. */
  void await() throws IOException {
    connection.await(reply);
    Reply.Refused refused = reply.refused();
    if (refused != null) {
      String what = "NBD %s of %d bytes at %d".formatted(Nbd.command(command), length, offset);
      throw new NbdException(what, refused.code(), refused.words());
    }
  }
}
