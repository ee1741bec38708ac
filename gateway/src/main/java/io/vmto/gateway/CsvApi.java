package io.vmto.gateway;

import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.Artifacts;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListJobs;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lists for spreadsheets. Pages are read one after the other as the client takes them, so a long
 * list is never held as a whole.
 */
@RestController
@RequestMapping(path = "/api/v1", produces = Csv.TYPE)
final class CsvApi {
  private static final int PAGE = 200;
  private static final int MOST_JOBS = 1_000_000;
  private static final int MOST_ARTIFACTS = 1000;

  private final Bus bus;

  CsvApi(Bus bus) {
    this.bus = bus;
  }

  /** All of them, unless there is a limit. */
  @GetMapping("/jobs")
  Flux<String> jobs(
      @RequestParam(required = false) @Nullable JobStatus status,
      @RequestParam(defaultValue = "" + MOST_JOBS) int limit,
      @RequestParam(required = false) @Nullable String after,
      Call call) {
    Fields.within("limit", limit, MOST_JOBS);
    var jobs =
        page(status, after, call)
            .expand(page -> page.next() == null ? Mono.empty() : page(status, page.next(), call))
            .concatMapIterable(Jobs::jobs, 1)
            .take(limit);
    var head =
        Csv.line(
            List.of(
                "id",
                "name",
                "status",
                "strategy",
                "sourceConnection",
                "machine",
                "targetConnection",
                "node",
                "storage",
                "failure",
                "createdAt",
                "startedAt",
                "endedAt"));
    return jobs.map(CsvApi::line).startWith(head);
  }

  @GetMapping("/artifacts")
  Flux<String> artifacts(@RequestParam(defaultValue = "" + MOST_ARTIFACTS) int limit, Call call) {
    Fields.within("limit", limit, MOST_ARTIFACTS);
    var head =
        Csv.line(List.of("name", "job", "disk", "root", "location", "createdAt", "deletedAt"));
    return bus.ask(new ListArtifacts(limit), Artifacts.class, call)
        .flatMapIterable(Artifacts::artifacts)
        .map(CsvApi::line)
        .startWith(head);
  }

  private Mono<Jobs> page(@Nullable JobStatus status, @Nullable String after, Call call) {
    return bus.ask(new ListJobs(status, PAGE, after), Jobs.class, call);
  }

  private static String line(JobView job) {
    var source = job.request().source();
    var target = job.request().target();
    var failure = job.failure();
    return Csv.line(
        Arrays.asList(
            job.id(),
            job.name(),
            job.status(),
            job.strategy(),
            source.connection(),
            source.machine(),
            target.connection(),
            target.node(),
            target.storage(),
            failure == null ? null : failure.code(),
            job.createdAt(),
            job.startedAt(),
            job.endedAt()));
  }

  private static String line(ArtifactView artifact) {
    return Csv.line(
        Arrays.asList(
            artifact.name(),
            artifact.job(),
            artifact.disk(),
            artifact.root(),
            artifact.location(),
            artifact.createdAt(),
            artifact.deletedAt()));
  }
}
