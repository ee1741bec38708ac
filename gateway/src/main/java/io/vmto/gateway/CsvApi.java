package io.vmto.gateway;

import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.Listed;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery.Artifacts;
import io.vmto.contract.view.ViewQuery.Events;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListEvents;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.runtime.Meta;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
    var jobs =
        all(
            query.page(),
            asked.limit(),
            page -> bus.ask(new ListJobs(query.filter(), page), Jobs.class, call));
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

  /** All of them, unless there is a limit. */
  @GetMapping("/audit")
  Flux<String> audit(Lists.EventsAsked asked, Call call) {
    var query = asked.query();
    var events =
        all(
            query.page(),
            asked.limit(),
            page -> bus.ask(new ListEvents(query.filter(), page), Events.class, call));
    var head =
        Csv.line(
            List.of(
                "position",
                "at",
                "actor",
                "origin",
                "type",
                "aggregate",
                "job",
                "correlationId",
                "payload"));
    return events.map(CsvApi::line).startWith(head);
  }

  /** Page by page, as the client takes them; with a limit that one page only. */
  private static <K extends Enum<K>, T, A extends Listed<T>> Flux<T> all(
      Page<K> page, @Nullable Integer limit, Function<Page<K>, Mono<A>> list) {
    var first = limit == null ? page.limited(PAGE) : page;
    return list.apply(first)
        .expand(
            found ->
                limit != null || found.next() == null
                    ? Mono.empty()
                    : list.apply(first.after(found.next())))
        .concatMapIterable(Listed::items, 1);
  }

  private static String line(FeedEntry event) {
    return Csv.line(
        Arrays.asList(
            event.position(),
            event.at(),
            event.meta().get(Meta.ACTOR),
            event.meta().get(Meta.ORIGIN),
            event.type(),
            event.aggregate(),
            event.job(),
            event.meta().get(Meta.CORRELATION),
            event.payload()));
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
