package io.vmto.standalone.cli.catalogue;

import java.util.ArrayList;
import java.util.List;

/**
 * A row of the catalogue: one operation of the API and the command it is reached by. Everything the
 * command line knows about an operation stands here.
 *
 * @param path below {@code /api/v1}, with the parts in braces that {@link Parameter.Place#PATH}
 *     parameters fill
 * @param help one sentence for people
 * @param question asked before anything is sent, as it cannot be taken back; empty where it can
 */
public record Operation(
    String noun,
    String verb,
    Method method,
    String path,
    String help,
    List<Parameter> parameters,
    Answer answer,
    String question) {
  public Operation {
    parameters = List.copyOf(parameters);
  }

  /** How it is sent. */
  public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
  }

  /** A question of the API, answered with one thing unless the row says more. */
  static Operation get(String command, String path, String help) {
    return of(Method.GET, command, path, help, Answer.THING);
  }

  /** From here: orders, which are accepted and tell nothing unless the row says more. */
  static Operation post(String command, String path, String help) {
    return of(Method.POST, command, path, help, Answer.ACCEPTED);
  }

  static Operation put(String command, String path, String help) {
    return of(Method.PUT, command, path, help, Answer.ACCEPTED);
  }

  static Operation patch(String command, String path, String help) {
    return of(Method.PATCH, command, path, help, Answer.ACCEPTED);
  }

  static Operation delete(String command, String path, String help) {
    return of(Method.DELETE, command, path, help, Answer.ACCEPTED);
  }

  private static Operation of(
      Method method, String command, String path, String help, Answer answer) {
    var words = command.split(" ", 2);
    return new Operation(words[0], words[1], method, path, help, List.of(), answer, "");
  }

  Operation with(Parameter... more) {
    var all = new ArrayList<>(parameters);
    all.addAll(List.of(more));
    return new Operation(noun, verb, method, path, help, all, answer, question);
  }

  Operation answers(Answer other) {
    return new Operation(noun, verb, method, path, help, parameters, other, question);
  }

  /** Has somebody agree first. */
  Operation asks(String text) {
    return new Operation(noun, verb, method, path, help, parameters, answer, text);
  }

  public boolean destructive() {
    return !question.isEmpty();
  }

  public boolean hasBody() {
    return parameters.stream().anyMatch(p -> p.place() == Parameter.Place.BODY);
  }

  /** As the OpenAPI document names it: {@code POST /jobs/{id}/start}. */
  public String address() {
    return method + " " + path;
  }
}
