package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.Plan;
import io.vmto.runtime.ContractJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Creates, starts and follows one job through the API of a running server. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Move one machine: powered off, or with --warm while it runs.",
    footer = {
      "%nExample:",
      "  vmto migrate --from vcenter/web-07 --to pve/pve1/local --map 'VM Network=vmbr0'"
    })
public final class MigrateCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "CONNECTION/VM",
      description = "The machine, by its handle or unique name.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "CONNECTION/NODE/STORAGE",
      description = "Where to put it.")
  private String to = "";

  @Option(
      names = "--map",
      paramLabel = "NET=BRIDGE",
      description = "Source network to target bridge, optionally bridge:vlan; repeat for more.")
  private Map<String, String> networks = new LinkedHashMap<>();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name on the target (default: as on the source).")
  private String name = "";

  @Option(
      names = "--road",
      description = "auto, shared, node or upload (default: ${DEFAULT-VALUE}).")
  private Road road = Road.AUTO;

  @Option(
      names = "--read",
      description =
          "What reads the source: range (in parts, goes on where it stopped), nfc (export stream)"
              + " or auto (default: ${DEFAULT-VALUE}).")
  private Reading read = Reading.AUTO;

  @Option(
      names = "--limit",
      paramLabel = "RATE",
      converter = Rate.class,
      description = "What it may read from the source, e.g. 200MB/s (default: no limit).")
  private long limit;

  @Option(
      names = "--parallel-disks",
      paramLabel = "N",
      description = "Disks copied at the same time (default: ${DEFAULT-VALUE}).")
  private int parallelDisks = Limits.DEFAULT.parallelDisks();

  @Option(
      names = "--warm",
      description = "Copy it while it runs, and shut it down only for what changed last.")
  private boolean warm;

  @Option(
      names = "--sync-every",
      paramLabel = "SECONDS",
      description = "Warm: time between two passes (default: ${DEFAULT-VALUE}).")
  private int syncEvery = 300;

  @Option(
      names = "--cutover-below",
      paramLabel = "MIB",
      description =
          "Warm: cut over by itself after a pass that had to read no more than this; without it"
              + " `vmto job cutover JOB` decides.")
  private long cutoverBelow;

  @Option(names = "--dry-run", description = "Show the plan and its findings, change nothing.")
  private boolean dryRun;

  @Option(names = "--no-boot", description = "Do not start the target.")
  private boolean noBoot;

  @Option(
      names = "--expect",
      paramLabel = "TEXT",
      description = "Text the guest prints on its serial console when it is up.")
  private String expect = "";

  @Mixin private ServerOptions server = new ServerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    var request = request();
    try (var api = server.open()) {
      if (dryRun) {
        return show(api.post("/plans", request));
      }
      var created = api.post("/jobs", request);
      var job = new JobId(created.path("id").asString());
      System.err.println("Job " + job);
      api.post("/jobs/" + job + "/start", Map.of("planHash", created.path("planHash").asString()));
      var ended = new Follower(api, job, Display.onStderr()).follow();
      new JobReport(ended).print(System.out);
      return Ending.of(ended);
    }
  }

  private Map<String, Object> request() {
    var source = from.split("/", 2);
    var target = to.split("/", 3);
    if (source.length != 2 || target.length != 3) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--from is CONNECTION/VM and --to is CONNECTION/NODE/STORAGE");
    }
    var body = new LinkedHashMap<String, Object>();
    body.put("source", Map.of("connection", source[0], "machine", source[1]));
    body.put("target", Map.of("connection", target[0], "node", target[1], "storage", target[2]));
    body.put("name", name);
    body.put("networks", networks);
    body.put("road", road.name());
    body.put("read", read.name());
    body.put(
        "bootCheck",
        Map.of("start", !noBoot, "expect", expect, "identity", "", "timeoutSeconds", 180));
    if (warm) {
      body.put("warm", Map.of("intervalSeconds", syncEvery, "budgetBytes", cutoverBelow << 20));
    }
    body.put("limits", Map.of("bytesPerSecond", limit, "parallelDisks", parallelDisks));
    return body;
  }

  private static int show(JsonNode plan) {
    return PlanReport.print(ContractJson.mapper().treeToValue(plan, Plan.class), System.out);
  }
}
