package io.vmto.standalone.cli;

import io.vmto.standalone.cli.catalogue.Answer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A list of the API, read page by page; there is at least one, which may be empty. */
final class Pages implements Iterator<Pages.Page> {
  static final String NEXT = "next";

  private final Function<String, JsonNode> ask;
  private final String path;
  private final Answer list;
  private long left;
  private @Nullable String after;
  private boolean begun;

  /**
   * @param ask the API at a path
   * @param path with the query that all pages share
   * @param wanted how many at most
   */
  Pages(Function<String, JsonNode> ask, String path, Answer list, long wanted) {
    this.ask = ask;
    this.path = path;
    this.list = list;
    this.left = wanted;
  }

  /** A part of a list, and as the API told it. */
  record Page(JsonNode whole, List<JsonNode> items) {
    /** Where the list goes on; missing at its end. */
    JsonNode next() {
      return whole.path(NEXT);
    }

    boolean last() {
      return next().isMissingNode() || next().isNull();
    }
  }

  @Override
  public boolean hasNext() {
    return !begun || (after != null && left > 0);
  }

  /** Blocks until the API has answered. */
  @Override
  public Page next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var whole = ask.apply(list.paged() ? path + query() : path);
    var items = whole.path(list.field()).valueStream().limit(left).toList();
    var page = new Page(whole, items);
    left -= items.size();
    after = page.last() ? null : page.next().asString();
    begun = true;
    return page;
  }

  private String query() {
    var limit = (path.contains("?") ? "&" : "?") + "limit=" + Math.min(left, list.most());
    return after == null ? limit : limit + "&after=" + Request.encoded(after);
  }
}
