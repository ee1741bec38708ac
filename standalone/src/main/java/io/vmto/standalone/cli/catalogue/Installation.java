package io.vmto.standalone.cli.catalogue;

import static io.vmto.standalone.cli.catalogue.Answer.pages;
import static io.vmto.standalone.cli.catalogue.Column.column;
import static io.vmto.standalone.cli.catalogue.Operation.get;
import static io.vmto.standalone.cli.catalogue.Operation.post;
import static io.vmto.standalone.cli.catalogue.Operation.put;
import static io.vmto.standalone.cli.catalogue.Parameter.body;
import static io.vmto.standalone.cli.catalogue.Parameter.path;
import static io.vmto.standalone.cli.catalogue.Parameter.query;

import io.vmto.contract.transfer.Resource;
import io.vmto.standalone.cli.catalogue.Column.Form;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import java.util.Arrays;
import java.util.List;

/** The installation: its licence, what it keeps, what it has open elsewhere. */
final class Installation {
  private static final String[] KINDS =
      Arrays.stream(Resource.Kind.values()).map(Resource.Kind::name).toArray(String[]::new);

  private Installation() {}

  private static Parameter jobs() {
    return query("job", Kind.LIST, "Of this job; may be said more than once.").labelled("JOB");
  }

  static List<Operation> artifacts() {
    return List.of(
        get("artifact list", "/artifacts", "List the disk images that are or were kept.")
            .with(jobs(), query("kept", Kind.SWITCH, "Whether they are still there."))
            .with(Parameter.span("created", "Made"))
            .with(Parameter.sort("created", "name"), Parameter.order())
            .answers(
                pages(
                    "artifacts",
                    1000,
                    200,
                    column("NAME", "name"),
                    column("JOB", "job"),
                    column("DISK", "disk"),
                    column(Form.TIME, "CREATED", "createdAt"),
                    column(Form.TIME, "KEPT UNTIL", "keptUntil"),
                    column(Form.TIME, "READ AGAIN", "check.at"),
                    column(Form.MARK, "SAME", "check.same"),
                    column(Form.TIME, "DELETED", "deletedAt"),
                    column("LOCATION", "location"))),
        get(
                "artifact download",
                "/artifacts/{job}/{disk}/{file}",
                "Download a disk image, or go on with it, and prove it.")
            .with(
                path("name", "Of the image; see `vmto artifact list`.")
                    .to("job", "disk", "file")
                    .labelled("JOB/DISK/FILE"))
            .answers(Answer.IMAGE),
        post(
                "artifact check",
                "/artifacts/{job}/{disk}/{file}/check",
                "Read a disk image again, to see whether it is what was copied.")
            .with(
                path("name", "Of the image; see `vmto artifact list`.")
                    .to("job", "disk", "file")
                    .labelled("JOB/DISK/FILE")));
  }

  static List<Operation> claims() {
    return List.of(
        get("claim list", "/claims", "List which job holds which machine.")
            .with(
                jobs(),
                query("machine", Kind.TEXT, "A part of the machine's name.").labelled("TEXT"),
                query("stale", Kind.SWITCH, "Whether the job has ended."),
                Parameter.sort("since", "machine"),
                Parameter.order())
            .answers(
                pages(
                    "claims",
                    1000,
                    200,
                    column("ID", "id"),
                    column("MACHINE", "machine"),
                    column("HOLDER", "holder"),
                    column("STATUS", "status"),
                    column(Form.MARK, "STALE", "stale"),
                    column(Form.TIME, "SINCE", "since"))),
        post("claim break", "/claims/{id}/break", "Free a machine whose job has ended.")
            .with(
                path("id", "Of a stale claim; see `vmto claim list`.").labelled("CLAIM"),
                body("reason", Kind.TEXT, "Why; kept with the event.").labelled("TEXT").needed())
            .asks("Break claim {id}, so that other jobs may move its machine?"));
  }

  static List<Operation> resources() {
    return List.of(
        get("resource list", "/open-resources", "List what is still ours out there.")
            .with(
                jobs(),
                query("kind", Kind.LIST, "Only those.").among(KINDS),
                query("connection", Kind.TEXT, "On this side.")
                    .labelled("CONNECTION")
                    .namedIn("connections"),
                Parameter.sort("since", "name"),
                Parameter.order())
            .answers(
                pages(
                    "resources",
                    1000,
                    200,
                    column("KIND", "resource.resource.kind"),
                    column("PLACE", "resource.resource.place"),
                    column("NAME", "resource.resource.name"),
                    column("REMOTE ID", "resource.remoteId"),
                    column(Form.TIME, "SINCE", "resource.since"),
                    column("JOB", "job"))));
  }

  static List<Operation> audit() {
    return List.of(
        get("audit list", "/audit", "List what happened, newest first.")
            .with(
                query("actor", Kind.TEXT, "Caused by.").labelled("NAME"),
                query("type", Kind.TEXT, "How the type begins: job. or connection.removed.")
                    .labelled("TEXT"),
                query("job", Kind.TEXT, "Of this job.").labelled("JOB"))
            .with(Parameter.span("at", "Happened"))
            .with(Parameter.sort("position"), Parameter.order())
            .answers(
                pages(
                    "events",
                    500,
                    100,
                    column("POSITION", "position"),
                    column(Form.TIME, "TIME", "at"),
                    column("WHO", "meta.actor"),
                    column("FROM", "meta.origin"),
                    column("EVENT", "type"),
                    column("AGGREGATE", "aggregate"),
                    column("JOB", "job"))));
  }

  static List<Operation> license() {
    return List.of(
        get("license show", "/license", "Show the licence in force and what is used of it."),
        put("license install", "/license", "Install a licence.")
            .with(
                body("document", Kind.DOCUMENT, "The licence; - for standard input.")
                    .labelled("FILE")
                    .bare()
                    .needed()));
  }

  static List<Operation> system() {
    return List.of(
        get("system show", "/system", "Show which VMTO this is and since when it runs."));
  }

  static List<Operation> graphql() {
    return List.of(
        post("graphql query", "/graphql", "Read much in one question; see the schema.")
            .with(
                body("query", Kind.DOCUMENT, "The question; - for standard input.")
                    .labelled("FILE")
                    .bare()
                    .needed(),
                body("variable", Kind.PAIRS, "A variable that is text.")
                    .to("variables")
                    .labelled("NAME=VALUE"),
                body("operation-name", Kind.TEXT, "Which, where there are more.").labelled("NAME"))
            .answers(Answer.THING));
  }
}
