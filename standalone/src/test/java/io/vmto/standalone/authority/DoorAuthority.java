package io.vmto.standalone.authority;

import io.vmto.standalone.authority.Web.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks for every operation as everybody, and compares who was refused with a table that people
 * wrote. First whatever must be refused, about things that are there: no event may come of it. Then
 * what is allowed, about things that are not there, so that nothing is broken by it.
 */
final class DoorAuthority {
  private static final String NOBODY = "nobody";

  private final Web web;
  private final Senders senders;
  private final Guests guests;
  private final EventStore events;

  private int asked;
  private final List<String> leaks = new ArrayList<>();
  private final List<String> wronglyRefused = new ArrayList<>();
  private final List<String> unlisted = new ArrayList<>();

  DoorAuthority(Web web, Senders senders, EventStore events) {
    this.web = web;
    this.senders = senders;
    this.guests = new Guests(web, senders);
    this.events = events;
  }

  /**
   * @param table the columns that may do each operation, by its name
   */
  Result run(List<Operation> operations, Map<String, Set<String>> table) {
    var rows = new TreeSet<>(table.keySet());
    for (var operation : operations) {
      if (!rows.remove(operation.name())) {
        unlisted.add(operation.name());
      }
    }
    rows.forEach(row -> unlisted.add(row + " is in it, and nothing answers to it"));

    long before = head();
    operations.forEach(o -> refused(o, table.getOrDefault(o.name(), Set.of())));
    if (head() != before) {
      leaks.add((head() - before) + " events were stored for requests that must be refused");
    }
    operations.forEach(o -> permitted(o, table.getOrDefault(o.name(), Set.of())));
    return new Result(
        "operations and GraphQL fields", operations.size(), asked, leaks, wronglyRefused, unlisted);
  }

  private void refused(Operation operation, Set<String> may) {
    for (var one : senders.known().entrySet()) {
      if (!may.contains(one.getKey())) {
        mustBeRefused(operation, one.getKey(), 403, "Bearer " + one.getValue());
      }
    }
    if (!may.contains(NOBODY)) {
      senders.unknown().forEach((who, sent) -> mustBeRefused(operation, who, 401, sent));
    }
  }

  private void mustBeRefused(Operation operation, String who, int status, @Nullable String sent) {
    asked++;
    var answer = send(operation, senders.somewhere(operation), sent);
    if (!isRefusal(operation, answer, status)) {
      leaks.add(operation.name() + " as " + who + " -> " + shown(answer));
    }
  }

  private void permitted(Operation operation, Set<String> may) {
    for (var one : senders.known().entrySet()) {
      if (may.contains(one.getKey())) {
        mustBeLet(operation, one.getKey(), "Bearer " + one.getValue());
      }
    }
    if (may.contains(NOBODY)) {
      senders.unknown().forEach((who, sent) -> mustBeLet(operation, who, sent));
    }
  }

  private void mustBeLet(Operation operation, String who, @Nullable String sent) {
    asked++;
    var answer =
        Guests.isOfASession(operation)
            ? guests.send(operation, who, sent)
            : send(operation, Senders.nowhere(operation.path()), sent);
    if (isRefusal(operation, answer, 401)
        || isRefusal(operation, answer, 403)
        || answer.status() == 500) {
      wronglyRefused.add(operation.name() + " as " + who + " -> " + shown(answer));
    }
  }

  private Answer send(Operation operation, String address, @Nullable String sent) {
    return web.send(operation.method(), address, sent, operation.accept(), operation.body());
  }

  /** GraphQL answers whoever may come in, and says of a field that nothing can be told of it. */
  private static boolean isRefusal(Operation operation, Answer answer, int status) {
    if (operation.isField() && status == 403) {
      return answer.json().at("/errors/0/extensions/code").asString("").equals("NOT_ALLOWED")
          && answer.json().path("data").values().stream().allMatch(JsonNode::isNull);
    }
    var code = status == 401 ? "NOT_AUTHENTICATED" : "NOT_ALLOWED";
    return answer.status() == status && answer.code().equals(code);
  }

  private static String shown(Answer answer) {
    var text = answer.status() + " " + answer.json();
    return text.substring(0, Math.min(text.length(), 200));
  }

  private long head() {
    var token = events.createHeadToken();
    return token == null ? -1 : token.position().orElse(-1);
  }
}
