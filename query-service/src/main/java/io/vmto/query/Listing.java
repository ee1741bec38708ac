package io.vmto.query;

import com.google.errorprone.annotations.CompileTimeConstant;
import io.r2dbc.spi.Readable;
import io.vmto.contract.Id;
import io.vmto.contract.view.Listed;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;

/**
 * A part of a list as SQL. The text is put together from constants of our sources only, which the
 * compiler checks; whatever was asked for is a bound parameter.
 */
final class Listing {
  private static final int MOST = 1_000;

  private final String document;
  private final String tables;
  private final Column tie;
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  private Listing(String document, String tables, Column tie) {
    this.document = document;
    this.tables = tables;
    this.tie = tie;
  }

  /**
   * Something to sort by, never null.
   *
   * @param sql what it is in a row
   * @param type of which type that is
   */
  record Column(String sql, SortType type) {
    static Column of(@CompileTimeConstant String sql, SortType type) {
      return new Column(sql, type);
    }
  }

  /** How answers are made from the rows that were found. */
  @FunctionalInterface
  interface Answer<T, A extends Listed<T>> {
    A of(List<T> items, List<String> cursors, @Nullable String next);
  }

  /**
   * A list that nothing narrows yet.
   *
   * @param tie differs in all rows, and sorts those that are equal otherwise
   */
  static Listing of(
      @CompileTimeConstant String document, @CompileTimeConstant String tables, Column tie) {
    return new Listing(document, tables, tie);
  }

  /** Null does not narrow. */
  Listing whether(@CompileTimeConstant String condition, @Nullable Boolean holds) {
    if (holds != null) {
      conditions.add((holds ? "(" : "not (") + condition + ")");
    }
    return this;
  }

  /** Null does not narrow. */
  Listing equal(@CompileTimeConstant String column, @Nullable Object value) {
    return value == null ? this : bound(column + " = ", text(value), "");
  }

  /** Nothing to choose from does not narrow. */
  Listing among(@CompileTimeConstant String column, Collection<?> choice) {
    var texts = choice.stream().map(Listing::text).sorted().toArray(String[]::new);
    return switch (texts.length) {
      case 0 -> this;
      case 1 -> bound(column + " = ", texts[0], ""); // so that an index may also sort
      default -> bound(column + " = any(", texts, ")");
    };
  }

  /** A part of a text that is kept in small letters; empty does not narrow. */
  Listing contains(@CompileTimeConstant String column, String part) {
    var pattern = "%" + part.replaceAll("[\\\\%_]", "\\\\$0") + "%";
    return part.isEmpty() ? this : bound(column + " like lower(", pattern, ")");
  }

  /** How a text begins; empty does not narrow. */
  Listing begins(@CompileTimeConstant String column, String with) {
    return with.isEmpty() ? this : bound("starts_with(" + column + ", ", with, ")");
  }

  Listing within(@CompileTimeConstant String column, Span span) {
    if (span.from() != null) {
      bound(column + " >= ", span.from(), "");
    }
    if (span.to() != null) {
      bound(column + " < ", span.to(), "");
    }
    return this;
  }

  /** Reads one row more than a page has, to know whether there are more. */
  <T, A extends Listed<T>> CompletableFuture<A> answer(
      DatabaseClient db,
      Page<?> page,
      Column key,
      Function<Readable, T> reader,
      Answer<T, A> answer) {
    int limit = Answers.limit(page.limit(), MOST);
    var list = identity(page, key);
    if (page.after() != null && !page.after().isEmpty()) {
      behind(Cursor.of(page.after(), list), page, key);
    }
    var rows = db.sql(sql(page, key)).bind("some", limit + 1);
    for (int i = 0; i < values.size(); i++) {
      rows = rows.bind("v" + i, values.get(i));
    }
    return Answers.of(
        rows.map(row -> new Found<>(reader.apply(row), cursor(row).text(list)))
            .all()
            .collectList()
            .map(found -> cut(found, limit, answer)));
  }

  /** What a cursor belongs to. */
  private String identity(Page<?> page, Column key) {
    var shown = values.stream().map(v -> v instanceof String[] many ? Arrays.asList(many) : v);
    return String.join(
        "\n", tables, conditions.toString(), shown.toList().toString(), key.sql, order(page));
  }

  private void behind(Cursor cursor, Page<?> page, Column key) {
    if (!key.type.reads(cursor.key()) || !tie.type.reads(cursor.tie())) {
      throw Cursor.foreign();
    }
    int first = values.size();
    values.add(cursor.key());
    values.add(cursor.tie());
    conditions.add(
        "(%s, %s) %s (cast(:v%d as %s), cast(:v%d as %s))"
            .formatted(
                key.sql,
                tie.sql,
                page.descending() ? "<" : ">",
                first,
                key.type.sql(),
                first + 1,
                tie.type.sql()));
  }

  private String sql(Page<?> page, Column key) {
    var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    return "select %s as doc, cast(%s as text) as key, cast(%s as text) as tie from %s%s"
            .formatted(document, key.sql, tie.sql, tables, where)
        + " order by %s %s, %s %s limit :some"
            .formatted(key.sql, order(page), tie.sql, order(page));
  }

  private static String order(Page<?> page) {
    return page.descending() ? "desc" : "asc";
  }

  private static Cursor cursor(Readable row) {
    return new Cursor(
        Objects.requireNonNull(row.get("key", String.class)),
        Objects.requireNonNull(row.get("tie", String.class)));
  }

  private static <T, A extends Listed<T>> A cut(
      List<Found<T>> found, int limit, Answer<T, A> answer) {
    var shown = found.size() > limit ? found.subList(0, limit) : found;
    return answer.of(
        shown.stream().map(Found::item).toList(),
        shown.stream().map(Found::cursor).toList(),
        found.size() > limit ? shown.getLast().cursor() : null);
  }

  private Listing bound(String before, Object value, String after) {
    conditions.add(before + ":v" + values.size() + after);
    values.add(value);
    return this;
  }

  private static String text(Object value) {
    return switch (value) {
      case Enum<?> e -> e.name();
      case Id id -> id.value();
      default -> value.toString();
    };
  }

  private record Found<T>(T item, String cursor) {}
}
