package io.vmto.hypervisor.proxmox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A value like {@code local:100/vm-100-disk-0.qcow2,discard=on,size=8M}: a leading word without a
 * key, then pairs, in the order they were written.
 *
 * @param head the word without a key, or empty
 */
record PropertyString(String head, Map<String, String> pairs) {

  static PropertyString parse(String text) {
    var head = "";
    var pairs = new LinkedHashMap<String, String>();
    for (var part : text.split(",", -1)) {
      int at = part.indexOf('=');
      if (at < 0) {
        head = part;
      } else {
        pairs.put(part.substring(0, at), part.substring(at + 1));
      }
    }
    return new PropertyString(head, pairs);
  }

  PropertyString without(String key) {
    var rest = new LinkedHashMap<>(pairs);
    rest.remove(key);
    return new PropertyString(head, rest);
  }

  /** The volume of a drive, written with or without its {@code file=}. */
  String volume() {
    return head.isEmpty() ? pairs.getOrDefault("file", pairs.getOrDefault("volume", "")) : head;
  }

  @Override
  public String toString() {
    var text =
        pairs.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
    return head.isEmpty() ? text : text.isEmpty() ? head : head + "," + text;
  }
}
