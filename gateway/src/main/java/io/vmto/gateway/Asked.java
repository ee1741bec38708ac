package io.vmto.gateway;

import io.vmto.contract.view.Page;
import org.jspecify.annotations.Nullable;

/**
 * A record of what may be asked of a list: each component is a parameter of the address with the
 * same name, null where it was left out. {@link AskedArguments} reads it.
 */
interface Asked {
  /** Which way a list runs. */
  enum Direction {
    ASC,
    DESC
  }

  /** The part of a list that is asked for, with what stands for what was left out. */
  record Usual<K extends Enum<K>>(K by, Direction order, int limit, int most) {
    Page<K> page(
        @Nullable K sort, @Nullable Direction way, @Nullable Integer many, @Nullable String after) {
      int wanted = many == null ? limit : many;
      Fields.within("limit", wanted, most);
      var running = way == null ? order : way;
      return new Page<>(sort == null ? by : sort, running == Direction.DESC, wanted, after);
    }
  }
}
