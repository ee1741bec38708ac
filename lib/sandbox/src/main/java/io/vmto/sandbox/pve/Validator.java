package io.vmto.sandbox.pve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a call's parameters the way the node's schema does, and says no in its words. */
final class Validator {
  static final String MISSING = "property is missing and it is not optional";
  static final String UNDEFINED =
      "property is not defined in schema and the schema does not allow additional properties";
  private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");
  private static final Set<String> FALSE = Set.of("0", "off", "no", "false");

  private final CallTable table;

  Validator(CallTable table) {
    this.table = table;
  }

  /** Throws the 400 that lists every bad parameter. */
  void check(CallTable.Call call, Map<String, String> values) {
    var errors = new LinkedHashMap<String, String>();
    call.rules()
        .values()
        .forEach(
            rule -> {
              if (!rule.optional() && !rule.numbered() && !values.containsKey(rule.name())) {
                errors.put(rule.name(), MISSING);
              }
            });
    values.forEach((name, value) -> checkOne(call, name, value, values, errors));
    if (!errors.isEmpty()) {
      throw PveError.parameters(errors);
    }
  }

  private void checkOne(
      CallTable.Call call,
      String name,
      String value,
      Map<String, String> values,
      Map<String, String> errors) {
    var rule = call.rule(name);
    if (rule.isEmpty()) {
      errors.put(name, UNDEFINED);
      return;
    }
    complaint(rule.get(), value, name).ifPresent(error -> errors.put(name, error));
    String requires = rule.get().requires();
    if (requires != null && !values.containsKey(requires)) {
      errors.put(requires, "missing property - '" + name + "' requires this property");
    }
  }

  private Optional<String> complaint(Rule rule, String value, String path) {
    return switch (rule.type()) {
      case "integer", "number" -> Optional.ofNullable(number(rule, value));
      case "boolean" ->
          truth(value).isPresent()
              ? Optional.empty()
              : Optional.of("type check ('boolean') failed - got '" + value + "'");
      default -> Optional.ofNullable(text(rule, value, path));
    };
  }

  private static @Nullable String number(Rule rule, String value) {
    boolean whole = rule.type().equals("integer");
    if (!value.matches(whole ? "[+-]?\\d{1,18}" : "[+-]?\\d{1,18}(\\.\\d+)?")) {
      return "type check ('" + rule.type() + "') failed - got '" + value + "'";
    }
    double number = Double.parseDouble(value);
    if (rule.min() != null && number < Double.parseDouble(rule.min())) {
      return "value must have a minimum value of " + rule.min();
    }
    if (rule.max() != null && number > Double.parseDouble(rule.max())) {
      return "value must have a maximum value of " + rule.max();
    }
    return null;
  }

  private @Nullable String text(Rule rule, String value, String path) {
    if (rule.minLength() != null && value.length() < rule.minLength()) {
      return "value must be at least " + rule.minLength() + " characters long";
    }
    if (rule.maxLength() != null && value.length() > rule.maxLength()) {
      return "value may only be " + rule.maxLength() + " characters long";
    }
    if (!rule.values().isEmpty() && !rule.values().contains(value)) {
      return "value '"
          + value
          + "' does not have a value in the enumeration '"
          + String.join(", ", rule.values())
          + "'";
    }
    if (!rule.matches(value)) {
      return "value does not match the regex pattern";
    }
    String wrong = rule.inline() != null ? inline(rule.inline(), value, path) : null;
    if (rule.format() != null) {
      wrong = Formats.complaint(rule.format(), value);
    }
    return wrong == null ? null : "invalid format - " + wrong + "\n";
  }

  private @Nullable String inline(String formatName, String value, String path) {
    var format = table.format(formatName);
    Map<String, String> keys;
    try {
      keys = PropertyString.parse(format, value);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    var errors = new LinkedHashMap<String, String>();
    format
        .values()
        .forEach(
            rule -> {
              boolean needed = !rule.optional() && !rule.type().equals("alias");
              if (needed && !keys.containsKey(rule.name())) {
                errors.put(path + "." + rule.name(), MISSING);
              }
            });
    keys.forEach(
        (key, text) -> {
          String inner = path + "." + key;
          var rule = format.get(key);
          if (rule == null) {
            errors.put(inner, UNDEFINED);
          } else {
            complaint(rule, text, inner).ifPresent(error -> errors.put(inner, error.strip()));
          }
        });
    return errors.isEmpty() ? null : "format error\n" + lines(errors);
  }

  private static String lines(Map<String, String> errors) {
    var text = new StringBuilder();
    errors.forEach((key, error) -> text.append(key).append(": ").append(error).append('\n'));
    return text.toString().strip();
  }

  /** Reads the API's ways to say yes and no. */
  static Optional<Boolean> truth(String value) {
    String lower = value.toLowerCase(java.util.Locale.ROOT);
    return TRUE.contains(lower)
        ? Optional.of(true)
        : FALSE.contains(lower) ? Optional.of(false) : Optional.empty();
  }

  static boolean isTrue(@Nullable String value) {
    return value != null && truth(value).orElse(false);
  }
}
