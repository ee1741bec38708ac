package io.vmto.query;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a list can be sorted by, and how PostgreSQL writes a value of it. */
enum SortType {
  BIGINT(text -> text.matches("-?[0-9]{1,18}")),
  TIMESTAMPTZ(SortType::isTime),
  TEXT(text -> true);

  /** Of four digits and with the offset of an inhabited place, as every time that we store. */
  private static final Pattern TIME =
      Pattern.compile(
          "([1-9][0-9]{3}-[0-9]{2}-[0-9]{2}) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
              + "(\\.[0-9]{1,6})?[+-](0[0-9]|1[0-4])(:[0-5][0-9])?");

  @SuppressWarnings("ImmutableEnumChecker") // none of them keeps anything
  private final Predicate<String> form;

  SortType(Predicate<String> form) {
    this.form = form;
  }

  /** Whether the database takes this for a value of the type, as it does what it wrote itself. */
  boolean reads(String text) {
    return form.test(text);
  }

  /** Its name in SQL. */
  String sql() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean isTime(String text) {
    var time = TIME.matcher(text);
    if (!time.matches()) {
      return false;
    }
    try {
      LocalDate.parse(time.group(1));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
