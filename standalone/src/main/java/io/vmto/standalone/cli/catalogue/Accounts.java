package io.vmto.standalone.cli.catalogue;

import static io.vmto.standalone.cli.catalogue.Answer.pages;
import static io.vmto.standalone.cli.catalogue.Column.column;
import static io.vmto.standalone.cli.catalogue.Operation.delete;
import static io.vmto.standalone.cli.catalogue.Operation.get;
import static io.vmto.standalone.cli.catalogue.Operation.post;
import static io.vmto.standalone.cli.catalogue.Operation.put;
import static io.vmto.standalone.cli.catalogue.Parameter.body;

import io.vmto.standalone.cli.catalogue.Column.Form;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import java.util.List;

/** People and programs that may come in, and what they come in with. */
final class Accounts {
  private static final String ALL = "/accounts";
  private static final String ONE = ALL + "/{id}";

  private Accounts() {}

  static List<Operation> rows() {
    return List.of(
        get("account list", ALL, "List who may come in.")
            .answers(
                pages(
                    "accounts",
                    500,
                    50,
                    column("NAME", "name"),
                    column(Form.NAMES, "ROLES", "roles"),
                    column(Form.MARK, "DISABLED", "disabled"),
                    column(Form.TIME, "LOCKED UNTIL", "locked"),
                    column(Form.TIME, "CREATED", "created"),
                    column("ID", "id"))),
        get("account show", ONE, "Show an account, never its password.").with(account()),
        post("account create", ALL, "Let somebody in; the first password is told this once.")
            .answers(Answer.THING)
            .with(
                body("name", Kind.TEXT, "To sign in with.").labelled("NAME").bare().needed(),
                roles().needed()),
        put("account roles", ONE + "/roles", "Give an account these roles and no others.")
            .with(account(), roles().needed()),
        post("account disable", ONE + "/disable", "Keep somebody out and end their sessions.")
            .with(account())
            .asks("Disable account {id} and end its sessions?"),
        post("account enable", ONE + "/enable", "Let somebody in again.").with(account()),
        post("account reset-password", ONE + "/reset-password", "Make another password, told once.")
            .answers(Answer.THING)
            .with(account())
            .asks("Give account {id} another password and end its sessions?"),
        post("account sign-out", ONE + "/sign-out", "End all sessions of an account.")
            .with(account())
            .asks("End all sessions of account {id}?"));
  }

  static List<Operation> keys() {
    return List.of(
        get("key list", "/keys", "List the API keys, never the keys themselves.")
            .answers(
                pages(
                    "keys",
                    500,
                    50,
                    column("NAME", "name"),
                    column("OWNER", "owner"),
                    column(Form.NAMES, "PERMISSIONS", "permissions"),
                    column(Form.TIME, "EXPIRES", "expires"),
                    column(Form.TIME, "USED", "used"),
                    column("ID", "id"))),
        post("key create", "/keys", "Make an API key; it is told this once.")
            .answers(Answer.THING)
            .with(
                body("name", Kind.TEXT, "What it is for.").labelled("NAME").bare().needed(),
                roles(),
                body("permission", Kind.LIST, "In place of roles; may be said more than once.")
                    .to("permissions")
                    .labelled("PERMISSION"),
                body("expires", Kind.TEXT, "When it ends, ISO-8601, within 366 days.")
                    .labelled("TIME")
                    .needed()),
        delete("key remove", "/keys/{id}", "Let nobody in by this key again.")
            .with(
                Parameter.path("id", "Name or id; see `vmto key list`.")
                    .labelled("KEY")
                    .namedIn("keys"))
            .asks("Remove API key {id}?"));
  }

  /** Commands of one word. */
  static List<Operation> me() {
    return List.of(
        get("- whoami", "/me", "Show who you are and what you may do."),
        put("- password", "/me/password", "Change your password.")
            .with(
                body("current", Kind.SECRET, "The password so far, from this file.").needed(),
                body("password", Kind.SECRET, "The new one, from this file.").needed()));
  }

  /** What a session does is written by hand: it is kept between two commands. */
  static List<Operation> sessions() {
    return List.of(
        post("- login", "/session", "Sign in to a server and remember it as a context."),
        get("- login", "/session/options", "The portal asks how one can sign in."),
        post("- login", "/session/refresh", "Sessions go on by themselves."),
        delete("- logout", "/session", "Sign out; what is kept of the session goes."));
  }

  private static Parameter account() {
    return Parameter.path("id", "Name or id; see `vmto account list`.")
        .labelled("ACCOUNT")
        .namedIn("accounts");
  }

  private static Parameter roles() {
    return body("role", Kind.LIST, "May be said more than once.")
        .to("roles")
        .labelled("ROLE")
        .among("ADMIN", "OPERATOR", "APPROVER", "AUDITOR", "VIEWER");
  }
}
