package io.vmto.gateway.operations;

import io.vmto.contract.access.Permission;
import io.vmto.contract.operations.OperationsQuery.ListProjections;
import io.vmto.contract.operations.OperationsQuery.Projections;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProjectionCommand;
import io.vmto.contract.operations.ProjectionCommand.CheckProjection;
import io.vmto.contract.operations.ProjectionCommand.RebuildProjection;
import io.vmto.gateway.Accepted;
import io.vmto.gateway.Body;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.openapi.Operation;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Read models: folded anew, or compared with what the events say. */
@RestController
@RequestMapping(ProjectionApi.ADDRESS)
final class ProjectionApi {
  static final String ADDRESS = "/api/v1/projections";

  private final Bus bus;

  ProjectionApi(Bus bus) {
    this.bus = bus;
  }

  /** What there is, and how far the last rebuild or check of each has got. */
  @GetMapping
  @Operation("Read models, and their last rebuild or check.")
  Mono<Projections> list(Call call) {
    return bus.ask(new ListProjections(), Projections.class, call);
  }

  @PostMapping("/{name}/rebuild")
  @Operation("Fold a read model anew beside the live one and put it in its place.")
  Mono<ResponseEntity<Accepted>> rebuild(@PathVariable PartId name, Body body, Call call) {
    body.none();
    return send(new RebuildProjection(name), call);
  }

  @PostMapping("/{name}/check")
  @Operation("Fold a read model anew and compare.")
  Mono<ResponseEntity<Accepted>> check(@PathVariable PartId name, Body body, Call call) {
    body.none();
    return send(new CheckProjection(name), call);
  }

  /** All of them, one after the other. */
  @PostMapping("/check")
  @Operation("Fold every read model anew and compare.")
  Mono<ResponseEntity<Accepted>> checkAll(Body body, Call call) {
    call.require(Permission.MAINTAIN);
    body.none();
    return list(call)
        .flatMapMany(known -> Flux.fromIterable(known.projections()))
        .concatMap(known -> bus.send(new CheckProjection(known.name()), call))
        .then(Mono.fromSupplier(() -> Accepted.at(ADDRESS, "all")));
  }

  private Mono<ResponseEntity<Accepted>> send(ProjectionCommand command, Call call) {
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at(ADDRESS, command.projection().value())));
  }
}
