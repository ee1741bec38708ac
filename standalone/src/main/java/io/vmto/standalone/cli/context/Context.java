package io.vmto.standalone.cli.context;

/**
 * A server by a name of its own, and how to get in.
 *
 * @param server its URL; empty where the data folder tells it
 * @param data folder of a server on this machine, whose token is used; empty for none
 * @param keyFile file that holds an API key; empty where a session is used, see `vmto login`
 * @param certificate what its certificate has to be: a SHA-256 fingerprint as colon hex or the path
 *     of a PEM file; empty where Java's trust store decides
 */
public record Context(String name, String server, String data, String keyFile, String certificate) {
  /** How it gets in, for people. */
  String by() {
    if (!data.isEmpty()) {
      return "data folder " + data;
    }
    return keyFile.isEmpty() ? "session" : "key in " + keyFile;
  }
}
