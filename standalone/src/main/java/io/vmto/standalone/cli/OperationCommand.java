package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Plan;
import io.vmto.contract.view.JobView;
import io.vmto.runtime.ContractJson;
import io.vmto.standalone.cli.catalogue.Operation;
import io.vmto.standalone.cli.catalogue.Parameter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;

/** A row of the catalogue as a command. */
final class OperationCommand implements Callable<Integer> {
  private final Operation row;
  private final Arguments arguments;
  private final CallOptions options;
  private final CommandSpec spec;

  /**
   * @param complete whether all that the row needs has to be said, or a document says it
   */
  private OperationCommand(Operation row, boolean complete) {
    this.row = row;
    spec = CommandSpec.wrapWithoutInspection(this).name(row.verb());
    spec.usageMessage().description(row.help()).sortOptions(false);
    arguments = new Arguments(row.parameters(), spec, complete);
    options = new CallOptions(row, spec);
    spec.usageMessage().customSynopsis(synopsis());
  }

  static CommandSpec of(Operation row, boolean complete) {
    return new OperationCommand(row, complete).spec;
  }

  /** What has to be said; the rest is told below it. */
  private String synopsis() {
    var text = new StringBuilder("vmto ");
    text.append(row.noun().equals("-") ? "" : row.noun() + " ").append(row.verb());
    spec.positionalParameters().stream()
        .map(p -> p.required() ? " " + p.paramLabel() : " [" + p.paramLabel() + "]")
        .forEach(text::append);
    spec.requiredArgs().stream()
        .filter(OptionSpec.class::isInstance)
        .map(OptionSpec.class::cast)
        .map(option -> " " + option.longestName() + "=" + option.paramLabel())
        .forEach(text::append);
    return text.append(" [OPTIONS]").toString();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var body = options.body();
    var base = body == null ? Json.TREES.createObjectNode() : Arguments.document(body);
    if (row.destructive()) {
      Terminal.agree(question(), options.yes());
    }
    var said = arguments.values(body == null);
    var out = Output.standard();
    try (var api = options.open()) {
      resolve(said, api);
      return answer(Request.of(row, said, base), said, api, out);
    } finally {
      out.flush();
    }
  }

  /** With the names that were said in it. */
  private String question() {
    var question = row.question();
    for (var parameter : row.parameters()) {
      var part = "{" + parameter.fields().getFirst() + "}";
      question = question.replace(part, arguments.said(parameter));
    }
    return question;
  }

  private static void resolve(Map<Parameter, Object> said, ApiClient api) {
    said.replaceAll(
        (parameter, value) ->
            parameter.names().isEmpty() ? value : Names.id(api, parameter.names(), value));
  }

  private int answer(Request request, Map<Parameter, Object> said, ApiClient api, PrintStream out)
      throws IOException, InterruptedException {
    boolean people = options.output() == Output.TABLE;
    return switch (row.answer().kind()) {
      case ACCEPTED -> accepted(send(request, api), out);
      case CREATED -> created(send(request, api), out);
      case THING -> watched(into -> options.output().print(send(request, api), into), out);
      case LIST -> watched(into -> list(request, api, into), out);
      case IMAGE -> image(request, said, api, out);
      case PLAN -> plan(send(request, api), out);
      case JOB -> options.watch() == null ? job(send(request, api), out) : follow(said, api, out);
      case JOB_FEED -> people ? follow(said, api, out) : feed(request, 0, api, out);
      case FEED -> feed(request, -1, api, out);
    };
  }

  private JsonNode send(Request request, ApiClient api) {
    return api.send(row.method().name(), request.path(), request.body());
  }

  private int watched(Consumer<PrintStream> print, PrintStream out) throws InterruptedException {
    var every = options.watch();
    if (every == null) {
      print.accept(out);
      return 0;
    }
    return Watch.every(every, print, out);
  }

  private void list(Request request, ApiClient api, PrintStream out) {
    var list = row.answer();
    var limit = options.limit();
    long usual = options.all() || list.usual() == 0 ? Long.MAX_VALUE : list.usual();
    long wanted = limit == null ? usual : limit;
    Function<String, JsonNode> ask = path -> api.send(row.method().name(), path, request.body());
    new Listing(list, out).print(new Pages(ask, request.path(), list, wanted), options.output());
  }

  /** Silent for people: what they asked for is under way. */
  private int accepted(JsonNode answer, PrintStream out) {
    if (options.output() != Output.TABLE) {
      options.output().print(answer, out);
    }
    return 0;
  }

  private int created(JsonNode answer, PrintStream out) {
    if (options.output() == Output.TABLE) {
      out.println(Cells.plain(answer.path("id")));
    } else {
      options.output().print(answer, out);
    }
    return 0;
  }

  private int image(Request request, Map<Parameter, Object> said, ApiClient api, PrintStream out)
      throws IOException {
    var name = Objects.toString(said.get(row.parameters().getFirst()));
    var file = Objects.requireNonNullElse(options.file(), name.replace('/', '-'));
    options.output().print(new Download(api, Path.of(file)).run(request.path(), name), out);
    return 0;
  }

  private int plan(JsonNode answer, PrintStream out) {
    var plan = ContractJson.mapper().treeToValue(answer, Plan.class);
    if (options.output() == Output.TABLE) {
      return PlanReport.print(plan, out);
    }
    options.output().print(answer, out);
    return PlanReport.exitCode(plan);
  }

  private int job(JsonNode answer, PrintStream out) {
    if (options.output() == Output.TABLE) {
      new JobReport(ContractJson.mapper().treeToValue(answer, JobView.class)).print(out);
    } else {
      options.output().print(answer, out);
    }
    return 0;
  }

  private int follow(Map<Parameter, Object> said, ApiClient api, PrintStream out) {
    var id = new JobId(Objects.toString(said.get(row.parameters().getFirst())));
    var ended = new Follower(api, id, Display.onStderr()).follow();
    if (options.output() == Output.TABLE) {
      new JobReport(ended).print(out);
    } else {
      options.output().print(api.get("/jobs/" + id), out);
    }
    out.flush();
    return Ending.of(ended);
  }

  private int feed(Request request, long from, ApiClient api, PrintStream out) {
    var table = new Table(FeedLine.COLUMNS, out);
    long after = FeedLine.after(request, from);
    new EventStream(api, request.path(), after)
        .forEach(
            frame -> {
              FeedLine.print(frame, options.output(), table, out);
              return !out.checkError();
            });
    return 0;
  }
}
