package io.vmto.hypervisor;

import io.vmto.contract.error.Failure;
import java.io.IOException;
import java.util.Map;

/**
 * A file behind an HTTP server, as {@link RangeDisk} asks for its parts. Safe for several threads,
 * each of which gets a connection of its own.
 */
public interface RangeSource {
  /** What an operator calls the file; never a part of its address that may be secret. */
  String name();

  Address address();

  /** Sends a GET with these headers beside its own; blocks until the head of the answer is here. */
  HttpsResponse get(Map<String, String> headers) throws IOException;

  /** What it means that the server answers a part with this status instead of 206. */
  Failure refusal(int status);

  /** Gives back connections that are its own. */
  void close();
}
