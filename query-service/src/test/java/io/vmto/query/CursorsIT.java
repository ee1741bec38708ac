package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.Claims;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.runtime.Failures;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a list goes on: behind any item, and nowhere else than in the list it is of. */
class CursorsIT {
  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = new Installation();
    installation.publish(Histories.tell(7, 60));
    installation.catchUp();
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void aCursorGoesOnBehindEachItemAndNotOnlyBehindThePage() {
    var page = Page.descending(ListJobs.Order.STATUS, 20);
    var whole = job(JobFilter.ALL, page);
    for (int i = 0; i < whole.items().size() - 1; i++) {
      var rest = job(JobFilter.ALL, page.after(whole.cursors().get(i)));
      assertThat(rest.items().getFirst()).isEqualTo(whole.items().get(i + 1));
    }
  }

  @Test
  void aCursorOfAnotherListFilterOrOrderIsRefusedByItsName() {
    var page = Page.descending(ListJobs.Order.CREATED, 5);
    var next = job(JobFilter.ALL, page).next();
    var failed = JobFilter.in(JobStatus.FAILED);
    refused(new ListJobs(failed, page.after(next)), Jobs.class);
    refused(new ListJobs(JobFilter.ALL, new Page<>(page.by(), false, 5, next)), Jobs.class);
    refused(
        new ListJobs(JobFilter.ALL, new Page<>(ListJobs.Order.NAME, true, 5, next)), Jobs.class);
    refused(
        new ListClaims(ClaimFilter.ALL, new Page<>(ListClaims.Order.SINCE, true, 5, next)),
        Claims.class);
    assertThat(job(JobFilter.ALL, new Page<>(page.by(), true, 9, next)).items()).hasSize(9);
  }

  @Test
  void aCursorThatWasChangedAnywhereIsRefused() {
    var page = Page.descending(ListJobs.Order.UPDATED, 5);
    var next = job(JobFilter.ALL, page).next();
    for (int i = 0; i < next.length() - 1; i++) {
      var changed = next.toCharArray();
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      refused(new ListJobs(JobFilter.ALL, page.after(new String(changed))), Jobs.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"not a cursor", "YWJj", "AAAA", "ﬀ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoCursorIsRefused(String text) {
    var page = Page.descending(ListJobs.Order.CREATED, 5);
    refused(new ListJobs(JobFilter.ALL, page.after(text)), Jobs.class);
  }

  /** Whoever reads our sources can make the digest: then the place itself is looked at. */
  @ParameterizedTest
  @CsvSource({
    "CREATED, born, x, 1",
    "CREATED, born, 1, x",
    "CREATED, born, '', 1",
    "CREATED, born, 1.5, 1",
    "CREATED, born, 9223372036854775808, 1",
    "CREATED, born, ' 1', 1",
    "UPDATED, updated, x, 1",
    "UPDATED, updated, '', 1",
    "UPDATED, updated, now, 1",
    "UPDATED, updated, -infinity, 1",
    "UPDATED, updated, 2026-02-30 10:00:00+00, 1",
    "UPDATED, updated, 2026-02-03 25:00:00+00, 1",
    "UPDATED, updated, 0000-02-03 10:00:00+00, 1",
    "UPDATED, updated, 2026-02-03 10:00:00+16, 1",
    "UPDATED, updated, 999999-02-03 10:00:00+00, 1",
    "UPDATED, updated, 2026-02-03 10:00:00+00, ''",
    "NAME, name, web, 1e3"
  })
  void aForgedOneThatLeadsNowhereIsRefused(
      ListJobs.Order by, String column, String key, String tie) {
    var page = Page.descending(by, 5);
    refused(new ListJobs(JobFilter.ALL, page.after(forged(column, key, tie))), Jobs.class);
  }

  @ParameterizedTest
  @CsvSource({
    "CREATED, born, 999999999999999999, 1",
    "UPDATED, updated, 9999-12-31 10:00:00.000001+05:30, 1",
    "NAME, name, zzzzzz, -1"
  })
  void aForgedOneThatLeadsSomewhereIsAsGoodAsOurs(
      ListJobs.Order by, String column, String key, String tie) {
    var page = Page.descending(by, 5);
    var first = installation.ask(new ListJobs(JobFilter.ALL, page), Jobs.class);
    var forged = page.after(forged(column, key, tie));
    assertThat(installation.ask(new ListJobs(JobFilter.ALL, forged), Jobs.class).items())
        .isEqualTo(first.items());
  }

  private static String forged(String column, String key, String tie) {
    var list = String.join("\n", "query.job", "[]", "[]", column, "desc");
    return new Cursor(key, tie).text(list);
  }

  private static void refused(ViewQuery query, Class<?> answer) {
    var failure = Failures.of(catchThrowable(() -> installation.ask(query, answer)));
    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    assertThat(failure.facts()).isEqualTo(Map.of("field", "after"));
  }

  private static Jobs job(JobFilter filter, Page<ListJobs.Order> page) {
    return installation.ask(new ListJobs(filter, page), Jobs.class);
  }
}
