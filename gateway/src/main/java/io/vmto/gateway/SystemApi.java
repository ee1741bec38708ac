package io.vmto.gateway;

import io.vmto.contract.access.Permission;
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
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.gateway.openapi.Operation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The installation: its licence, what it keeps, what it has open elsewhere. */
@RestController
@RequestMapping("/api/v1")
final class SystemApi {
  private final Bus bus;

  SystemApi(Bus bus) {
    this.bus = bus;
  }

  /**
   * Which VMTO this is, how long its door has been open, and what it is made of.
   *
   * @param commit null where the build was not told
   * @param composition {@code one process}, or how many there are
   */
  record SystemView(
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
  @Operation("Which VMTO this is, and what it is made of.")
  Mono<SystemView> system(Call call) {
    return Mono.zip(
            bus.gather(new DescribeProcess(), ProcessView.class, call),
            bus.gather(new ListProcessors(), Processors.class, call))
        .map(all -> told(all.getT1(), all.getT2()));
  }

  private static SystemView told(List<ProcessView> processes, List<Processors> processors) {
    var first = processes.getFirst();
    var installation = Installation.current();
    return new SystemView(
        installation.version(),
        Installation.commit(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        installation.uptimeSeconds(),
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
  @Operation("The licence in force and its use.")
  Mono<LicenseView> license(Call call) {
    return bus.ask(new FindLicense(), LicenseView.class, call);
  }

  @PutMapping("/license")
  @Operation(
      value = "Install a licence.",
      body = "{\"document\": \"-----BEGIN VMTO LICENCE-----\"}")
  Mono<ResponseEntity<Accepted>> install(Body body, Call call) {
    var command = new InstallLicense(body.document("document"));
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at("/api/v1/license", command.target().value())));
  }

  @GetMapping("/artifacts")
  @Operation("List stored images of disks; with Accept: text/csv as a table.")
  Mono<Lists.Artifacts> artifacts(Lists.ArtifactsAsked asked, Call call) {
    return bus.ask(asked.query(), ViewQuery.Artifacts.class, call).map(Lists.Artifacts::of);
  }

  @GetMapping("/open-resources")
  @Operation("What is still ours out there.")
  Mono<Lists.OpenResources> openResources(Lists.OpenResourcesAsked asked, Call call) {
    return bus.ask(asked.query(), ViewQuery.OpenResources.class, call).map(Lists.OpenResources::of);
  }

  /** Machines that jobs hold; a stale claim can be broken. */
  @GetMapping("/claims")
  @Operation("Which job holds which machine.")
  Mono<Lists.Claims> claims(Lists.ClaimsAsked asked, Call call) {
    return bus.ask(asked.query(), ViewQuery.Claims.class, call).map(Lists.Claims::of);
  }

  /** Only of a stale claim: a job that goes on is cancelled instead. */
  @PostMapping("/claims/{id}/break")
  @Operation(value = "Break a stale claim.", body = "{\"reason\": \"its job ended a week ago\"}")
  Mono<ResponseEntity<Accepted>> breakClaim(@PathVariable ClaimId id, Body body, Call call) {
    call.require(Permission.MAINTAIN);
    var reason = body.as(fields -> fields.text("reason"));
    var filter = new ClaimFilter(Set.of(id), Set.of(), "", null);
    var claim = new ListClaims(filter, Page.ascending(ListClaims.Order.SINCE, 1));
    return bus.ask(claim, ViewQuery.Claims.class, call)
        .map(known -> stale(known, id))
        .flatMap(held -> bus.send(new BreakClaim(id, held.holder(), reason), call))
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
}
