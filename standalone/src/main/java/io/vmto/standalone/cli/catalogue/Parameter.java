package io.vmto.standalone.cli.catalogue;

import java.util.List;

/**
 * What an operation wants to know.
 *
 * @param name of the option without its dashes; of a positional, its label in the help
 * @param fields of the request that it fills, dots lead into objects; more than one for a text with
 *     slashes in it, {@code CONNECTION/NODE/STORAGE}
 * @param label of its value in the help
 * @param choices among which it is one; empty where anything may be said
 * @param names the list in which a thing may be looked up by its name; empty where only ids count
 */
public record Parameter(
    String name,
    Place place,
    Kind kind,
    List<String> fields,
    String label,
    String help,
    boolean positional,
    boolean required,
    List<String> choices,
    String names) {
  public Parameter {
    fields = List.copyOf(fields);
    choices = List.copyOf(choices);
  }

  /** Names tell the parameters of a row apart; what the compiler would make is slow at first. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Where in the request it goes. */
  public enum Place {
    PATH,
    QUERY,
    BODY
  }

  /** How it is written on the command line. */
  public enum Kind {
    TEXT,
    /** A whole number. */
    NUMBER,
    /** Bytes a second, or bytes: {@code 200MB/s}, {@code 64MiB}. */
    RATE,
    /** Said or not said; true when said. */
    FLAG,
    /** Said as true or false. */
    SWITCH,
    /** An empty object when said. */
    OBJECT,
    /** {@code a=b}, any number of them: an object. */
    PAIRS,
    /** Any number of texts: a list. */
    LIST,
    /** Never an argument: from a file, standard input, or asked for without echo. */
    SECRET,
    /** The content of a file. */
    DOCUMENT,
    /** The whole request, JSON or YAML in a file. */
    REQUEST
  }

  /** Part of the address, in the order in which the row names them. */
  static Parameter path(String field, String help) {
    return new Parameter(
        field.toUpperCase(java.util.Locale.ROOT),
        Place.PATH,
        Kind.TEXT,
        List.of(field),
        "",
        help,
        true,
        true,
        List.of(),
        "");
  }

  static Parameter query(String name, Kind kind, String help) {
    return option(name, Place.QUERY, kind, help);
  }

  static Parameter body(String name, Kind kind, String help) {
    return option(name, Place.BODY, kind, help);
  }

  /** How a list is sorted. */
  static Parameter sort(String... by) {
    return query("sort", Kind.TEXT, "By what.").among(by);
  }

  static Parameter order() {
    return query("order", Kind.TEXT, "Which way.").among("asc", "desc");
  }

  /** Two ends of a span of time. */
  static Parameter[] span(String what, String help) {
    return new Parameter[] {
      query(what + "-from", Kind.TEXT, help + " then or later, ISO-8601.").labelled("TIME"),
      query(what + "-to", Kind.TEXT, help + " before, ISO-8601.").labelled("TIME")
    };
  }

  private static Parameter option(String name, Place place, Kind kind, String help) {
    return new Parameter(
        name, place, kind, List.of(field(name)), "", help, false, false, List.of(), "");
  }

  /** {@code parallel-disks} is the field {@code parallelDisks}. */
  private static String field(String option) {
    var field = new StringBuilder();
    for (var word : option.split("-", -1)) {
      field.append(
          field.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return field.toString();
  }

  /** Fills fields of another name. */
  Parameter to(String... others) {
    return new Parameter(
        name, place, kind, List.of(others), label, help, positional, required, choices, names);
  }

  /** Names its value in the help. */
  Parameter labelled(String text) {
    return new Parameter(
        name, place, kind, fields, text, help, positional, required, choices, names);
  }

  /** The request makes no sense without it. */
  Parameter needed() {
    return new Parameter(name, place, kind, fields, label, help, positional, true, choices, names);
  }

  /** Said without its name, after the parts of the address. */
  Parameter bare() {
    return new Parameter(name, place, kind, fields, label, help, true, required, choices, names);
  }

  /** One of these. */
  Parameter among(String... constants) {
    return new Parameter(
        name, place, kind, fields, label, help, positional, required, List.of(constants), names);
  }

  /** May be said by its name where {@code GET list} tells it. */
  Parameter namedIn(String list) {
    return new Parameter(
        name, place, kind, fields, label, help, positional, required, choices, list);
  }
}
