package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionFilter;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.Listed;
import io.vmto.contract.view.OpenResourceFilter;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery.Artifacts;
import io.vmto.contract.view.ViewQuery.Claims;
import io.vmto.contract.view.ViewQuery.Connections;
import io.vmto.contract.view.ViewQuery.FindJobs;
import io.vmto.contract.view.ViewQuery.FoundJobs;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources.OfJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists, whatever is asked of them, beside the documents they are made of. */
class ListsIT {
  private static final int JOBS = 60;

  private static Installation installation;
  private static List<JobView> documents;

  @BeforeAll
  static void start() {
    installation = new Installation();
    installation.publish(Histories.tell(7, JOBS - 1));
    installation.publish(untilADiskIsCopied(Histories.tell(8, 1)));
    installation.catchUp();
    var ids = jobs(JobFilter.ALL).stream().map(JobSummary::id).collect(Collectors.toSet());
    documents = installation.ask(new FindJobs(ids), FoundJobs.class).jobs();
    assertThat(documents).hasSize(JOBS);
  }

  private static List<Histories.Told> untilADiskIsCopied(List<Histories.Told> all) {
    var history = all.stream().filter(told -> told.aggregate().contains("job")).toList();
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).event() instanceof StepStarted started && started.step() == 1) {
        return history.subList(0, i + 1);
      }
    }
    throw new AssertionError("no disk is copied in this history");
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void aSummarySaysWhatItsDocumentSays() {
    var summaries =
        jobs(JobFilter.ALL).stream().collect(Collectors.toMap(JobSummary::id, Function.identity()));
    for (var job : documents) {
      assertThat(summaries.get(job.id())).isEqualTo(summary(job));
    }
    assertThat(summaries.values()).extracting(JobSummary::grade).contains(Grade.NONE);
    assertThat(summaries.values()).extracting(JobSummary::stepsDone).contains(0, 7);
    assertThat(summaries.values()).extracting(JobSummary::stepDisk).contains("", "disk 2000");
  }

  private static JobSummary summary(JobView job) {
    var done = EnumSet.of(StepStatus.SUCCEEDED, StepStatus.SKIPPED);
    var busy = EnumSet.of(StepStatus.RUNNING, StepStatus.RETRYING, StepStatus.WAITING);
    var doing = job.steps().stream().filter(s -> busy.contains(s.status())).findFirst();
    return new JobSummary(
        job.id(),
        job.name(),
        job.status(),
        job.held(),
        job.request(),
        job.limits(),
        job.machine().name(),
        job.disks().stream().mapToLong(JobView.DiskView::bytes).sum(),
        job.strategy(),
        job.reachable(),
        job.disks().stream()
            .map(JobView.DiskView::grade)
            .min(Comparator.naturalOrder())
            .orElse(Grade.NONE),
        (int) job.steps().stream().filter(s -> done.contains(s.status())).count(),
        job.steps().size(),
        doing.map(JobView.StepView::title).orElse(""),
        doing.map(JobView.StepView::kind).orElse(""),
        doing.map(step -> label(job, step.disk())).orElse(""),
        job.downSince(),
        job.failure(),
        job.events(),
        job.createdAt(),
        job.startedAt(),
        job.endedAt(),
        job.updatedAt());
  }

  private static String label(JobView job, String disk) {
    return job.machine().disks().stream()
        .filter(d -> d.key().equals(disk))
        .map(Machine.Disk::label)
        .findFirst()
        .orElse("");
  }

  /** A filter, and what it means. */
  record Narrowed(String name, JobFilter filter, Predicate<JobView> means) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Narrowed> filters() {
    var all = JobFilter.ALL;
    var noon = Examples.at(60);
    return Stream.of(
        new Narrowed(
            "status",
            JobFilter.in(JobStatus.FAILED, JobStatus.CANCELLED),
            j -> EnumSet.of(JobStatus.FAILED, JobStatus.CANCELLED).contains(j.status())),
        new Narrowed(
            "id",
            new JobFilter(
                Set.of(new JobId("job-7-3")),
                Set.of(),
                null,
                null,
                "",
                null,
                Span.ALWAYS,
                Span.ALWAYS,
                null),
            j -> j.id().value().equals("job-7-3")),
        new Narrowed("source", filter(Examples.SOURCE, null, "", null), j -> true),
        new Narrowed("no source", filter(Examples.TARGET, null, "", null), j -> false),
        new Narrowed("target", filter(null, Examples.TARGET, "", null), j -> true),
        new Narrowed("no target", filter(null, Examples.SOURCE, "", null), j -> false),
        new Narrowed("machine", filter(null, null, "EB-0", null), j -> true),
        new Narrowed("wildcard", filter(null, null, "%", null), j -> false),
        new Narrowed("quote", filter(null, null, "' or ''='", null), j -> false),
        new Narrowed("held", filter(null, null, "", true), JobView::held),
        new Narrowed("not held", filter(null, null, "", false), j -> !j.held()),
        new Narrowed(
            "created",
            spans(new Span(noon, null), Span.ALWAYS),
            j -> !j.createdAt().isBefore(noon)),
        new Narrowed(
            "finished",
            spans(Span.ALWAYS, new Span(Examples.T0, Examples.at(300))),
            j -> j.endedAt() != null && j.endedAt().isBefore(Examples.at(300))),
        new Narrowed(
            "failure",
            new JobFilter(
                Set.of(),
                all.status(),
                null,
                null,
                "",
                null,
                Span.ALWAYS,
                Span.ALWAYS,
                ErrorCode.ROOT_MISMATCH),
            j -> j.failure() != null && j.failure().code() == ErrorCode.ROOT_MISMATCH));
  }

  private static JobFilter filter(
      ConnectionId source, ConnectionId target, String machine, Boolean held) {
    return new JobFilter(
        Set.of(), Set.of(), source, target, machine, held, Span.ALWAYS, Span.ALWAYS, null);
  }

  private static JobFilter spans(Span created, Span finished) {
    return new JobFilter(Set.of(), Set.of(), null, null, "", null, created, finished, null);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void aFilterShowsWhatItMeansAndNothingElse(Narrowed narrowed) {
    var expected = documents.stream().filter(narrowed.means()).map(JobView::id).toList();
    assertThat(jobs(narrowed.filter()))
        .extracting(JobSummary::id)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource
  void pagesOfJobsTogetherAreTheWholeListInItsOrder(ListJobs.Order by) {
    var order =
        switch (by) {
          case CREATED -> null; // the order of their first events, which no document tells
          case UPDATED -> Comparator.comparing(JobSummary::updatedAt);
          case NAME -> Comparator.comparing((JobSummary j) -> j.name().toLowerCase(Locale.ROOT));
          case STATUS -> Comparator.comparing((JobSummary j) -> j.status().name());
        };
    var up = walk(page -> job(JobFilter.ALL, page), new Page<>(by, false, 7, null));
    var down = walk(page -> job(JobFilter.ALL, page), new Page<>(by, true, 11, null));
    assertThat(up).hasSize(JOBS).doesNotHaveDuplicates();
    assertThat(down).isEqualTo(up.reversed());
    if (order != null) {
      assertThat(up).isSortedAccordingTo(order);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pagesOfConnectionsTogetherAreTheWholeListInItsOrder(ListConnections.Order by) {
    var filter =
        new ConnectionFilter(
            Set.of(), EnumSet.allOf(ConnectionStatus.class), PlatformKind.PROXMOX, "PV");
    var up = walk(page -> connection(filter, page), new Page<>(by, false, 1, null));
    assertThat(up).hasSize(2).doesNotHaveDuplicates();
    assertThat(walk(page -> connection(filter, page), new Page<>(by, true, 1, null)))
        .isEqualTo(up.reversed());
    assertThat(connection(ConnectionFilter.ALL, Page.ascending(by, 10)).items())
        .isEqualTo(up.stream().filter(c -> c.status() != ConnectionStatus.REMOVED).toList());
  }

  @Test
  void connectionsAreNarrowed() {
    var by = ListConnections.Order.CREATED;
    var one = Set.of(new ConnectionId("c1-7"));
    assertThat(
            connection(new ConnectionFilter(one, Set.of(), null, ""), Page.ascending(by, 10))
                .items())
        .extracting(ConnectionView::id)
        .containsExactlyElementsOf(one);
    assertThat(
            connection(
                    new ConnectionFilter(Set.of(), Set.of(), PlatformKind.VSPHERE, ""),
                    Page.ascending(by, 10))
                .items())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void pagesOfImagesTogetherAreTheWholeListInItsOrder(ListArtifacts.Order by) {
    Function<Page<ListArtifacts.Order>, Artifacts> list =
        page -> installation.ask(new ListArtifacts(ArtifactFilter.ALL, page), Artifacts.class);
    var up = walk(list, new Page<>(by, false, 9, null));
    assertThat(up).hasSizeGreaterThan(JOBS).doesNotHaveDuplicates();
    assertThat(walk(list, new Page<>(by, true, 500, null))).isEqualTo(up.reversed());
    assertThat(up)
        .isSortedAccordingTo(
            switch (by) {
              case CREATED -> Comparator.comparing(ArtifactView::createdAt);
              case NAME -> Comparator.comparing(ArtifactView::name);
            });

    var some = Set.of(new JobId("job-7-1"), new JobId("job-7-2"));
    var span = new Span(Examples.T0, null);
    var narrowed =
        installation.ask(
            new ListArtifacts(new ArtifactFilter(some, true, span), Page.ascending(by, 500)),
            Artifacts.class);
    assertThat(narrowed.artifacts())
        .isEqualTo(
            up.stream().filter(a -> some.contains(a.job()) && a.deletedAt() == null).toList());
  }

  @ParameterizedTest
  @EnumSource
  void pagesOfOpenResourcesTogetherAreTheWholeListInItsOrder(ListOpenResources.Order by) {
    Function<Page<ListOpenResources.Order>, OpenResources> list =
        page ->
            installation.ask(
                new ListOpenResources(OpenResourceFilter.ALL, page), OpenResources.class);
    var up = walk(list, new Page<>(by, false, 2, null));
    assertThat(up)
        .containsExactlyInAnyOrderElementsOf(
            documents.stream()
                .flatMap(j -> j.open().stream().map(o -> new OfJob(j.id(), o)))
                .toList());
    assertThat(walk(list, new Page<>(by, true, 500, null))).isEqualTo(up.reversed());

    var kinds = Set.of(Resource.Kind.TARGET_VM);
    var filter = new OpenResourceFilter(Set.of(up.getFirst().job()), Set.of(), Examples.TARGET);
    assertThat(open(new OpenResourceFilter(Set.of(), kinds, null), by))
        .isEqualTo(
            up.stream().filter(o -> kinds.contains(o.resource().resource().kind())).toList());
    assertThat(open(filter, by))
        .isEqualTo(up.stream().filter(o -> o.job().equals(up.getFirst().job())).toList());
    assertThat(open(new OpenResourceFilter(Set.of(), Set.of(), Examples.SOURCE), by)).isEmpty();
  }

  private static List<OfJob> open(OpenResourceFilter filter, ListOpenResources.Order by) {
    return installation
        .ask(new ListOpenResources(filter, Page.ascending(by, 500)), OpenResources.class)
        .resources();
  }

  @ParameterizedTest
  @EnumSource
  void pagesOfClaimsTogetherAreTheWholeListInItsOrder(ListClaims.Order by) {
    var up = walk(page -> claims(ClaimFilter.ALL, page), new Page<>(by, false, 2, null));
    assertThat(up).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    assertThat(walk(page -> claims(ClaimFilter.ALL, page), new Page<>(by, true, 500, null)))
        .isEqualTo(up.reversed());
    for (boolean stale : new boolean[] {true, false}) {
      assertThat(
              claims(new ClaimFilter(Set.of(), Set.of(), "VM-", stale), Page.ascending(by, 500))
                  .claims())
          .isEqualTo(up.stream().filter(c -> c.stale() == stale).toList());
    }
    var one = up.getFirst();
    assertThat(
            claims(
                    new ClaimFilter(Set.of(one.id()), Set.of(one.holder()), "", null),
                    Page.ascending(by, 500))
                .claims())
        .extracting(ClaimView::id)
        .containsExactly(one.id());
  }

  private static <K extends Enum<K>, T, A extends Listed<T>> List<T> walk(
      Function<Page<K>, A> list, Page<K> first) {
    var all = new ArrayList<T>();
    var page = first;
    while (true) {
      var part = list.apply(page);
      assertThat(part.items()).hasSizeLessThanOrEqualTo(page.limit());
      assertThat(part.cursors()).hasSameSizeAs(part.items());
      all.addAll(part.items());
      if (part.next() == null) {
        return all;
      }
      assertThat(part.next()).isEqualTo(part.cursors().getLast());
      page = page.after(part.next());
    }
  }

  private static List<JobSummary> jobs(JobFilter filter) {
    return job(filter, Page.descending(ListJobs.Order.CREATED, 500)).jobs();
  }

  private static Jobs job(JobFilter filter, Page<ListJobs.Order> page) {
    return installation.ask(new ListJobs(filter, page), Jobs.class);
  }

  private static Connections connection(ConnectionFilter filter, Page<ListConnections.Order> page) {
    return installation.ask(new ListConnections(filter, page), Connections.class);
  }

  private static Claims claims(ClaimFilter filter, Page<ListClaims.Order> page) {
    return installation.ask(new ListClaims(filter, page), Claims.class);
  }
}
