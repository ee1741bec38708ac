package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Tells what happened to a job, from its stored events. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "Tell what happened to a job, oldest first: position, time, who asked, what.",
      "A position may be given to `vmto job JOB --at POSITION`."
    })
public final class HistoryCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id; see `vmto jobs`.")
  private String job = "";

  @Option(names = "--json", description = "One event a line, with its payload.")
  private boolean json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
  private Path data = Folders.data();

  @Override
  public Integer call() {
    try (var api = ApiClient.of(data)) {
      var path = "/jobs/" + new JobId(job) + "/history?after=";
      for (var page = api.get(path + -1); ; page = api.get(path + page.path("next").asLong())) {
        page.path("events").forEach(this::print);
        if (!page.hasNonNull("next")) {
          return 0;
        }
      }
    }
  }

  private void print(JsonNode event) {
    System.out.println(
        json
            ? event.toString()
            : String.format(
                "%8d  %-27s  %-10s  %s",
                event.path("position").asLong(),
                event.path("at").asString(),
                event.path("meta").path("actor").asString("-"),
                event.path("type").asString()));
  }
}
