package io.vmto.bench.migration;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** A stored event as the feed of a job tells it. */
record Told(long position, String type, Instant at, JsonNode payload) {
  /** Without its family and its version: {@code pass-started}. */
  String name() {
    return type.replaceFirst("/\\d+$", "").replaceFirst("^transfer\\.", "");
  }

  boolean is(String name) {
    return name().equals(name);
  }

  int step() {
    return payload.path("step").asInt(-1);
  }

  /** The kind of the resource it names, or nothing. */
  String kind() {
    return payload.path("resource").path("kind").asString("");
  }
}
