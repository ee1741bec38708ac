package io.vmto.standalone.cli.catalogue;

import java.util.List;

/** What comes back of an operation. */
public sealed interface Answer {
  /** An order was taken. */
  record Accepted() implements Answer {}

  /** Something was made: its id is told, so that scripts can go on with it. */
  record Created() implements Answer {}

  /** One thing, told with all its fields. */
  record Thing() implements Answer {}

  /** A job, told as a report. */
  record Job() implements Answer {}

  /** A plan, told step by step. */
  record Plan() implements Answer {}

  /**
   * A list.
   *
   * @param field that holds it
   * @param most on one page; 0 where it comes as a whole
   * @param usual how many are asked for when nobody says; 0 for all
   */
  record Listing(String field, int most, int usual, List<Column> columns) implements Answer {
    public Listing {
      columns = List.copyOf(columns);
    }
  }

  /** Server-sent events, each told as it comes. */
  record Feed() implements Answer {}

  /** The events of one job, told as its progress. */
  record JobFeed() implements Answer {}

  static Listing list(String field, Column... columns) {
    return new Listing(field, 0, 0, List.of(columns));
  }

  /** A list that comes in pages, which {@code after} and {@code next} go through. */
  static Listing pages(String field, int most, int usual, Column... columns) {
    return new Listing(field, most, usual, List.of(columns));
  }
}
