package io.vmto.sandbox.pve;

import java.util.Map;
import java.util.Optional;

/** A call on its way to its handler: who, what, and checked parameters (path ones included). */
record Ask(Caller caller, CallTable.Call call, Map<String, String> params) {

  /** Answers a call; the result is what stands under {@code data}. */
  interface Handler {
    Answer answer(Ask ask) throws java.io.IOException, InterruptedException;
  }

  String get(String name) {
    return params.getOrDefault(name, "");
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(params.get(name));
  }

  boolean is(String flag) {
    return Validator.isTrue(params.get(flag));
  }

  int number(String name, int otherwise) {
    return find(name).map(Integer::parseInt).orElse(otherwise);
  }

  int vmid() {
    return Integer.parseInt(get("vmid"));
  }
}
