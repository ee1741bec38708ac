package io.vmto.sandbox;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A pretend platform inside a sandbox. */
public interface Pretender {
  /** Short name, used as folder and in control paths: {@code vcenter}, {@code pve}. */
  String name();

  /** Loads its durable state and listens; returns when requests are answered. */
  void start(SandboxContext context) throws IOException;

  /**
   * Endpoints, fingerprints, credentials and everything that exists, with the SHA-256 of foreign
   * objects; values are what {@link Json} can write.
   */
  Map<String, Object> state() throws IOException;

  /**
   * Does something a test asks for, e.g. {@code flip} a byte of a volume.
   *
   * @throws IllegalArgumentException when it does not know the action or the arguments are wrong
   */
  Object act(String action, JsonNode arguments) throws IOException;

  /** Stops listening; durable state stays. */
  void stop() throws IOException;
}
