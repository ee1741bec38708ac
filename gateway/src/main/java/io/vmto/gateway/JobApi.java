package io.vmto.gateway;

import io.vmto.contract.access.Permission;
import io.vmto.contract.connection.ConnectionQuery.CompareHardware;
import io.vmto.contract.job.JobCommand;
import io.vmto.contract.job.JobCommand.ApproveJobCutover;
import io.vmto.contract.job.JobCommand.CancelJob;
import io.vmto.contract.job.JobCommand.CreateJob;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.ResumeFromStep;
import io.vmto.contract.job.JobCommand.ResumeJob;
import io.vmto.contract.job.JobCommand.RetryFailedSteps;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.PreviewPlan;
import io.vmto.contract.machine.Hardware;
import io.vmto.contract.transfer.ExtentMap;
import io.vmto.contract.transfer.ExtentQuery;
import io.vmto.contract.transfer.ExtentQuery.FindExtents;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.CountJobs;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.ListSamples;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import io.vmto.gateway.openapi.Operation;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Plans and jobs: what is asked of them, and how they are read. */
@RestController
@RequestMapping("/api/v1")
final class JobApi {
  private static final String JOBS = "/api/v1/jobs";
  private static final int MOST_SAMPLES = 10_000;

  /** A worker that lost a job to another one keeps its notes. */
  static final Comparator<ExtentMap> FURTHEST =
      Comparator.comparingInt(ExtentMap::pass).thenComparingLong(ExtentMap::durable);

  private final Bus bus;

  JobApi(Bus bus) {
    this.bus = bus;
  }

  /** What would the plan be? Nothing is stored. */
  @PostMapping("/plans")
  @Operation(value = "Draw the plan of a migration; nothing is stored.", body = Migration.EXAMPLE)
  Mono<Plan> preview(Body body, Call call) {
    call.require(Permission.BROWSE);
    return body.as(Migration::from)
        .spec(bus, call)
        .flatMap(spec -> bus.ask(new PreviewPlan(spec), Plan.class, call));
  }

  /** By the target's kind alone; the endpoint itself is not asked. */
  @PostMapping("/plans/hardware")
  @Operation(
      value = "Compare a machine's hardware with what it will be on the target.",
      body = Migration.EXAMPLE)
  Mono<Hardware> hardware(Body body, Call call) {
    call.require(Permission.BROWSE);
    return body.as(Migration::from)
        .spec(bus, call)
        .flatMap(
            spec -> {
              var target = spec.request().target();
              var networks = spec.request().networks();
              return bus.ask(
                  new CompareHardware(
                      target.connection(), spec.machine(), networks, target.storage()),
                  Hardware.class,
                  call);
            });
  }

  @PostMapping("/jobs")
  @Operation(
      value = "Create a job; it starts when its plan is accepted by its hash.",
      body = Migration.EXAMPLE)
  Mono<ResponseEntity<Accepted>> create(Body body, Call call) {
    call.require(Permission.RUN_JOBS); // before anything is looked up for it
    var id = new JobId(call.newId(JOBS));
    var migration = body.as(Migration::from);
    return migration
        .spec(bus, call)
        .flatMap(spec -> bus.send(new CreateJob(id, spec, migration.limits()), call))
        .cast(String.class)
        .map(hash -> Accepted.at(JOBS + "/" + id, id.value(), hash))
        .delayUntil(done -> bus.seen(new FindJob(id), JobView.class, call));
  }

  @PostMapping("/jobs/{id}/start")
  @Operation(value = "Start the plan you have seen.", body = "{\"planHash\": \"4f0c1d\"}")
  Mono<ResponseEntity<Accepted>> start(@PathVariable JobId id, Body body, Call call) {
    return send(new StartJob(id, body.as(fields -> fields.text("planHash"))), call);
  }

  @PostMapping("/jobs/{id}/pause")
  @Operation("Stop at the next checkpoint.")
  Mono<ResponseEntity<Accepted>> pause(@PathVariable JobId id, Body body, Call call) {
    body.none();
    return send(new PauseJob(id), call);
  }

  @PostMapping("/jobs/{id}/resume")
  @Operation("Go on.")
  Mono<ResponseEntity<Accepted>> resume(@PathVariable JobId id, Body body, Call call) {
    body.none();
    return send(new ResumeJob(id), call);
  }

  /** Lets the source of a warm migration be shut down. */
  @PostMapping("/jobs/{id}/cutover")
  @Operation("Let the source of a warm migration be shut down.")
  Mono<ResponseEntity<Accepted>> cutover(@PathVariable JobId id, Body body, Call call) {
    body.none();
    return send(new ApproveJobCutover(id), call);
  }

  @PostMapping("/jobs/{id}/cancel")
  @Operation("End it and take back what it made.")
  Mono<ResponseEntity<Accepted>> cancel(@PathVariable JobId id, Body body, Call call) {
    body.none();
    return send(new CancelJob(id), call);
  }

  @PostMapping("/jobs/{id}/retry")
  @Operation("Do a failed job again.")
  Mono<ResponseEntity<Accepted>> retry(@PathVariable JobId id, Body body, Call call) {
    body.none();
    return send(new RetryFailedSteps(id), call);
  }

  @PostMapping("/jobs/{id}/resume-from")
  @Operation(
      value = "Go on from an earlier step, first undoing what it and later ones made.",
      body = "{\"step\": 1}")
  Mono<ResponseEntity<Accepted>> resumeFrom(@PathVariable JobId id, Body body, Call call) {
    int step = body.as(fields -> fields.number("step", 0, Integer.MAX_VALUE));
    return send(new ResumeFromStep(id, step), call);
  }

  /** What is left out stays as it is. */
  @PatchMapping("/jobs/{id}/limits")
  @Operation(
      value = "Change what the job may use; what is left out stays.",
      body = "{\"bytesPerSecond?\": 100000000, \"parallelDisks?\": 2}")
  Mono<ResponseEntity<Accepted>> limits(@PathVariable JobId id, Body body, Call call) {
    return send(body.as(fields -> Migration.changedLimits(id, fields)), call);
  }

  @GetMapping("/jobs")
  @Operation("List jobs; with Accept: text/csv as a table.")
  Mono<Lists.Jobs> list(Lists.JobsAsked asked, Call call) {
    return bus.ask(asked.query(), ViewQuery.Jobs.class, call).map(Lists.Jobs::of);
  }

  /** As it is now, or as it was once the event at a position was stored. */
  @GetMapping("/jobs/{id}")
  @Operation("A job as it is, or as it was.")
  Mono<JobView> find(
      @PathVariable JobId id, @RequestParam(required = false) @Nullable Long at, Call call) {
    return bus.ask(at == null ? new FindJob(id) : new FindJobAt(id, at), JobView.class, call);
  }

  /** What happened to a job, oldest first: who asked for what, from where, and what came of it. */
  @GetMapping("/jobs/counts")
  @Operation("How many jobs are in which state.")
  Mono<ViewQuery.JobCounts> counts(Call call) {
    return bus.ask(new CountJobs(), ViewQuery.JobCounts.class, call);
  }

  @GetMapping("/jobs/{id}/history")
  @Operation("What happened to a job, oldest first.")
  Mono<History> history(
      @PathVariable JobId id,
      @RequestParam(defaultValue = "-1") long after,
      @RequestParam(defaultValue = "500") int limit,
      Call call) {
    Fields.within("limit", limit, FeedTail.PAGE);
    return bus.ask(new FindJob(id), JobView.class, call)
        .then(bus.ask(new ReadFeed(after, limit, id), FeedPage.class, call))
        .map(page -> History.of(page.entries(), limit));
  }

  /**
   * A part of a history.
   *
   * @param next where it goes on, or null at its end for now
   */
  record History(List<ObjectNode> events, @Nullable Long next) {
    static History of(List<FeedEntry> entries, int limit) {
      return new History(
          entries.stream().map(Frames::json).toList(),
          entries.size() < limit ? null : entries.getLast().position());
    }
  }

  @GetMapping("/jobs/{id}/samples")
  @Operation("How fast its steps were, over time.")
  Mono<ViewQuery.Samples> samples(
      @PathVariable JobId id,
      @RequestParam(defaultValue = "1970-01-01T00:00:00Z") Instant since,
      @RequestParam(defaultValue = "3600") int limit,
      Call call) {
    Fields.within("limit", limit, MOST_SAMPLES);
    return bus.ask(new ListSamples(id, since, limit), ViewQuery.Samples.class, call);
  }

  /** Empty before the copy begins, and once the job is released and its notes are gone. */
  @GetMapping("/jobs/{id}/disks/{disk}/extents")
  @Operation("Where the copy of a disk is, cell by cell, while its worker has notes of it.")
  Mono<ExtentMap> extents(
      @PathVariable JobId id,
      @PathVariable String disk,
      @RequestParam(defaultValue = "0") long offset,
      @RequestParam(required = false) @Nullable Long length,
      @RequestParam(defaultValue = "2048") int cells,
      Call call) {
    Fields.within("cells", cells, ExtentQuery.MOST_CELLS);
    long most = Objects.requireNonNullElse(length, Long.MAX_VALUE);
    var query = new FindExtents(id, disk, offset, most, cells);
    return bus.ask(new FindJob(id), JobView.class, call)
        .then(bus.gather(query, ExtentMap.class, call))
        .map(maps -> Collections.max(maps, FURTHEST));
  }

  private Mono<ResponseEntity<Accepted>> send(JobCommand command, Call call) {
    var id = command.target().value();
    return bus.send(command, call).then(Mono.fromSupplier(() -> Accepted.at(JOBS + "/" + id, id)));
  }
}
