package io.vmto.query;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.operations.OperationsEvent.RebuildRequested;
import io.vmto.contract.operations.OperationsQuery.ListProjections;
import io.vmto.contract.operations.OperationsQuery.Projections;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProjectionCommand.CheckProjection;
import io.vmto.contract.operations.ProjectionCommand.RebuildProjection;
import io.vmto.contract.operations.ProjectionView;
import io.vmto.contract.operations.ProjectionView.Kind;
import java.time.Clock;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.queryhandling.QueryHandler;

/** Takes what is asked of read models, and tells how it goes. */
final class ProjectionDesk {
  private final Rebuilder rebuilder;
  private final Runs runs;
  private final EventGateway events;
  private final Clock clock;

  ProjectionDesk(Rebuilder rebuilder, Runs runs, EventGateway events, Clock clock) {
    this.rebuilder = rebuilder;
    this.runs = runs;
    this.events = events;
    this.clock = clock;
  }

  @QueryHandler
  Projections answer(ListProjections query) {
    long position = rebuilder.livePosition();
    return new Projections(
        rebuilder.models().stream()
            .map(m -> new ProjectionView(new PartId(m.table()), position, runs.of(m.table())))
            .toList());
  }

  @CommandHandler
  void decide(RebuildProjection command) {
    begin(command.projection(), Kind.REBUILD);
    events.publish(new RebuildRequested(command.projection(), clock.instant()));
  }

  @CommandHandler
  void decide(CheckProjection command) {
    begin(command.projection(), Kind.CHECK);
  }

  private void begin(PartId name, Kind kind) {
    var model =
        rebuilder.models().stream()
            .filter(m -> m.table().equals(name.value()))
            .findFirst()
            .orElseThrow(
                () ->
                    Answers.unknown(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "projection",
                        name.value(),
                        "list the projections and take a name from there"));
    runs.open(name.value(), kind);
    CurrentUnitOfWork.get().afterCommit(unit -> rebuilder.begin(model, kind));
  }
}
