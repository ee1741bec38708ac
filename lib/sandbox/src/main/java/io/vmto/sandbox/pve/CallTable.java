package io.vmto.sandbox.pve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls this node serves, read from {@code calls.txt} for one version of the API. */
final class CallTable {
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Map<String, Rule>> formats = new LinkedHashMap<>();

  /**
   * One call.
   *
   * @param permission {@code user:all}, {@code user:world} or {@code perm:path=privilege|…}
   */
  record Call(
      String method, String path, String permission, boolean tokens, Map<String, Rule> rules) {
    String key() {
      return method + " " + path;
    }

    /** The rule of a parameter, numbered ones included. */
    Optional<Rule> rule(String name) {
      var exact = rules.get(name);
      if (exact != null) {
        return Optional.of(exact);
      }
      String stem = name.replaceFirst("(0|[1-9]\\d*)$", "");
      var numbered = stem.equals(name) ? null : rules.get(stem + "[n]");
      return Optional.ofNullable(numbered).filter(rule -> withinRange(name, stem));
    }

    private static boolean withinRange(String name, String stem) {
      String number = name.substring(stem.length());
      int limit =
          switch (stem) {
            case "scsi" -> 30;
            case "virtio" -> 15;
            case "sata" -> 5;
            case "ide", "serial" -> 3;
            case "net", "ipconfig" -> 31;
            case "unused" -> 255;
            case "usb" -> 13;
            case "hostpci" -> 15;
            case "parallel" -> 2;
            case "numa" -> 7;
            default -> 9;
          };
      return number.length() <= 3 && Integer.parseInt(number) <= limit;
    }
  }

  /** A call and what its path's placeholders stand for. */
  record Match(Call call, Map<String, String> placeholders) {}

  static CallTable of(int version) {
    try (var in = CallTable.class.getResourceAsStream("calls.txt")) {
      if (in == null) {
        throw new IllegalStateException("calls.txt is not in the jar");
      }
      return new CallTable(new String(in.readAllBytes(), StandardCharsets.UTF_8), version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CallTable(String text, int version) {
    var sets = new LinkedHashMap<String, Map<String, Rule>>();
    Map<String, Rule> current = new LinkedHashMap<>();
    for (String line : text.lines().filter(l -> !l.startsWith("#") && !l.isBlank()).toList()) {
      if (line.startsWith("  use ")) {
        current.putAll(sets.getOrDefault(line.substring(6), Map.of()));
      } else if (line.startsWith(" ")) {
        var rule = Rule.read(line.strip(), version);
        if (rule != null) {
          current.put(rule.name(), rule);
        }
      } else {
        current = new LinkedHashMap<>();
        begin(line.split(" ", -1), current, sets, version);
      }
    }
  }

  private void begin(
      String[] words, Map<String, Rule> rules, Map<String, Map<String, Rule>> sets, int version) {
    switch (words[0]) {
      case "format" -> formats.put(words[1], rules);
      case "set" -> sets.put(words[1], rules);
      default -> {
        var marks = new ArrayList<>(List.of(words).subList(3, words.length));
        boolean tokens = !marks.remove("notoken");
        marks.removeIf(mark -> otherVersion(mark, version));
        String permission = marks.getFirst().replaceFirst("@\\d$", "");
        calls.add(new Call(words[1], words[2], permission, tokens, rules));
      }
    }
  }

  private static boolean otherVersion(String word, int version) {
    return word.matches(".*@\\d") && !word.endsWith("@" + version);
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  Map<String, Rule> format(String name) {
    return formats.getOrDefault(name, Map.of());
  }

  Map<String, Map<String, Rule>> formats() {
    return formats;
  }

  /** Finds the call; the last placeholder of a volume path takes the rest, slashes included. */
  Optional<Match> find(String method, List<String> segments) {
    return calls.stream()
        .filter(call -> call.method().equals(method))
        .flatMap(call -> match(call, segments).stream())
        .findFirst();
  }

  private static Optional<Match> match(Call call, List<String> segments) {
    String[] parts = call.path().substring(1).split("/", -1);
    boolean rest = call.path().endsWith("{volume}") && segments.size() > parts.length;
    if (parts.length != segments.size() && !rest) {
      return Optional.empty();
    }
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].startsWith("{")) {
        boolean last = rest && i == parts.length - 1;
        String value =
            last ? String.join("/", segments.subList(i, segments.size())) : segments.get(i);
        values.put(parts[i].substring(1, parts[i].length() - 1), value);
      } else if (!parts[i].equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(new Match(call, values));
  }
}
