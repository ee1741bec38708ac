package io.vmto.standalone.cli.catalogue;

import java.util.List;
import java.util.Locale;

/**
 * A column of a table for people.
 *
 * @param paths of fields, dots lead into objects; the first one that is there is shown
 */
public record Column(String title, Form form, List<String> paths) {
  public Column {
    paths = List.copyOf(paths);
  }

  /** How a value is written. */
  public enum Form {
    TEXT,
    /** {@code 64.0 MiB}. */
    BYTES,
    /** The same of each second; 0 is no limit. */
    RATE,
    /** To the second, as the clock here has it. */
    TIME,
    /** yes or nothing. */
    MARK,
    /** How many there are in a list. */
    COUNT,
    /** The names in a list, or its texts. */
    NAMES,
    /** Names one inside the other, outermost first. */
    PATH,
    /** The status of a job, with those that are held told apart. */
    STATUS,
    /** What a job does, or what keeps it. */
    DOING
  }

  /** A text whose title is its field. */
  static Column column(String path) {
    return new Column(path.toUpperCase(Locale.ROOT), Form.TEXT, List.of(path));
  }

  static Column column(String title, String... paths) {
    return new Column(title, Form.TEXT, List.of(paths));
  }

  static Column column(Form form, String title, String... paths) {
    return new Column(title, form, List.of(paths));
  }

  /** Of stored events, wherever they are listed. */
  public static Column[] ofEvents() {
    return new Column[] {
      column("POSITION", "position"),
      column(Form.TIME, "TIME", "at"),
      column("WHO", "meta.actor"),
      column("EVENT", "type")
    };
  }
}
