package io.vmto.gateway;

import io.vmto.contract.claim.ClaimCommand.BreakClaim;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.license.LicenseCommand.InstallLicense;
import io.vmto.contract.operations.OperationsQuery.DescribeProcess;
import io.vmto.contract.operations.OperationsQuery.ListProcessors;
import io.vmto.contract.operations.OperationsQuery.Processors;
import io.vmto.contract.operations.ProcessView;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The installation: its licence, what it keeps, what it has open elsewhere. */
@RestController
@RequestMapping("/api/v1")
final class SystemApi {
  private static final int MOST_ARTIFACTS = 1000;

  private final Bus bus;
  private final Properties build;

  SystemApi(Bus bus) throws IOException {
    this.bus = bus;
    build = build();
  }

  /**
   * Which VMTO this is, how long its door has been open, and what it is made of.
   *
   * @param commit null where the build was not told
   * @param composition {@code one process}, or how many there are
   */
  record Installation(
      String version,
      @Nullable String commit,
      String java,
      String os,
      long uptimeSeconds,
      String composition,
      String eventStore,
      long head,
      List<String> processors,
      List<ProcessView> processes) {}

  @GetMapping("/system")
  Mono<Installation> system(Call call) {
    return Mono.zip(
            bus.gather(new DescribeProcess(), ProcessView.class, call),
            bus.gather(new ListProcessors(), Processors.class, call))
        .map(all -> installation(all.getT1(), all.getT2()));
  }

  private Installation installation(List<ProcessView> processes, List<Processors> processors) {
    var first = processes.getFirst();
    var commit = build.getProperty("commit", "");
    return new Installation(
        Objects.requireNonNull(build.getProperty("version"), "version"),
        commit.isEmpty() ? null : commit,
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
        processes.size() == 1 ? "one process" : processes.size() + " processes",
        first.eventStore(),
        first.head(),
        processors.stream()
            .flatMap(answer -> answer.processors().stream())
            .map(p -> p.name().value())
            .sorted()
            .toList(),
        processes);
  }

  @GetMapping("/license")
  Mono<LicenseView> license(Call call) {
    return bus.ask(new FindLicense(), LicenseView.class, call);
  }

  @PutMapping("/license")
  Mono<ResponseEntity<Accepted>> install(Body body, Call call) {
    var command = new InstallLicense(body.document("document"));
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at("/api/v1/license", command.target().value())));
  }

  @GetMapping("/artifacts")
  Mono<ViewQuery.Artifacts> artifacts(@RequestParam(defaultValue = "200") int limit, Call call) {
    Fields.within("limit", limit, MOST_ARTIFACTS);
    return bus.ask(new ListArtifacts(limit), ViewQuery.Artifacts.class, call);
  }

  @GetMapping("/open-resources")
  Mono<ViewQuery.OpenResources> openResources(Call call) {
    return bus.ask(new ListOpenResources(), ViewQuery.OpenResources.class, call);
  }

  /** Machines that jobs hold; a stale claim can be broken. */
  @GetMapping("/claims")
  Mono<ViewQuery.Claims> claims(Call call) {
    return bus.ask(new ListClaims(), ViewQuery.Claims.class, call);
  }

  /** Only of a stale claim: a job that goes on is cancelled instead. */
  @PostMapping("/claims/{id}/break")
  Mono<ResponseEntity<Accepted>> breakClaim(@PathVariable ClaimId id, Body body, Call call) {
    var reason = body.as(fields -> fields.text("reason"));
    return claims(call)
        .map(known -> stale(known, id))
        .flatMap(claim -> bus.send(new BreakClaim(id, claim.holder(), reason), call))
        .then(Mono.fromSupplier(() -> Accepted.at("/api/v1/claims", id.value())));
  }

  private static ClaimView stale(ViewQuery.Claims known, ClaimId id) {
    var claim =
        known.claims().stream()
            .filter(c -> c.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new Rejected(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "Nobody holds a machine by that claim.",
                        "List the claims and take an id from there."));
    if (!claim.stale()) {
      throw new Rejected(
          Failure.of(
                  ErrorCode.ILLEGAL_STATE,
                  "The job that holds the machine has not ended.",
                  "Cancel that job; its claim goes with it.")
              .with("holder", claim.holder()));
    }
    return claim;
  }

  private static Properties build() throws IOException {
    try (var in = SystemApi.class.getResourceAsStream("/META-INF/vmto.properties")) {
      var properties = new Properties();
      properties.load(Objects.requireNonNull(in, "META-INF/vmto.properties"));
      return properties;
    }
  }
}
