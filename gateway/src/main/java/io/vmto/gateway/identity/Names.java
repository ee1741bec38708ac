package io.vmto.gateway.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names as they are given to accounts and keys, and as roles are kept in the database. */
final class Names {
  /** Never with a colon or slash: those mark the issuer's people and the keys in the history. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  private static final Set<String> OURS = Set.of("local", "system", "nobody");

  private Names() {}

  static boolean good(String name) {
    return FORM.matcher(name).matches() && !OURS.contains(name.toLowerCase(Locale.ROOT));
  }

  static String form() {
    return "must match " + FORM.pattern() + " and be none of " + new TreeSet<>(OURS);
  }

  /** Reads a column of names; what a later version wrote and we do not know allows nothing. */
  static <E extends Enum<E>> EnumSet<E> of(Class<E> type, String @Nullable [] names) {
    var found = EnumSet.noneOf(type);
    var known = names == null ? List.<String>of() : Arrays.asList(names);
    for (var value : type.getEnumConstants()) {
      if (known.contains(value.name())) {
        found.add(value);
      }
    }
    return found;
  }
}
