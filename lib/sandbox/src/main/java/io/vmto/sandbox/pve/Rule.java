package io.vmto.sandbox.pve;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the API says about one parameter, or one key of a property string.
 *
 * @param name ends in {@code [n]} for numbered parameters such as {@code scsi0}
 * @param type string, integer, number or boolean; alias for another name of a key
 * @param pattern a Perl expression as the schema writes it
 */
record Rule(
    String name,
    String type,
    boolean optional,
    boolean defaultKey,
    @Nullable String format,
    @Nullable String inline,
    @Nullable String min,
    @Nullable String max,
    @Nullable Integer minLength,
    @Nullable Integer maxLength,
    @Nullable String requires,
    @Nullable String alias,
    @Nullable String keyAlias,
    List<String> values,
    @Nullable String pattern) {

  boolean numbered() {
    return name.endsWith("[n]");
  }

  boolean matches(String text) {
    return pattern == null || Pattern.matches(java(pattern), text);
  }

  private static String java(String perl) {
    return perl.replace("(?^:", "(?:").replace("{,", "{0,");
  }

  /** Reads one line of the call table; null when the line is for another version. */
  static @Nullable Rule read(String line, int version) {
    int tilde = line.indexOf(" ~ ");
    String pattern = tilde < 0 ? null : line.substring(tilde + 3);
    String[] words = (tilde < 0 ? line : line.substring(0, tilde)).strip().split(" ", -1);
    var facts = new Facts(words);
    String only = facts.get("only");
    if (only != null && Integer.parseInt(only) != version) {
      return null;
    }
    String name = words[0];
    boolean defaultKey = name.endsWith("*");
    name = defaultKey ? name.substring(0, name.length() - 1) : name;
    boolean optional = name.endsWith("?");
    name = optional ? name.substring(0, name.length() - 1) : name;
    String values = facts.get("enum");
    return new Rule(
        name,
        facts.get("alias") != null ? "alias" : words[1],
        optional,
        defaultKey,
        facts.get("format"),
        facts.get("inline"),
        facts.get("min"),
        facts.get("max"),
        facts.number("minlen"),
        facts.number("maxlen"),
        facts.get("requires"),
        facts.get("alias"),
        facts.get("keyalias"),
        values == null ? List.of() : List.of(values.split("\\|", -1)),
        pattern);
  }

  private record Facts(List<String> words) {
    Facts(String[] words) {
      this(new ArrayList<>(List.of(words)));
    }

    @Nullable String get(String key) {
      for (String word : words) {
        if (word.startsWith(key + ":")) {
          return word.substring(key.length() + 1);
        }
      }
      return null;
    }

    @Nullable Integer number(String key) {
      String text = get(key);
      return text == null ? null : Integer.valueOf(text);
    }
  }
}
