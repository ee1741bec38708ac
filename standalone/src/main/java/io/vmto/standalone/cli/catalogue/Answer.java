package io.vmto.standalone.cli.catalogue;

import java.util.List;

/**
 * What comes back of an operation.
 *
 * @param field of a list, that holds it
 * @param most of a list, on one page; 0 where it comes as a whole
 * @param usual of a list, how many are asked for when nobody says; 0 for all
 * @param columns of a list
 */
public record Answer(Kind kind, String field, int most, int usual, List<Column> columns) {
  static final Answer ACCEPTED = new Answer(Kind.ACCEPTED);
  static final Answer CREATED = new Answer(Kind.CREATED);
  static final Answer THING = new Answer(Kind.THING);
  static final Answer JOB = new Answer(Kind.JOB);
  static final Answer PLAN = new Answer(Kind.PLAN);
  static final Answer IMAGE = new Answer(Kind.IMAGE);
  static final Answer FEED = new Answer(Kind.FEED);
  static final Answer JOB_FEED = new Answer(Kind.JOB_FEED);

  public Answer {
    columns = List.copyOf(columns);
  }

  private Answer(Kind kind) {
    this(kind, "", 0, 0, List.of());
  }

  /** How it is told. An enum, as a switch over sealed types is slow the first time. */
  public enum Kind {
    /** An order was taken. */
    ACCEPTED,
    /** Something was made: its id is told, so that scripts can go on with it. */
    CREATED,
    /** One thing, told with all its fields. */
    THING,
    /** A job, told as a report. */
    JOB,
    /** A plan, told step by step. */
    PLAN,
    LIST,
    /** The bytes of a disk's image, which become a file that is proven. */
    IMAGE,
    /** Server-sent events, each told as it comes. */
    FEED,
    /** The events of one job, told as its progress. */
    JOB_FEED
  }

  static Answer list(String field, Column... columns) {
    return pages(field, 0, 0, columns);
  }

  /** A list that comes in pages, which {@code after} and {@code next} go through. */
  public static Answer pages(String field, int most, int usual, Column... columns) {
    return new Answer(Kind.LIST, field, most, usual, List.of(columns));
  }

  public boolean paged() {
    return most > 0;
  }
}
