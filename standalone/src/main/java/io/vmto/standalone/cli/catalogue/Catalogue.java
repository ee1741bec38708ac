package io.vmto.standalone.cli.catalogue;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every operation of the API. A new one is a row in the file of its noun; a new noun is a row here.
 */
public final class Catalogue {
  /** In the order in which the help lists them. */
  private static final List<Noun> NOUNS =
      List.of(
          new Noun("connection", "Endpoints: vCenters, ESXi hosts, Proxmox nodes."),
          new Noun("plan", "What a job would do."),
          new Noun("job", "Migrations: make, watch and order them about."),
          new Noun("claim", "Which job holds which machine."),
          new Noun("resource", "What is still ours on either side."),
          new Noun("artifact", "Disk images that are kept."),
          new Noun("events", "Everything that happens, as it happens."),
          new Noun("audit", "Who did what, and when."),
          new Noun("account", "Who may come in, and as what."),
          new Noun("key", "API keys for programs."),
          new Noun("webhook", "Who is told of events."),
          new Noun("license", "The licence and its use."),
          new Noun("system", "Which VMTO this is."),
          new Noun("health", "How the server is: its parts, its storage, stuck jobs."),
          new Noun("processor", "What reads the events inside."),
          new Noun("projection", "The read models."),
          new Noun("dead-letter", "Events that could not be handled."),
          new Noun("graphql", "Reads of all of it in one question."),
          new Noun("configuration", "The set-up as a document."));

  private Catalogue() {}

  /** The first word of a command and what it is about. */
  public record Noun(String name, String help) {
    /** Its operations, in the order in which the help lists them. */
    public List<Operation> rows() {
      return switch (name) {
        case "connection" -> Connections.rows();
        case "plan" -> Jobs.plans();
        case "job" -> Jobs.rows();
        case "claim" -> Installation.claims();
        case "resource" -> Installation.resources();
        case "artifact" -> Installation.artifacts();
        case "events" -> Jobs.events();
        case "audit" -> Installation.audit();
        case "account" -> Accounts.rows();
        case "key" -> Accounts.keys();
        case "webhook" -> Webhooks.rows();
        case "license" -> Installation.license();
        case "system" -> Installation.system();
        case "health" -> Operations.health();
        case "processor" -> Operations.processors();
        case "projection" -> Operations.projections();
        case "dead-letter" -> Operations.deadLetters();
        case "graphql" -> Installation.graphql();
        case "configuration" -> Operations.configuration();
        default -> throw new IllegalStateException("no rows for " + name);
      };
    }
  }

  public static List<Noun> nouns() {
    return NOUNS;
  }

  /** Rows whose command has no noun, as it is about whoever calls. */
  public static List<Operation> alone() {
    return Accounts.me();
  }

  /** Rows whose command is written by hand. */
  public static List<Operation> byHand() {
    return Accounts.sessions();
  }

  /** All rows; {@link Operation#address} is what an OpenAPI document can be compared with. */
  public static List<Operation> operations() {
    var nouns = NOUNS.stream().map(Noun::rows);
    return Stream.concat(nouns, Stream.of(alone(), byHand())).flatMap(List::stream).toList();
  }
}
