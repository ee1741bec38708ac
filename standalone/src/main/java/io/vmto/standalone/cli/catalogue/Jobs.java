package io.vmto.standalone.cli.catalogue;

import static io.vmto.standalone.cli.catalogue.Answer.list;
import static io.vmto.standalone.cli.catalogue.Answer.pages;
import static io.vmto.standalone.cli.catalogue.Column.column;
import static io.vmto.standalone.cli.catalogue.Operation.get;
import static io.vmto.standalone.cli.catalogue.Operation.patch;
import static io.vmto.standalone.cli.catalogue.Operation.post;
import static io.vmto.standalone.cli.catalogue.Parameter.body;
import static io.vmto.standalone.cli.catalogue.Parameter.query;

import io.vmto.contract.job.JobStatus;
import io.vmto.standalone.cli.catalogue.Column.Form;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import java.util.Arrays;
import java.util.List;

/** Plans, jobs, and what happens to them. */
final class Jobs {
  private static final String ONE = "/jobs/{id}";

  private static final String[] STATUSES =
      Arrays.stream(JobStatus.values()).map(JobStatus::name).toArray(String[]::new);

  private Jobs() {}

  static List<Operation> plans() {
    return List.of(
        post("plan preview", "/plans", "Show what a job would do and what stands in its way.")
            .with(migration())
            .answers(Answer.PLAN),
        post("plan hardware", "/plans/hardware", "Show its hardware here and on the target.")
            .with(migration())
            .answers(
                list(
                    "parts",
                    column("KIND", "kind"),
                    column("WHICH", "label"),
                    column("SOURCE", "source"),
                    column("TARGET", "target"),
                    column(Form.MARK, "OTHER DEVICE", "other"))));
  }

  static List<Operation> rows() {
    return List.of(
        get("job list", "/jobs", "List the jobs, newest first.")
            .with(
                query("status", Kind.LIST, "Only those.").among(STATUSES),
                query("source", Kind.TEXT, "From this connection.")
                    .labelled("CONNECTION")
                    .namedIn("connections"),
                query("target", Kind.TEXT, "To this connection.")
                    .labelled("CONNECTION")
                    .namedIn("connections"),
                query("machine", Kind.TEXT, "A part of the machine's name.").labelled("TEXT"),
                query("held", Kind.SWITCH, "Whether a failure holds them."),
                query("failure", Kind.TEXT, "Failed or held by this code.").labelled("CODE"))
            .with(Parameter.span("created", "Created"))
            .with(Parameter.span("finished", "Ended"))
            .with(Parameter.sort("created", "updated", "name", "status"), Parameter.order())
            .answers(
                pages(
                    "jobs",
                    500,
                    50,
                    column("ID", "id"),
                    column(Form.STATUS, "STATUS", "status"),
                    column("NAME", "name"),
                    column(Form.TIME, "CREATED", "createdAt"),
                    column("GRADE", "grade"),
                    column(Form.DOING, "NOW", "step"))),
        get("job counts", "/jobs/counts", "Count the jobs by their states.")
            .answers(
                list(
                    "counts",
                    column("STATUS", "status"),
                    column(Form.MARK, "HELD", "held"),
                    column("JOBS", "jobs"),
                    column(Form.BYTES, "SIZE", "bytes"))),
        get("job show", ONE, "Show a job with its steps, disks and evidence.")
            .with(
                job(),
                query("at", Kind.NUMBER, "As it was once this event was stored.")
                    .labelled("POSITION"))
            .answers(Answer.JOB),
        post("job create", "/jobs", "Make a job; it does nothing before it is started.")
            .with(migration())
            .answers(Answer.CREATED),
        post("job start", ONE + "/start", "Start a job by the plan that you have seen.")
            .with(
                job(),
                body("plan-hash", Kind.TEXT, "Of that plan; `vmto job show` tells it.")
                    .labelled("HASH")
                    .needed()),
        post("job pause", ONE + "/pause", "Stop it at its next checkpoint.").with(job()),
        post("job resume", ONE + "/resume", "Let it go on, paused or held by what is mended.")
            .with(job()),
        post("job resume-from", ONE + "/resume-from", "Let it go on from an earlier step.")
            .with(
                job(),
                body("step", Kind.NUMBER, "Which, counted from 0.")
                    .labelled("STEP")
                    .bare()
                    .needed())
            .asks("Take job {id} back and do what it did since then again?"),
        post("job cutover", ONE + "/cutover", "Shut the source down, let the target take over.")
            .with(job())
            .asks("Begin the downtime of job {id} now?"),
        post("job cancel", ONE + "/cancel", "End it and take back what it made.")
            .with(job())
            .asks("Cancel job {id} and delete what it has copied?"),
        post("job retry", ONE + "/retry", "Do a failed job again from its first step.").with(job()),
        patch("job limit", ONE + "/limits", "Change its limits; running copies follow at once.")
            .with(
                job(),
                Connections.rate("Read from the source, e.g. 50MB/s; 0 is no limit.").bare(),
                body("parallel-disks", Kind.NUMBER, "Disks copied at a time.").labelled("N")),
        get("job history", ONE + "/history", "Tell what happened to it, oldest first.")
            .with(job())
            .answers(pages("events", 500, 0, Column.ofEvents())),
        get("job samples", ONE + "/samples", "Tell how fast it copied.")
            .with(
                job(),
                query("since", Kind.TEXT, "ISO-8601, e.g. 2026-01-31T08:00:00Z.").labelled("TIME"),
                query("limit", Kind.NUMBER, "At most so many (default: 3600).").labelled("N"))
            .answers(
                list(
                    "samples",
                    column(Form.TIME, "TIME", "at"),
                    column("STEP", "step"),
                    column("PHASE", "phase"),
                    column("DISK", "disk"),
                    column(Form.BYTES, "DONE", "done"),
                    column(Form.BYTES, "TOTAL", "total"),
                    column(Form.BYTES, "PER SECOND", "rate"))),
        get("job extents", ONE + "/disks/{disk}/extents", "Tell where the copy of a disk is.")
            .with(
                job(),
                Parameter.path("disk", "Its key; `vmto job show` tells it.").labelled("DISK"),
                query("offset", Kind.NUMBER, "Begin at this byte of the disk.").labelled("BYTES"),
                query("length", Kind.NUMBER, "Tell of so many bytes.").labelled("BYTES"),
                query("cells", Kind.NUMBER, "In so many parts (default: 2048).").labelled("N"))
            .answers(
                list(
                    "runs",
                    column("CELLS", "cells"),
                    column("DATA", "data"),
                    column("ZERO", "zero"),
                    column("PASS", "pass"),
                    column("HASH", "hash"))),
        get("job watch", ONE + "/events", "Follow its events to its end.")
            .with(
                job(),
                query("after", Kind.NUMBER, "Only what was stored later.").labelled("POSITION"),
                query("follow", Kind.FLAG, "Go on after its end: it may be retried."))
            .answers(Answer.JOB_FEED));
  }

  static List<Operation> events() {
    return List.of(
        get("events follow", "/events", "Follow all events from now on.")
            .with(query("after", Kind.NUMBER, "Begin behind this one.").labelled("POSITION"))
            .answers(Answer.FEED));
  }

  private static Parameter job() {
    return Parameter.path("id", "The job's id; see `vmto job list`.").labelled("JOB");
  }

  /** What to move, as `vmto migrate` says it. */
  private static Parameter[] migration() {
    return new Parameter[] {
      body("from", Kind.TEXT, "The machine, by its handle or unique name.")
          .to("source.connection", "source.machine")
          .labelled("CONNECTION/VM")
          .needed(),
      body("to", Kind.TEXT, "Where to put it.")
          .to("target.connection", "target.node", "target.storage")
          .labelled("CONNECTION/NODE/STORAGE")
          .needed(),
      body("map", Kind.PAIRS, "Source network to target bridge, optionally bridge:vlan.")
          .to("networks")
          .labelled("NET=BRIDGE"),
      body("name", Kind.TEXT, "Name on the target.").labelled("NAME"),
      body("road", Kind.TEXT, "How disks get there.").among("AUTO", "SHARED", "NODE", "UPLOAD"),
      body("read", Kind.TEXT, "What reads the source.").among("AUTO", "RANGE", "NFC"),
      body("limit", Kind.RATE, "Most to read from the source, e.g. 200MB/s.")
          .to("limits.bytesPerSecond")
          .labelled("RATE"),
      body("parallel-disks", Kind.NUMBER, "Disks copied at a time.")
          .to("limits.parallelDisks")
          .labelled("N"),
      body("warm", Kind.OBJECT, "Copy it while it runs."),
      body("sync-every", Kind.NUMBER, "Warm: seconds between two passes.")
          .to("warm.intervalSeconds")
          .labelled("SECONDS"),
      body("cutover-below", Kind.RATE, "Warm: cut over by itself after a pass this small.")
          .to("warm.budgetBytes")
          .labelled("SIZE"),
      body("shutdown-within", Kind.NUMBER, "Warm: how long the guest may take.")
          .to("warm.shutdownSeconds")
          .labelled("SECONDS"),
      body("boot", Kind.SWITCH, "Start the target and see whether it comes up.")
          .to("bootCheck.start"),
      body("expect", Kind.TEXT, "Text the guest prints on its serial console when it is up.")
          .to("bootCheck.expect")
          .labelled("TEXT"),
      body("identity", Kind.TEXT, "Text that tells this guest from others.")
          .to("bootCheck.identity")
          .labelled("TEXT"),
      body("boot-within", Kind.NUMBER, "How long it may take to come up.")
          .to("bootCheck.timeoutSeconds")
          .labelled("SECONDS")
    };
  }
}
