package io.vmto.standalone.cli.catalogue;

import static io.vmto.standalone.cli.catalogue.Answer.list;
import static io.vmto.standalone.cli.catalogue.Answer.pages;
import static io.vmto.standalone.cli.catalogue.Column.column;
import static io.vmto.standalone.cli.catalogue.Operation.delete;
import static io.vmto.standalone.cli.catalogue.Operation.get;
import static io.vmto.standalone.cli.catalogue.Operation.patch;
import static io.vmto.standalone.cli.catalogue.Operation.post;
import static io.vmto.standalone.cli.catalogue.Parameter.body;

import io.vmto.standalone.cli.catalogue.Column.Form;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import java.util.List;

/** Who is told of events, and what became of it. */
final class Webhooks {
  private static final String ALL = "/webhooks";
  private static final String ONE = ALL + "/{id}";

  private Webhooks() {}

  static List<Operation> rows() {
    return List.of(
        get("webhook list", ALL, "List who is told of events.")
            .answers(
                list(
                    "webhooks",
                    column("URL", "url"),
                    column(Form.NAMES, "EVENTS", "events"),
                    column("JOB", "job"),
                    column(Form.MARK, "ENABLED", "enabled"),
                    column("WAITING", "waiting"),
                    column("PARKED", "parked"),
                    column(Form.TIME, "FAILING SINCE", "failingSince"),
                    column("ID", "id"))),
        get("webhook show", ONE, "Show a webhook, never its secret.").with(webhook()),
        post("webhook add", ALL, "Have events sent; a secret that is made is told this once.")
            .answers(Answer.THING)
            .with(
                url().bare().needed(),
                events(),
                job(),
                secret("Signs what is sent; made where it is left out.")),
        patch("webhook change", ONE, "Change a webhook; what is not given stays.")
            .with(
                webhook(),
                url(),
                events(),
                job(),
                secret("Another one to sign with, from this file."),
                body("enabled", Kind.SWITCH, "Whether anything is sent.")),
        delete("webhook remove", ONE, "Tell it nothing any more.")
            .with(webhook())
            .asks("Remove webhook {id} and what is still to be delivered to it?"),
        post("webhook test", ONE + "/test", "Send it a test event.").with(webhook()),
        get("webhook deliveries", ONE + "/deliveries", "List what was sent, newest event first.")
            .with(webhook())
            .answers(
                pages(
                    "deliveries",
                    500,
                    50,
                    column("POSITION", "position"),
                    column("EVENT", "type"),
                    column("STATE", "state"),
                    column("ATTEMPTS", "attempts"),
                    column("STATUS", "status"),
                    column(Form.TIME, "TRIED", "triedAt"),
                    column(Form.TIME, "NEXT", "nextAt"),
                    column("REASON", "reason", "answer"))),
        post(
                "webhook redeliver",
                ONE + "/deliveries/{position}/redeliver",
                "Send an event to it once more.")
            .with(
                webhook(),
                Parameter.path("position", "Of the event; see `vmto webhook deliveries`.")));
  }

  private static Parameter webhook() {
    return Parameter.path("id", "Its id; see `vmto webhook list`.").labelled("WEBHOOK");
  }

  private static Parameter url() {
    return body("url", Kind.TEXT, "https:// address that takes POST.").labelled("URL");
  }

  private static Parameter job() {
    return body("job", Kind.TEXT, "Only events of this job.").labelled("JOB");
  }

  private static Parameter events() {
    return body("event", Kind.LIST, "A pattern such as job.*; may be said more than once.")
        .to("events")
        .labelled("TYPE");
  }

  private static Parameter secret(String help) {
    return body("secret", Kind.SECRET, help);
  }
}
