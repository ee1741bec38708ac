package io.vmto.gateway.operations;

import io.vmto.contract.access.Permission;
import io.vmto.contract.connection.ConnectionCommand;
import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionCommand.LimitConnection;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.gateway.Body;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.openapi.Operation;
import io.vmto.gateway.operations.ConfigurationDocument.Wanted;
import io.vmto.gateway.operations.ConfigurationDocument.WantedConnection;
import io.vmto.runtime.Failures;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the installation is set to, taken out as one document and put in again. */
@RestController
@RequestMapping(ConfigurationApi.ADDRESS)
final class ConfigurationApi {
  static final String ADDRESS = "/api/v1/configuration";

  private final Bus bus;
  private final Clock clock;

  ConfigurationApi(Bus bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /** Without any secret. */
  @GetMapping
  @Operation("The settings of the installation as one document, without secrets.")
  Mono<ConfigurationDocument> export(Call call) {
    call.require(Permission.AUDIT);
    return Mono.zip(connections(call), license(call))
        .map(all -> ConfigurationDocument.of(all.getT1(), all.getT2(), clock.instant()));
  }

  /** What became of everything that was asked for. */
  record Report(boolean dryRun, List<Item> items) {}

  /** What became of one thing. */
  record Item(String kind, String name, Outcome outcome, String detail) {}

  /** What can become of it. */
  enum Outcome {
    MADE,
    /** It would be, were this not a dry run. */
    WOULD_MAKE,
    /** It is there; nothing that is there is changed. */
    LEFT,
    /** Nothing logs in with a secret it does not have. */
    NEEDS_SECRET,
    FAILED
  }

  /** Makes what is missing. */
  @PostMapping
  @Operation(
      value = "Make what a document has and this installation has not.",
      body =
          """
          {"version": 1, "exportedAt?": "2026-11-28T10:00:00Z",
           "connections?": [{"name": "lab", "kind": "PROXMOX", "url": "https://pve.example:8006",
                             "username": "root@pam!vmto"}]}
          """)
  Mono<Report> put(@RequestParam(defaultValue = "false") boolean dryRun, Body body, Call call) {
    call.require(Permission.ADMINISTER);
    var wanted = body.as(ConfigurationDocument::read);
    return Mono.zip(connections(call), license(call))
        .flatMap(all -> put(wanted, all.getT1(), all.getT2(), dryRun, call));
  }

  private Mono<Report> put(
      Wanted wanted, List<ConnectionView> known, LicenseView license, boolean dryRun, Call call) {
    var byName =
        known.stream().collect(Collectors.toMap(ConnectionView::name, Function.identity()));
    return Flux.fromIterable(wanted.connections())
        .concatMap(c -> connection(c, byName, dryRun, call))
        .collectList()
        .map(items -> new Report(dryRun, with(items, wanted.licence(), license)));
  }

  private Mono<Item> connection(
      WantedConnection wanted, Map<String, ConnectionView> byName, boolean dryRun, Call call) {
    var known = byName.get(wanted.name());
    if (known != null) {
      var differs = wanted.differences(known);
      return item(
          wanted,
          Outcome.LEFT,
          differs.isEmpty()
              ? "It is there as wanted."
              : "It is there and differs in " + String.join(", ", differs) + ".");
    }
    if (wanted.secret().reveal().isEmpty()) {
      return item(
          wanted,
          Outcome.NEEDS_SECRET,
          "A connection is made with its secret: send it as connections[].secret.");
    }
    return dryRun
        ? item(wanted, Outcome.WOULD_MAKE, remarks(wanted))
        : make(wanted, call)
            .then(item(wanted, Outcome.MADE, remarks(wanted)))
            .onErrorResume(e -> item(wanted, Outcome.FAILED, Failures.of(e).message()));
  }

  private Mono<Void> make(WantedConnection wanted, Call call) {
    var id = new ConnectionId(call.newId(ADDRESS + "\n" + wanted.name()));
    var commands = new ArrayList<ConnectionCommand>();
    commands.add(
        new CreateConnection(
            id, wanted.name(), wanted.endpoint().reachedBy(Endpoint.Ssh.NONE), wanted.secret()));
    if (!wanted.key().reveal().isEmpty()) {
      commands.add(new ChangeSsh(id, wanted.endpoint().ssh(), wanted.key()));
    }
    if (wanted.bytesPerSecond() > 0) {
      commands.add(new LimitConnection(id, wanted.bytesPerSecond()));
    }
    return Flux.fromIterable(commands).concatMap(command -> bus.send(command, call)).then();
  }

  private static String remarks(WantedConnection wanted) {
    var remarks = new ArrayList<String>();
    if (wanted.endpoint().trust().isEmpty()) {
      remarks.add("Its certificate has to be confirmed.");
    }
    if (wanted.endpoint().ssh().wanted() && wanted.key().reveal().isEmpty()) {
      remarks.add("Its SSH access has to be set with the private key.");
    }
    return String.join(" ", remarks);
  }

  private static List<Item> with(List<Item> items, String licence, LicenseView inForce) {
    var all = new ArrayList<>(items);
    if (!licence.isEmpty()) {
      all.add(
          new Item(
              "licence",
              licence,
              Outcome.LEFT,
              licence.equals(inForce.terms().number())
                  ? "It is in force."
                  : "Install its document: PUT /api/v1/license."));
    }
    return all;
  }

  private static Mono<Item> item(WantedConnection wanted, Outcome outcome, String detail) {
    return Mono.just(new Item("connection", wanted.name(), outcome, detail));
  }

  private Mono<List<ConnectionView>> connections(Call call) {
    return bus.ask(new ListConnections(), ViewQuery.Connections.class, call)
        .map(ViewQuery.Connections::connections);
  }

  private Mono<LicenseView> license(Call call) {
    return bus.ask(new FindLicense(), LicenseView.class, call);
  }
}
