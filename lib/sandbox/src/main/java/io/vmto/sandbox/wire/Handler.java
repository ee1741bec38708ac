package io.vmto.sandbox.wire;

import java.io.IOException;

/** Answers one request; runs on a virtual thread of its own connection and may block. */
@FunctionalInterface
public interface Handler {
  /**
   * An exception before the response was begun becomes a 500 (or the status of a {@link
   * WireException}); after that it cuts the connection, as a dying server would.
   */
  void handle(Request request, Response response) throws IOException;
}
