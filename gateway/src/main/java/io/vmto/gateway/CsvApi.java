package io.vmto.gateway;

import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery.Artifacts;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListJobs;
import java.util.Arrays;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
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

  private final Bus bus;

  CsvApi(Bus bus) {
    this.bus = bus;
  }

  /** All of them, unless there is a limit. */
  @GetMapping("/jobs")
  Flux<String> jobs(Lists.JobsAsked asked, Call call) {
    var query = asked.query();
    var first = asked.limit() == null ? query.page().limited(PAGE) : query.page();
    var pages = page(query.filter(), first, call);
    var jobs =
        asked.limit() == null
            ? pages.expand(
                page ->
                    page.next() == null
                        ? Mono.empty()
                        : page(query.filter(), first.after(page.next()), call))
            : pages.flux();
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
    return jobs.concatMapIterable(Jobs::jobs, 1).map(CsvApi::line).startWith(head);
  }

  @GetMapping("/artifacts")
  Flux<String> artifacts(Lists.ArtifactsAsked asked, Call call) {
    var head =
        Csv.line(
            List.of(
                "name", "job", "disk", "root", "location", "createdAt", "keptUntil", "deletedAt"));
    return bus.ask(asked.query(), Artifacts.class, call)
        .flatMapIterable(Artifacts::artifacts)
        .map(CsvApi::line)
        .startWith(head);
  }

  private Mono<Jobs> page(JobFilter filter, Page<ListJobs.Order> page, Call call) {
    return bus.ask(new ListJobs(filter, page), Jobs.class, call);
  }

  private static String line(JobSummary job) {
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
            artifact.keptUntil(),
            artifact.deletedAt()));
  }
}
