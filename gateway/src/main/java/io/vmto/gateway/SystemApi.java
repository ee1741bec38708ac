package io.vmto.gateway;

import io.vmto.contract.claim.ClaimCommand.BreakClaim;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.license.LicenseCommand.InstallLicense;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.gateway.openapi.Operation;
import java.lang.management.ManagementFactory;
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
  private final String version;

  SystemApi(Bus bus, String version) {
    this.bus = bus;
    this.version = version;
  }

  /** Which VMTO this is, and how long it has been running. */
  record Installation(String version, long uptimeSeconds) {}

  @GetMapping("/system")
  @Operation("Which VMTO this is.")
  Installation system() {
    return new Installation(version, ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
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
  Mono<ViewQuery.Artifacts> artifacts(@RequestParam(defaultValue = "200") int limit, Call call) {
    Fields.within("limit", limit, MOST_ARTIFACTS);
    return bus.ask(new ListArtifacts(limit), ViewQuery.Artifacts.class, call);
  }

  @GetMapping("/open-resources")
  @Operation("What is still ours out there.")
  Mono<ViewQuery.OpenResources> openResources(Call call) {
    return bus.ask(new ListOpenResources(), ViewQuery.OpenResources.class, call);
  }

  /** Machines that jobs hold; a stale claim can be broken. */
  @GetMapping("/claims")
  @Operation("Which job holds which machine.")
  Mono<ViewQuery.Claims> claims(Call call) {
    return bus.ask(new ListClaims(), ViewQuery.Claims.class, call);
  }

  /** Only of a stale claim: a job that goes on is cancelled instead. */
  @PostMapping("/claims/{id}/break")
  @Operation(value = "Break a stale claim.", body = "{\"reason\": \"its job ended a week ago\"}")
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
}
