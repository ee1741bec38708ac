package io.vmto.standalone.cli.catalogue;

import static io.vmto.standalone.cli.catalogue.Answer.list;
import static io.vmto.standalone.cli.catalogue.Answer.pages;
import static io.vmto.standalone.cli.catalogue.Column.column;
import static io.vmto.standalone.cli.catalogue.Operation.get;
import static io.vmto.standalone.cli.catalogue.Operation.post;

import io.vmto.standalone.cli.catalogue.Column.Form;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import java.util.List;

/** How the installation itself is, and what to do when it is not well. */
final class Operations {
  private static final String PROCESSOR = "/processors/{name}";
  private static final String LETTER = "/dead-letters/{id}";
  private static final String PROJECTION = "/projections/{name}";

  private Operations() {}

  static List<Operation> processors() {
    return List.of(
        get("processor list", "/processors", "List what reads the events, and how far it is.")
            .answers(
                list(
                    "processors",
                    column("NAME", "name"),
                    column("STATUS", "status"),
                    column("POSITION", "position"),
                    column("LAG", "lag"),
                    column("FAILURE", "failure.message", "failure"))),
        post("processor stop", PROCESSOR + "/stop", "Stop one.")
            .with(named("processor"))
            .asks("Stop processor {name}? What it keeps up to date stands still."),
        post("processor start", PROCESSOR + "/start", "Start one that was stopped.")
            .with(named("processor")));
  }

  static List<Operation> deadLetters() {
    return List.of(
        get("dead-letter list", "/dead-letters", "List events that could not be handled.")
            .answers(
                pages(
                    "deadLetters",
                    500,
                    50,
                    column("ID", "id"),
                    column("PROCESSOR", "processor", "group"),
                    column("EVENT", "type"),
                    column("CAUSE", "cause.message", "cause"),
                    column(Form.TIME, "SINCE", "since", "at"))),
        get("dead-letter show", LETTER, "Show one with its cause.").with(letter()),
        post("dead-letter replay", LETTER + "/replay", "Handle it once more.").with(letter()),
        post("dead-letter discard", LETTER + "/discard", "Give it up.")
            .with(letter())
            .asks("Discard dead letter {id}? It will never be handled."));
  }

  static List<Operation> projections() {
    return List.of(
        get("projection list", "/projections", "List the read models.")
            .answers(
                list(
                    "projections",
                    column("NAME", "name"),
                    column("STATUS", "status"),
                    column("POSITION", "position"))),
        get("projection show", PROJECTION, "Show one.").with(named("projection")),
        post("projection rebuild", PROJECTION + "/rebuild", "Make one anew from the events.")
            .with(named("projection"))
            .asks("Rebuild projection {name}? It is behind until that is done."));
  }

  static List<Operation> health() {
    return List.of(
        get("health show", "/health", "Show how each part of the server is."),
        get("health storage", "/storage", "Show what the server's storage holds and has left."),
        get("health stuck-jobs", "/stuck-jobs", "List jobs that should go on and do not.")
            .answers(
                list(
                    "jobs",
                    column("ID", "id", "job"),
                    column(Form.STATUS, "STATUS", "status"),
                    column("NAME", "name"),
                    column("WHY", "reason", "why"),
                    column(Form.TIME, "SINCE", "since"))));
  }

  static List<Operation> configuration() {
    return List.of(
        get("configuration export", "/configuration", "Write down what was set up, no secrets."),
        post("configuration import", "/configuration", "Set up what such a document says.")
            .with(
                Parameter.body("document", Kind.REQUEST, "As exported; - for standard input.")
                    .labelled("FILE")
                    .bare()
                    .needed())
            .asks("Change the set-up of this server to what the document says?"));
  }

  private static Parameter named(String what) {
    return Parameter.path("name", "See `vmto " + what + " list`.");
  }

  private static Parameter letter() {
    return Parameter.path("id", "See `vmto dead-letter list`.").labelled("LETTER");
  }
}
