package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.access.AccountEvent.AccountDisabled;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.view.EventFilter;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery.CountJobs;
import io.vmto.contract.view.ViewQuery.Events;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.JobCounts;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListEvents;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import io.vmto.runtime.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The log asked for who, what and when, beside the same log read from its beginning. */
class AuditIT {
  private static Installation installation;
  private static List<FeedEntry> log;

  @BeforeAll
  static void start() {
    installation = new Installation();
    installation.publish(Histories.tell(11, 12));
    var disabled = new AccountDisabled(new AccountId("a-1"), Instant.parse("2026-05-01T12:00:00Z"));
    installation
        .bean(EventStore.class)
        .publish(new GenericEventMessage<>(disabled, Map.of(Meta.ACTOR, "ada")));
    installation.catchUp();
    log = installation.ask(new ReadFeed(-1, 1_000, null), FeedPage.class).entries();
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void isTheLogNewestFirst() {
    assertThat(all(EventFilter.ALL, 1_000)).isEqualTo(log.reversed());
  }

  @Test
  void goesOnWhereAPageEnded() {
    assertThat(all(EventFilter.ALL, 7)).isEqualTo(log.reversed());
  }

  @Test
  void isNarrowedByJobTypeAndTime() {
    var job = log.stream().map(FeedEntry::job).filter(j -> !j.isEmpty()).findFirst().orElseThrow();
    var times = log.stream().map(FeedEntry::at).sorted().toList();
    var from = times.get(times.size() / 3);
    var to = times.get(2 * times.size() / 3);
    assertFound(filter("", "", new JobId(job), Span.ALWAYS), e -> e.job().equals(job));
    assertFound(filter("", "job.", null, Span.ALWAYS), e -> e.type().startsWith("job."));
    assertFound(
        filter("", "transfer.step-", null, new Span(from, to)),
        e ->
            e.type().startsWith("transfer.step-") && !e.at().isBefore(from) && e.at().isBefore(to));
  }

  /** What stands in a filter is a text and no pattern. */
  @Test
  void takesNoPatterns() {
    assertThat(all(filter("", "%", null, Span.ALWAYS), 100)).isEmpty();
    assertThat(all(filter("", "job_", null, Span.ALWAYS), 100)).isEmpty();
  }

  @Test
  void isNarrowedByWhoDidIt() {
    assertThat(all(filter("ada", "", null, Span.ALWAYS), 100))
        .extracting(FeedEntry::type)
        .containsExactly("account.disabled/1");
    assertFound(
        filter("tester", "job.", null, Span.ALWAYS), event -> event.type().startsWith("job."));
    assertThat(all(filter("ad", "", null, Span.ALWAYS), 100)).isEmpty();
  }

  @Test
  void jobsAreCountedByState() {
    var jobs =
        installation
            .ask(
                new ListJobs(JobFilter.ALL, Page.ascending(ListJobs.Order.CREATED, 500)),
                Jobs.class)
            .jobs();
    Map<List<Object>, List<JobSummary>> states =
        jobs.stream().collect(Collectors.groupingBy(j -> List.of(j.status(), j.held())));
    var expected =
        states.entrySet().stream()
            .map(
                e ->
                    new JobCounts.Count(
                        e.getValue().getFirst().status(),
                        e.getValue().getFirst().held(),
                        e.getValue().size(),
                        e.getValue().stream().mapToLong(JobSummary::bytes).sum()))
            .toList();
    assertThat(installation.ask(new CountJobs(), JobCounts.class).counts())
        .hasSizeGreaterThan(1)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void assertFound(EventFilter filter, Predicate<FeedEntry> wanted) {
    assertThat(all(filter, 5))
        .isNotEmpty()
        .isEqualTo(log.reversed().stream().filter(wanted).toList());
  }

  private static EventFilter filter(String actor, String type, JobId job, Span at) {
    return new EventFilter(actor, type, job, at);
  }

  private static List<FeedEntry> all(EventFilter filter, int limit) {
    var found = new ArrayList<FeedEntry>();
    var page = Page.descending(ListEvents.Order.POSITION, limit);
    for (var after = page; after != null; ) {
      var answer = installation.ask(new ListEvents(filter, after), Events.class);
      found.addAll(answer.events());
      after = answer.next() == null ? null : page.after(answer.next());
    }
    return found;
  }
}
