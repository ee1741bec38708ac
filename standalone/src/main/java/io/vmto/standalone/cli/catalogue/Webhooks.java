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
                    column("NAME", "name"),
                    column("URL", "url"),
                    column("STATUS", "status"),
                    column(Form.NAMES, "EVENTS", "events", "types"),
                    column("ID", "id"))),
        get("webhook show", ONE, "Show a webhook, never its secret.").with(webhook()),
        post("webhook add", ALL, "Have events sent to an address.")
            .answers(Answer.CREATED)
            .with(
                body("name", Kind.TEXT, "What to call it.").labelled("NAME").bare().needed(),
                url().needed(),
                events(),
                body("secret", Kind.SECRET, "Signs what is sent, from this file.").needed()),
        patch("webhook change", ONE, "Change a webhook; what is not given stays.")
            .with(
                webhook(),
                url(),
                events(),
                body("secret", Kind.SECRET, "Another one to sign with, from this file."),
                body("enabled", Kind.SWITCH, "Whether anything is sent.")),
        delete("webhook remove", ONE, "Tell it nothing any more.")
            .with(webhook())
            .asks("Remove webhook {id} and what is still to be delivered to it?"),
        post("webhook test", ONE + "/test", "Send it a test event.").with(webhook()),
        get("webhook deliveries", ONE + "/deliveries", "List what was sent, and how it went.")
            .with(webhook())
            .answers(
                pages(
                    "deliveries",
                    500,
                    50,
                    column("POSITION", "position"),
                    column("EVENT", "type"),
                    column("STATUS", "status"),
                    column("ATTEMPTS", "attempts"),
                    column("ANSWER", "answer", "responseStatus"),
                    column(Form.TIME, "TIME", "at"))),
        post(
                "webhook redeliver",
                ONE + "/deliveries/{position}/redeliver",
                "Send an event to it once more.")
            .with(
                webhook(),
                Parameter.path("position", "Of the event; see `vmto webhook deliveries`.")));
  }

  private static Parameter webhook() {
    return Parameter.path("id", "Name or id; see `vmto webhook list`.")
        .labelled("WEBHOOK")
        .namedIn("webhooks");
  }

  private static Parameter url() {
    return body("url", Kind.TEXT, "https:// address that takes POST.").labelled("URL");
  }

  private static Parameter events() {
    return body("event", Kind.LIST, "A type or its beginning; may be said more than once.")
        .to("events")
        .labelled("TYPE");
  }
}
