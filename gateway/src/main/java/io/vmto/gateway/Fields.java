package io.vmto.gateway;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object from outside, read field by field. Every refusal names the field and never repeats
 * its value; fields that nobody asked for are refused.
 */
public final class Fields {
  private static final int LONGEST = 1024;

  private final String path;
  private final JsonNode object;
  private final Set<String> asked = new HashSet<>();

  private Fields(String path, JsonNode object) {
    this.path = path;
    this.object = object;
  }

  static <T> T read(String path, JsonNode node, Function<Fields, T> reader) {
    if (!node.isObject()) {
      throw invalid(path.isEmpty() ? "body" : path, "must be an object");
    }
    var fields = new Fields(path, node);
    var value = reader.apply(fields);
    node.propertyNames().stream()
        .filter(name -> !fields.asked.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw invalid(fields.full(shortened(name)), "is not a field of this request");
            });
    return value;
  }

  /** The refusal of one field, by its name. */
  public static Rejected invalid(String field, String why) {
    return new Rejected(
        Failure.of(
                ErrorCode.REQUEST_INVALID,
                field + ": " + why + ".",
                "Put this field right and send the request again.")
            .with("field", field));
  }

  /** Checks a number of the address: 1 to {@code most}. */
  public static void within(String name, int number, int most) {
    if (number < 1 || number > most) {
      throw invalid(name, "must be from 1 to " + most);
    }
  }

  /** One line of text, required. */
  public String text(String name) {
    return line(name, required(name));
  }

  /** One line of text, empty when it is not there. */
  public String optionalText(String name) {
    var node = find(name);
    return node == null ? "" : plain(name, string(name, node));
  }

  /** Any text, required: it may have many lines and is never repeated in an answer. */
  public String document(String name, int longest) {
    var text = string(name, required(name));
    if (text.isBlank() || text.length() > longest) {
      throw invalid(full(name), "must have 1 to " + longest + " characters");
    }
    return text;
  }

  /** The same, empty when it is not there. */
  public String optionalDocument(String name, int longest) {
    return find(name) == null ? "" : document(name, longest);
  }

  public boolean flag(String name) {
    var node = required(name);
    if (!node.isBoolean()) {
      throw invalid(full(name), "must be true or false");
    }
    return node.asBoolean();
  }

  public int number(String name, int least, int most) {
    return number(name, least, most, required(name));
  }

  public int number(String name, int otherwise, int least, int most) {
    var node = find(name);
    return node == null ? otherwise : number(name, least, most, node);
  }

  private int number(String name, int least, int most, JsonNode node) {
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.asInt() < least
        || node.asInt() > most) {
      throw invalid(full(name), "must be a whole number from " + least + " to " + most);
    }
    return node.asInt();
  }

  /** A whole number of any size from 0, null when it is not there. */
  public @Nullable Long optionalSize(String name) {
    var node = find(name);
    return node == null ? null : Long.valueOf(size(name, node));
  }

  public long size(String name) {
    return size(name, required(name));
  }

  private long size(String name, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
      throw invalid(full(name), "must be a whole number from 0");
    }
    return node.asLong();
  }

  /** Null when it is not there. */
  @Nullable Integer optionalNumber(String name, int least, int most) {
    var node = find(name);
    return node == null ? null : Integer.valueOf(number(name, least, most, node));
  }

  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    return choice(name, type, required(name));
  }

  <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    var node = find(name);
    return node == null ? otherwise : choice(name, type, node);
  }

  /** A list without repetitions, null when it is not there. */
  public <E extends Enum<E>> @Nullable Set<E> optionalChoices(String name, Class<E> type) {
    return find(name) == null ? null : choices(name, type);
  }

  /** A list without repetitions, which may be empty. */
  public <E extends Enum<E>> Set<E> choices(String name, Class<E> type) {
    var node = required(name);
    if (!node.isArray()) {
      throw invalid(full(name), "must be a list");
    }
    var chosen = EnumSet.noneOf(type);
    node.forEach(one -> chosen.add(choice(name, type, one)));
    return chosen;
  }

  /** A moment as ISO 8601 writes it, such as {@code 2026-03-01T12:00:00Z}. */
  public Instant time(String name) {
    var text = text(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid(full(name), "must be a moment such as 2026-03-01T12:00:00Z");
    }
  }

  /** An object whose values are all text; empty when it is not there. */
  public Map<String, String> texts(String name) {
    var node = find(name);
    if (node == null) {
      return Map.of();
    }
    return read(
        full(name),
        node,
        inner -> {
          var texts = new TreeMap<String, String>();
          for (var key : inner.object.propertyNames()) {
            inner.plain("key", key);
            texts.put(key, inner.text(key));
          }
          return texts;
        });
  }

  /** Whether it is there; to ask is enough for it to be a field of the request. */
  boolean has(String name) {
    return find(name) != null;
  }

  /** A list of lines of text, required. */
  List<String> lines(String name, int most) {
    var node = required(name);
    if (!node.isArray() || node.size() > most) {
      throw invalid(full(name), "must be a list of at most " + most);
    }
    var lines = new ArrayList<String>();
    node.forEach(item -> lines.add(line(name, item)));
    return lines;
  }

  public <T> T object(String name, Function<Fields, T> reader) {
    return read(full(name), required(name), reader);
  }

  public <T> T object(String name, Function<Fields, T> reader, T otherwise) {
    var node = find(name);
    return node == null ? otherwise : read(full(name), node, reader);
  }

  /** A list of objects; empty when it is not there. */
  public <T> List<T> objects(String name, int most, Function<Fields, T> reader) {
    var node = find(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray() || node.size() > most) {
      throw invalid(full(name), "must be a list of at most " + most);
    }
    var objects = new ArrayList<T>();
    for (var item : node) {
      objects.add(read(full(name) + "[" + objects.size() + "]", item, reader));
    }
    return objects;
  }

  /** Refuses a text that was read, where the reader knows more than its type. */
  public String when(String name, String text, Predicate<String> good, String why) {
    if (!good.test(text)) {
      throw invalid(full(name), why);
    }
    return text;
  }

  private <E extends Enum<E>> E choice(String name, Class<E> type, JsonNode node) {
    var text = string(name, node);
    return Arrays.stream(type.getEnumConstants())
        .filter(e -> e.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                invalid(full(name), "must be one of " + Arrays.toString(type.getEnumConstants())));
  }

  private String line(String name, JsonNode node) {
    var text = string(name, node);
    if (text.isBlank()) {
      throw invalid(full(name), "must not be empty");
    }
    return plain(name, text);
  }

  private String plain(String name, String text) {
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw invalid(
          full(shortened(name)), "must be one line of at most " + LONGEST + " characters");
    }
    return text;
  }

  private String string(String name, JsonNode node) {
    if (!node.isString()) {
      throw invalid(full(shortened(name)), "must be text");
    }
    return node.asString();
  }

  private JsonNode required(String name) {
    var node = find(name);
    if (node == null) {
      throw invalid(full(name), "is missing");
    }
    return node;
  }

  /** JSON's null is the same as not being there. */
  private @Nullable JsonNode find(String name) {
    asked.add(name);
    var node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private String full(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  static String shortened(String name) {
    var printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.length() > 64 ? printable.substring(0, 64) + "…" : printable;
  }
}
