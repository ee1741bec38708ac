package io.vmto.gateway;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionQuery.FindMachine;
import io.vmto.contract.connection.ConnectionQuery.FoundMachine;
import io.vmto.contract.connection.ConnectionQuery.ListNodes;
import io.vmto.contract.connection.ConnectionQuery.Nodes;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand.ChangeLimits;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationRequest.Warm;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.machine.TargetNode;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.ViewQuery.Connections;
import io.vmto.contract.view.ViewQuery.ListConnections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the operator wants to move, as it was sent: connections by id or name. {@link #spec} asks
 * both sides what is there and makes it what a plan can be drawn from.
 */
record Migration(
    Place source,
    String machine,
    Place target,
    String node,
    String storage,
    String name,
    Map<String, String> networks,
    Road road,
    Reading read,
    BootCheck bootCheck,
    Warm warm,
    Limits limits) {
  /** As {@link io.vmto.gateway.openapi.Operation#body} wants it. */
  static final String EXAMPLE =
      """
      {"source": {"connection": "vcenter", "machine": "web"},
       "target": {"connection": "lab", "node": "pve", "storage": "local"},
       "name?": "web2", "networks?": {"VM Network*": "vmbr0"}, "road?": "AUTO", "read?": "AUTO",
       "bootCheck?": {"start": true, "expect?": "ready", "identity?": "web",
                      "timeoutSeconds?": 300},
       "warm?": {"intervalSeconds?": 300, "budgetBytes?": 1000000, "shutdownSeconds?": 600},
       "limits?": {"bytesPerSecond?": 100000000, "parallelDisks?": 2}}
      """;

  static final String BYTES_PER_SECOND = "bytesPerSecond";
  private static final int BOOT_PATIENCE = 300;
  private static final int LONGEST_BOOT = 3600;
  private static final int SYNC_INTERVAL = 300;
  private static final int LONGEST_INTERVAL = 7 * 24 * 3600;
  private static final int SHUTDOWN_PATIENCE = 600;

  /** A connection by id or name, and the field that named it. */
  private record Place(String field, String connection) {
    ConnectionId among(List<ConnectionView> known) {
      var there = known.stream().filter(c -> c.status() != ConnectionStatus.REMOVED).toList();
      var matching = there.stream().filter(c -> c.id().value().equals(connection)).toList();
      if (matching.isEmpty()) {
        matching = there.stream().filter(c -> c.name().equals(connection)).toList();
      }
      return switch (matching.size()) {
        case 1 -> matching.getFirst().id();
        case 0 -> throw unknown(ErrorCode.UNKNOWN_CONNECTION, "connection", connection, field);
        default -> throw Fields.invalid(field, "is the name of more than one connection");
      };
    }
  }

  static Migration from(Fields fields) {
    var source = fields.object("source", f -> List.of(f.text("connection"), f.text("machine")));
    var target =
        fields.object(
            "target", f -> List.of(f.text("connection"), f.text("node"), f.text("storage")));
    return new Migration(
        new Place("source.connection", source.get(0)),
        source.get(1),
        new Place("target.connection", target.get(0)),
        target.get(1),
        target.get(2),
        fields.optionalText("name"),
        fields.texts("networks"),
        fields.choice("road", Road.class, Road.AUTO),
        fields.choice("read", Reading.class, Reading.AUTO),
        fields.object("bootCheck", Migration::bootCheck, BootCheck.NONE),
        fields.object("warm", Migration::warm, Warm.COLD),
        fields.object("limits", Migration::limits, Limits.DEFAULT));
  }

  Mono<MigrationSpec> spec(Bus bus, Call call) {
    return bus.ask(new ListConnections(), Connections.class, call)
        .map(known -> request(known.connections()))
        .flatMap(
            request ->
                Mono.zip(machine(request, bus, call), nodes(request, bus, call))
                    .map(found -> spec(request, found.getT1(), found.getT2())));
  }

  private static Mono<FoundMachine> machine(MigrationRequest request, Bus bus, Call call) {
    var source = request.source();
    var query = new FindMachine(source.connection(), source.machine());
    return bus.askLive(query, FoundMachine.class, call);
  }

  private static Mono<Nodes> nodes(MigrationRequest request, Bus bus, Call call) {
    return bus.askLive(new ListNodes(request.target().connection()), Nodes.class, call);
  }

  private MigrationRequest request(List<ConnectionView> known) {
    return new MigrationRequest(
        new MigrationRequest.Source(source.among(known), machine),
        new MigrationRequest.Target(target.among(known), node, storage),
        name,
        networks,
        road,
        read,
        bootCheck,
        warm);
  }

  private static MigrationSpec spec(MigrationRequest request, FoundMachine found, Nodes nodes) {
    return new MigrationSpec(
        request,
        found.machine(),
        found.capabilities(),
        node(request.target().node(), nodes),
        nodes.capabilities(),
        found.platform());
  }

  private static TargetNode node(String name, Nodes nodes) {
    return nodes.nodes().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(ErrorCode.UNKNOWN_TARGET, "node", name, "target.node"));
  }

  private static BootCheck bootCheck(Fields fields) {
    return new BootCheck(
        fields.flag("start"),
        fields.optionalText("expect"),
        fields.optionalText("identity"),
        fields.number("timeoutSeconds", BOOT_PATIENCE, 1, LONGEST_BOOT));
  }

  /** To ask for it at all is to want it. */
  private static Warm warm(Fields fields) {
    return new Warm(
        true,
        fields.number("intervalSeconds", SYNC_INTERVAL, 0, LONGEST_INTERVAL),
        Objects.requireNonNullElse(fields.optionalSize("budgetBytes"), 0L),
        fields.number("shutdownSeconds", SHUTDOWN_PATIENCE, 1, LONGEST_BOOT));
  }

  private static Limits limits(Fields fields) {
    return new Limits(
        Objects.requireNonNullElse(
            fields.optionalSize(BYTES_PER_SECOND), Limits.DEFAULT.bytesPerSecond()),
        Objects.requireNonNullElse(parallelDisks(fields), Limits.DEFAULT.parallelDisks()));
  }

  static ChangeLimits changedLimits(JobId job, Fields fields) {
    return new ChangeLimits(job, fields.optionalSize(BYTES_PER_SECOND), parallelDisks(fields));
  }

  private static @Nullable Integer parallelDisks(Fields fields) {
    return fields.optionalNumber("parallelDisks", 1, Limits.MOST_DISKS);
  }

  private static Rejected unknown(ErrorCode code, String what, String name, String field) {
    return new Rejected(
        Failure.of(code, "There is no " + what + " " + name + ".", "List what there is.")
            .with("field", field)
            .with(what, name));
  }
}
