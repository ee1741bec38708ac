package io.vmto.standalone.cli;

import tools.jackson.databind.json.JsonMapper;

/** JSON as trees; ready sooner than the contract's own mapper, which knows types. */
final class Json {
  static final JsonMapper TREES = new JsonMapper();

  private Json() {}
}
