package io.vmto.sandbox.pve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes comma-separated property strings such as {@code local:8,discard=on}. */
final class PropertyString {
  private PropertyString() {}

  /** Splits into keys and values with aliases resolved; throws IllegalArgumentException. */
  static Map<String, String> parse(Map<String, Rule> format, String text) {
    var values = new LinkedHashMap<String, String>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        take(format, part.strip(), values);
      }
    }
    return values;
  }

  private static void take(Map<String, Rule> format, String part, Map<String, String> values) {
    int equals = part.indexOf('=');
    String key = equals < 0 ? defaultKey(format) : part.substring(0, equals);
    String value = part.substring(equals + 1);
    var rule = format.get(key);
    if (rule != null && rule.alias() != null) {
      if (rule.keyAlias() != null) {
        put(values, rule.keyAlias(), key);
      }
      key = rule.alias();
    }
    put(values, key, value);
  }

  private static void put(Map<String, String> values, String key, String value) {
    if (values.put(key, value) != null) {
      throw new IllegalArgumentException("duplicate key in comma-separated list property: " + key);
    }
  }

  private static String defaultKey(Map<String, Rule> format) {
    return format.values().stream()
        .filter(Rule::defaultKey)
        .map(Rule::name)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("missing key in comma-separated list property"));
  }

  /** Writes the default key bare and first, the rest sorted; the model of a card takes its MAC. */
  static String print(Map<String, Rule> format, Map<String, String> values) {
    var rest = new TreeMap<>(values);
    List<String> parts = new ArrayList<>();
    String first = defaultKey(format);
    String head = rest.remove(first);
    String mac = rest.get("macaddr");
    if (head != null && first.equals("model") && mac != null) {
      rest.remove("macaddr");
      parts.add(head + "=" + mac);
    } else if (head != null) {
      parts.add(head);
    }
    rest.forEach((key, value) -> parts.add(key + "=" + value));
    return String.join(",", parts);
  }
}
