package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.OpenResourceFilter;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.Claims;
import io.vmto.contract.view.ViewQuery.Connections;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.FindConnection;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources.OfJob;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import io.vmto.contract.view.ViewQuery.WatchFeed;
import io.vmto.query.Histories.Told;
import io.vmto.runtime.Failures;
import io.vmto.runtime.Meta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every read model, from stored events to answered questions. */
class QueryIT {
  private static Installation installation;
  private static List<Told> history;
  private static LicenseView licenseBeforeAnything;
  private static FeedPage feedBeforeAnything;

  @BeforeAll
  static void start() {
    installation = new Installation();
    licenseBeforeAnything = installation.ask(new FindLicense(), LicenseView.class);
    feedBeforeAnything = installation.ask(new ReadFeed(-1, 10, null), FeedPage.class);
    history = Histories.tell(42, 12);
    installation.publish(history);
    installation.catchUp();
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void beforeAnythingHappenedThereIsATrialToComeAndAnEmptyFeed() {
    assertThat(licenseBeforeAnything.terms().number()).isEqualTo("trial");
    assertThat(licenseBeforeAnything.running()).isEmpty();
    assertThat(feedBeforeAnything).isEqualTo(new FeedPage(List.of(), -1));
  }

  @Test
  void everyViewIsTheFoldOfItsHistory() {
    installation.catchUp();
    jobs()
        .forEach((id, job) -> assertThat(installation.ask(find(id), JobView.class)).isEqualTo(job));
    FoldTwiceTest.fold(connections(), history)
        .forEach(
            (id, view) ->
                assertThat(
                        installation.ask(
                            new FindConnection(new ConnectionId(id)), ConnectionView.class))
                    .isEqualTo(view));
    assertThat(installation.ask(new FindLicense(), LicenseView.class))
        .isEqualTo(FoldTwiceTest.fold(licenses(), installation.told).get("license").view());
  }

  @Test
  void aRebuildEqualsWhatWasBuiltLive() {
    installation.catchUp();
    var live = tables();
    installation.rebuild();
    assertThat(tables()).isEqualTo(live);
  }

  @Test
  void aRebuildTellsNobodyAndTheNextEventIsToldAgain() {
    try (var watch = installation.watch(new WatchFeed(), FeedPage.class, FeedEntry.class)) {
      var told = new ArrayList<FeedEntry>();
      var first = watch.updates().doOnNext(told::add).next().toFuture();
      installation.rebuild();
      var next = Histories.tell(77, 0).subList(0, 1);
      installation.publish(next);
      assertThat(first).succeedsWithin(Installation.PATIENCE);
      assertThat(told.getFirst().aggregate()).isEqualTo(next.getFirst().aggregate());
      installation.catchUp();
    }
  }

  @Test
  void aBatchThatCannotBeWrittenIsRepeatedAsAWhole() {
    installation.refuseWrites();
    var more = Histories.tell(55, 2);
    try {
      installation.publish(more);
      installation.awaitTrouble();
      assertThat(refusal(find("job-55-0"), JobView.class)).isEqualTo(ErrorCode.UNKNOWN_JOB);
    } finally {
      installation.acceptWrites();
    }
    installation.catchUp();
    FoldTwiceTest.fold(JOBS, more)
        .forEach(
            (id, job) ->
                assertThat(installation.ask(find(id), JobView.class).events())
                    .isEqualTo(job.events()));
  }

  @Test
  void theFeedHasEveryStoredEventInOrder() {
    var read = readAll();
    var stored =
        installation.jdbc.queryForList(
            "select globalIndex as position, aggregateIdentifier as aggregate,"
                + " payloadType || '/' || payloadRevision as type,"
                + " convert_from(payload, 'UTF8') as payload"
                + " from axon.domain_event_entry order by globalIndex");

    assertThat(read).hasSameSizeAs(stored);
    for (int i = 0; i < read.size(); i++) {
      var entry = read.get(i);
      assertThat(entry.position()).isEqualTo(stored.get(i).get("position"));
      assertThat(entry.type()).isEqualTo(stored.get(i).get("type"));
      assertThat(entry.aggregate()).isEqualTo(stored.get(i).get("aggregate"));
      assertThat(entry.payload()).isEqualTo(stored.get(i).get("payload"));
      assertThat(entry.meta()).containsEntry(Meta.ACTOR, "tester");
    }
    assertThat(read.stream().map(FeedEntry::position).toList())
        .isSortedAccordingTo(Comparator.naturalOrder());
  }

  @Test
  void theFeedOfOneJobHasItsClaimAndTransferButNoOtherJob() {
    var job = new JobId("job-42-0");
    var page = installation.ask(new ReadFeed(-1, 1_000, job), FeedPage.class);
    var expected =
        history.stream()
            .map(Told::aggregate)
            .filter(a -> List.of("job-42-0", "t-job-42-0", "claim-job-42-0").contains(a))
            .toList();

    assertThat(page.entries()).extracting(FeedEntry::aggregate).isEqualTo(expected);
    assertThat(page.entries()).extracting(FeedEntry::job).containsOnly("job-42-0");
  }

  @Test
  void aJobCanBeSeenAsItWasAtEachOfItsEvents() {
    var job = new JobId("job-42-0");
    var entries = installation.ask(new ReadFeed(-1, 1_000, job), FeedPage.class).entries();
    long created = position(entries, "job.created/1");

    assertThat(at(job, created).status()).isEqualTo(JobStatus.CREATED);
    assertThat(at(job, created).events()).isEqualTo(1);
    assertThat(at(job, position(entries, "job.queued/1")).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(at(job, position(entries, "job.running/1")).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(at(job, Long.MAX_VALUE))
        .isEqualTo(installation.ask(new FindJob(job), JobView.class));
    assertThatThrownBy(() -> at(job, created - 1))
        .satisfies(e -> assertThat(Failures.of(e).code()).isEqualTo(ErrorCode.UNKNOWN_JOB));
  }

  private static JobView at(JobId job, long position) {
    return installation.ask(new FindJobAt(job, position), JobView.class);
  }

  private static long position(List<FeedEntry> entries, String type) {
    return entries.stream().filter(e -> e.type().equals(type)).findFirst().orElseThrow().position();
  }

  @Test
  void aWatcherGetsTheHeadAndThenEveryNewEventOnceInOrder() {
    try (var watch = installation.watch(new WatchFeed(), FeedPage.class, FeedEntry.class)) {
      var more = Histories.tell(99, 1);
      var live = watch.updates().take(more.size()).collectList().toFuture();
      var head = watch.initialResult().block(Installation.PATIENCE);
      assertThat(head.entries()).isEmpty();

      installation.publish(more);
      assertThat(live).succeedsWithin(Installation.PATIENCE);
      installation.catchUp();
      assertThat(live.join())
          .isEqualTo(
              installation.ask(new ReadFeed(head.head(), 1_000, null), FeedPage.class).entries());
    }
  }

  @Test
  void pagesOfJobsTogetherAreAllJobsNewestFirst() {
    var whole = installation.ask(newest(200), Jobs.class);
    assertThat(whole.next()).isNull();
    assertThat(whole.jobs()).hasSizeGreaterThanOrEqualTo(12);

    var paged = new ArrayList<JobSummary>();
    String after = null;
    do {
      var page =
          installation.ask(new ListJobs(JobFilter.ALL, newest(5).page().after(after)), Jobs.class);
      assertThat(page.jobs()).hasSizeLessThanOrEqualTo(5);
      paged.addAll(page.jobs());
      after = page.next();
    } while (after != null);
    assertThat(paged).isEqualTo(whole.jobs());
    assertThat(whole.jobs().stream().map(j -> j.id().value()).filter(i -> i.startsWith("job-42-")))
        .isEqualTo(creationOrder().reversed());
  }

  @Test
  void jobsAreListedByStatus() {
    for (var status : List.of(JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)) {
      var listed =
          installation
              .ask(new ListJobs(JobFilter.in(status), newest(200).page()), Jobs.class)
              .jobs();
      var expected =
          jobs().values().stream().filter(j -> j.status() == status).map(JobView::id).toList();
      assertThat(listed).extracting(JobSummary::id).containsAll(expected);
      assertThat(listed).allMatch(j -> j.status() == status);
    }
  }

  @Test
  void whatIsStillOursOutThereIsListed() {
    var expected =
        jobs().values().stream()
            .flatMap(j -> j.open().stream().map(o -> new OfJob(j.id(), o)))
            .toList();
    assertThat(expected).isNotEmpty();
    assertThat(
            installation
                .ask(
                    new ListOpenResources(
                        OpenResourceFilter.ALL,
                        Page.descending(ListOpenResources.Order.SINCE, 500)),
                    OpenResources.class)
                .resources())
        .containsAll(expected);
  }

  /** A history in which some claims were not released when their job ended. */
  @Test
  void aMachineThatIsStillHeldByAJobThatHasEndedIsAStaleClaim() {
    var listed =
        installation
            .ask(
                new ListClaims(ClaimFilter.ALL, Page.ascending(ListClaims.Order.SINCE, 500)),
                Claims.class)
            .claims();
    var ended = jobs().values().stream().filter(j -> j.status().ended()).map(JobView::id).toList();
    assertThat(listed).isNotEmpty().allMatch(c -> c.machine().equals("vm-7"));
    assertThat(listed).allMatch(c -> c.stale() == ended.contains(c.holder()));
    assertThat(listed).anyMatch(ClaimView::stale);
  }

  @Test
  void imagesAreListedNewestFirst() {
    var listed = installation.ask(images(500), ViewQuery.Artifacts.class).artifacts();
    var expected =
        FoldTwiceTest.fold(artifacts(), history).values().stream()
            .flatMap(a -> a.artifacts().stream())
            .toList();
    assertThat(expected).isNotEmpty();
    assertThat(listed).containsAll(expected);
    assertThat(listed)
        .isSortedAccordingTo(Comparator.comparing(ArtifactView::createdAt).reversed());
    assertThat(installation.ask(images(3), ViewQuery.Artifacts.class).artifacts())
        .isEqualTo(listed.subList(0, 3));
  }

  @Test
  void removedConnectionsAreNotListed() {
    var listed = installation.ask(new ListConnections(), Connections.class).connections();
    assertThat(listed).isNotEmpty();
    assertThat(listed).noneMatch(c -> c.status() == ConnectionStatus.REMOVED);
  }

  @Test
  void whatIsNotThereIsRefusedByItsCode() {
    assertThat(refusal(new FindJob(new JobId("none")), JobView.class))
        .isEqualTo(ErrorCode.UNKNOWN_JOB);
    assertThat(refusal(new FindConnection(new ConnectionId("none")), ConnectionView.class))
        .isEqualTo(ErrorCode.UNKNOWN_CONNECTION);
  }

  private static ErrorCode refusal(Object query, Class<?> answer) {
    return Failures.of(catchThrowable(() -> installation.ask(query, answer))).code();
  }

  private static ListJobs newest(int limit) {
    return new ListJobs(JobFilter.ALL, Page.descending(ListJobs.Order.CREATED, limit));
  }

  private static ListArtifacts images(int limit) {
    return new ListArtifacts(
        ArtifactFilter.ALL, Page.descending(ListArtifacts.Order.CREATED, limit));
  }

  private static FindJob find(String id) {
    return new FindJob(new JobId(id));
  }

  private static List<FeedEntry> readAll() {
    var all = new ArrayList<FeedEntry>();
    long after = -1;
    while (true) {
      var page = installation.ask(new ReadFeed(after, 100, null), FeedPage.class);
      if (page.entries().isEmpty()) {
        return all;
      }
      all.addAll(page.entries());
      after = all.getLast().position();
      assertThat(page.head()).isGreaterThanOrEqualTo(after);
    }
  }

  private static Map<String, List<?>> tables() {
    var tables = new TreeMap<String, List<?>>();
    for (var view : View.ALL) {
      tables.put(
          view.table(),
          installation.jdbc.query(
              "select id, born, doc from query." + view.table() + " order by born",
              (row, n) ->
                  List.of(
                      row.getString("id"),
                      row.getLong("born"),
                      Documents.read(row.getString("doc"), view.type()))));
    }
    tables.put(
        "feed", installation.jdbc.queryForList("select * from query.feed order by position"));
    return tables;
  }

  private static List<String> creationOrder() {
    return List.copyOf(FoldTwiceTest.fold(JOBS, history).keySet());
  }

  /** As they come out of the database, where a NUL cannot be kept. */
  private static Map<String, JobView> jobs() {
    var jobs = FoldTwiceTest.fold(JOBS, history);
    jobs.replaceAll((id, job) -> Documents.read(Documents.write(job), JobView.class));
    return jobs;
  }

  private static final View<JobView> JOBS =
      new View<>("job", JobView.class, JobFold::key, JobFold::evolve);

  private static View<ConnectionView> connections() {
    return new View<>(
        "connection", ConnectionView.class, ConnectionFold::key, ConnectionFold::evolve);
  }

  private static View<Artifacts> artifacts() {
    return new View<>("artifact", Artifacts.class, ArtifactFold::key, ArtifactFold::evolve);
  }

  private static View<LicenseUse> licenses() {
    return new View<>("license", LicenseUse.class, LicenseFold::key, LicenseFold::evolve);
  }
}
