package io.vmto.standalone.cli.catalogue;

import static io.vmto.standalone.cli.catalogue.Answer.list;
import static io.vmto.standalone.cli.catalogue.Answer.pages;
import static io.vmto.standalone.cli.catalogue.Column.column;
import static io.vmto.standalone.cli.catalogue.Operation.get;
import static io.vmto.standalone.cli.catalogue.Operation.post;
import static io.vmto.standalone.cli.catalogue.Parameter.body;
import static io.vmto.standalone.cli.catalogue.Parameter.query;

import io.vmto.standalone.cli.catalogue.Column.Form;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import java.util.List;

/** How the installation itself is, and what to do when it is not well. */
final class Operations {
  private static final String PROCESSOR = "/processors/{name}";
  private static final String LETTER = "/dead-letters/{id}";
  private static final String PROJECTIONS = "/projections";

  private Operations() {}

  static List<Operation> processors() {
    return List.of(
        get("processor list", "/processors", "List what reads the events, and how far it is.")
            .answers(
                list(
                    "processors",
                    column("NAME", "name"),
                    column(Form.MARK, "RUNS", "running"),
                    column("POSITION", "position"),
                    column("LAG", "lag"),
                    column("SECONDS", "lagSeconds"),
                    column("DEAD LETTERS", "deadLetters"),
                    column("TROUBLE", "trouble.failure.message"))),
        get("processor show", PROCESSOR, "Show one, with its segments.").with(named("processor")),
        post("processor stop", PROCESSOR + "/stop", "Stop one, until the server is started again.")
            .with(named("processor"))
            .asks("Stop processor {name}, so that what it keeps up to date stands still?"),
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
                    100,
                    column("ID", "id"),
                    column("PROCESSOR", "processor"),
                    column("POSITION", "position"),
                    column("EVENT", "type"),
                    column("ATTEMPTS", "attempts"),
                    column(Form.TIME, "LAST", "last"),
                    column("CODE", "code"),
                    column("MESSAGE", "message"))),
        get("dead-letter show", LETTER, "Show one, never what the event says.").with(letter()),
        post("dead-letter replay", LETTER + "/replay", "Handle its sequence again from its first.")
            .with(letter()),
        post("dead-letter discard", LETTER + "/discard", "Give it up; that is recorded.")
            .with(
                letter(),
                body("reason", Kind.TEXT, "Why; kept with the event.").labelled("TEXT").needed())
            .asks("Discard dead letter {id}, so that its event is never handled?"));
  }

  static List<Operation> projections() {
    return List.of(
        get("projection list", PROJECTIONS, "List the read models and their last check.")
            .answers(
                list(
                    "projections",
                    column("NAME", "name"),
                    column("POSITION", "position"),
                    column("RUN", "run.kind"),
                    column("STATE", "run.state"),
                    column("AT", "run.position"),
                    column("OF", "run.head"),
                    column("DIFFERING", "run.differing"))),
        post(
                "projection rebuild",
                PROJECTIONS + "/{name}/rebuild",
                "Make one anew from the events.")
            .with(named("projection"))
            .asks("Rebuild projection {name} from all events?"),
        post("projection check", PROJECTIONS + "/{name}/check", "Compare one with the events.")
            .with(named("projection")),
        post("projection check-all", PROJECTIONS + "/check", "Compare all with the events."));
  }

  static List<Operation> health() {
    return List.of(
        get("health show", "/health", "Show how each part of the server is.")
            .answers(
                list(
                    "checks",
                    column("STATUS", "status"),
                    column("PART", "name"),
                    column("MESSAGE", "message"),
                    column("REMEDY", "remedy"))),
        get("health storage", "/storage", "Show what the server's storage holds and has left."),
        get("health stuck-jobs", "/stuck-jobs", "Show jobs that should go on and do not.")
            .with(
                query("older-than", Kind.NUMBER, "For at least so long (default: 300).")
                    .labelled("SECONDS")));
  }

  static List<Operation> configuration() {
    return List.of(
        get("configuration export", "/configuration", "Write down what was set up, no secrets."),
        post("configuration import", "/configuration", "Make what is missing of such a document.")
            .with(
                body("document", Kind.REQUEST, "As exported; - for standard input.")
                    .labelled("FILE")
                    .bare()
                    .needed(),
                query("dry-run", Kind.FLAG, "Tell what would be made, make nothing."))
            .answers(
                list(
                    "items",
                    column("OUTCOME", "outcome"),
                    column("KIND", "kind"),
                    column("NAME", "name"),
                    column("DETAIL", "detail")))
            .asks("Make in this server what the document says and is missing?"));
  }

  private static Parameter named(String what) {
    return Parameter.path("name", "See `vmto " + what + " list`.");
  }

  private static Parameter letter() {
    return Parameter.path("id", "See `vmto dead-letter list`.").labelled("LETTER");
  }
}
