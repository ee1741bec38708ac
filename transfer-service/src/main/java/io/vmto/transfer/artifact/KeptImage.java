package io.vmto.transfer.artifact;

import io.vmto.disk.BlockReader;
import java.io.IOException;

/**
 * A finished image in a store, open to be read byte for byte.
 *
 * @param version tells it from every other image that was or will be of its name
 * @param bytes whose capacity is its size; reading fails once it is gone
 */
public record KeptImage(String version, BlockReader bytes) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
