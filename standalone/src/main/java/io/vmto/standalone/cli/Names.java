package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.standalone.cli.catalogue.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Things as people name them on the command line. */
final class Names {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final int PAGE = 200;

  private Names() {}

  /** The id of a thing by its name or id, from the list of that name. */
  static String id(ApiClient api, String list, Object said) {
    var name = said.toString();
    if (UUID.matcher(name).matches()) {
      return name;
    }
    var ids = ids(api, list, name);
    return switch (ids.size()) {
      case 1 -> ids.getFirst();
      case 0 ->
          throw new ApiProblem(
              list.equals("connections")
                  ? ErrorCode.UNKNOWN_CONNECTION
                  : ErrorCode.UNKNOWN_RESOURCE,
              "There is none of the name " + name + " among the " + list + ".",
              "List them and take a name or an id from there.");
      default ->
          throw new ApiProblem(
              ErrorCode.REQUEST_INVALID,
              name + " is the name of more than one of the " + list + ".",
              "Take the id from the list.");
    };
  }

  private static List<String> ids(ApiClient api, String list, String name) {
    var ids = new ArrayList<String>();
    var pages = new Pages(api::get, "/" + list, Answer.pages(list, PAGE, 0), Long.MAX_VALUE);
    while (pages.hasNext()) {
      pages.next().items().stream()
          .filter(item -> is(item, name))
          .map(item -> item.path("id").asString())
          .forEach(ids::add);
    }
    return ids;
  }

  private static boolean is(JsonNode item, String name) {
    return item.path("id").asString("").equals(name)
        || (item.path("name").asString("").equals(name)
            && !item.path("status").asString("").equals("REMOVED"));
  }
}
