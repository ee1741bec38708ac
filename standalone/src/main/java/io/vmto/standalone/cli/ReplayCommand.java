package io.vmto.standalone.cli;

import io.vmto.contract.operations.OperationsQuery.Projections;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProjectionView;
import io.vmto.contract.operations.ProjectionView.Difference;
import io.vmto.contract.operations.ProjectionView.Run;
import io.vmto.contract.operations.ProjectionView.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Folds read models anew from the stored events: to replace them, or to compare. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Fold read models anew from the stored events.",
      "It is done beside the live ones, which go on serving.",
      "With --check nothing is replaced: the rows that differ are named."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:The read model was rebuilt, or is what the events say.",
      "8:It is not what the events say; the differences were named."
    })
public final class ReplayCommand implements Callable<Integer> {
  static final int DIFFERENT = 8;
  private static final Duration LOOK = Duration.ofMillis(300);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--projection",
      paramLabel = "NAME",
      description = "Only this one: job, connection, artifact, claim, license, feed.")
  private @Nullable String projection;

  @Option(names = "--check", description = "Only compare; without --projection all of them.")
  private boolean check;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
  private Path data = Folders.data();

  @Override
  public Integer call() throws InterruptedException {
    if (!check && projection == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "Name --projection to rebuild, or --check.");
    }
    try (var api = ApiClient.of(data)) {
      boolean equal = true;
      for (var name : names(api)) {
        api.post("/projections/" + name + (check ? "/check" : "/rebuild"), Map.of());
        equal &= told(name, ended(api, name));
      }
      return equal ? 0 : DIFFERENT;
    }
  }

  private List<PartId> names(ApiClient api) {
    return projection != null ? List.of(new PartId(projection)) : known(api);
  }

  private static List<PartId> known(ApiClient api) {
    return api.get("/projections", Projections.class).projections().stream()
        .map(ProjectionView::name)
        .toList();
  }

  private static Run ended(ApiClient api, PartId name) throws InterruptedException {
    while (true) {
      var run = run(api, name);
      if (run != null && run.endedAt() != null) {
        return run;
      }
      Thread.sleep(LOOK);
    }
  }

  private static @Nullable Run run(ApiClient api, PartId name) {
    return api.get("/projections", Projections.class).projections().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .map(ProjectionView::run)
        .orElse(null);
  }

  private boolean told(PartId name, Run run) {
    if (run.state() == State.FAILED) {
      throw new ApiProblem(Objects.requireNonNull(run.failure()), "");
    }
    var end = check ? run.differing() == 0 ? "is what the events say" : "differs" : "was rebuilt";
    System.out.printf("%-12s %s, at position %d%n", name, end, run.position());
    run.differences().forEach(ReplayCommand::print);
    if (run.differing() > run.differences().size()) {
      System.out.printf("  and %d more%n", run.differing() - run.differences().size());
    }
    return run.differing() == 0;
  }

  private static void print(Difference difference) {
    System.out.printf(
        "  %s  %s%n",
        difference.key(),
        switch (difference.fault()) {
          case MISSING -> "is missing";
          case SURPLUS -> "should not be there";
          case DIFFERENT -> "differs in " + String.join(", ", difference.fields());
        });
  }
}
