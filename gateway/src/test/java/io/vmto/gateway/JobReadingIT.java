package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.ExtentMap;
import io.vmto.contract.transfer.ExtentQuery.FindExtents;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListSamples;
import io.vmto.contract.view.ViewQuery.Samples;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routes that tell about jobs when all is well. */
class JobReadingIT {
  private static House house;
  private Routes routes;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void layDown() throws IOException {
    routes = Routes.of(house);
  }

  @Test
  void jobsAreListedAsAsked() {
    var asked = new AtomicReference<ListJobs>();
    house
        .peers()
        .answer(
            ListJobs.class,
            Jobs.class,
            q -> {
              asked.set(q);
              return new Jobs(List.of(Known.summary(Known.JOB)), List.of("next-1"), "next-1");
            });

    routes
        .read(
            "/api/v1/jobs?status=FAILED,running&status=PAUSED&source=vc-1&target=pve-1&machine=web"
                + "&held=true&createdFrom=2026-03-01T00:00:00Z&finishedTo=2026-04-01T00:00:00Z"
                + "&failure=ROOT_MISMATCH&sort=name&order=asc&limit=7&after=abc")
        .jsonPath("$.jobs[0].id")
        .isEqualTo("job-1")
        .jsonPath("$.cursors")
        .doesNotExist()
        .jsonPath("$.next")
        .isEqualTo("next-1");
    assertThat(asked.get())
        .isEqualTo(
            new ListJobs(
                new JobFilter(
                    Set.of(),
                    Set.of(JobStatus.FAILED, JobStatus.RUNNING, JobStatus.PAUSED),
                    Known.VCENTER,
                    Known.CLUSTER,
                    "web",
                    true,
                    new Span(Instant.parse("2026-03-01T00:00:00Z"), null),
                    new Span(null, Instant.parse("2026-04-01T00:00:00Z")),
                    ErrorCode.ROOT_MISMATCH),
                new Page<>(ListJobs.Order.NAME, false, 7, "abc")));
    routes.read("/api/v1/jobs");
    assertThat(asked.get())
        .isEqualTo(new ListJobs(JobFilter.ALL, new Page<>(ListJobs.Order.CREATED, true, 50, null)));
  }

  @Test
  void aJobAndItsSamplesAreRead() {
    var asked = new AtomicReference<ListSamples>();
    house
        .peers()
        .answer(
            ListSamples.class,
            Samples.class,
            q -> {
              asked.set(q);
              return new Samples(List.of(Known.progress(q.job(), 7)));
            });

    routes
        .read("/api/v1/jobs/job-1")
        .jsonPath("$.planHash")
        .isEqualTo("hash-1")
        .jsonPath("$.createdAt")
        .isEqualTo("2026-03-01T12:00:00Z");
    routes
        .read("/api/v1/jobs/job-1/samples?since=2026-03-01T12:00:00Z")
        .jsonPath("$.samples[0].done")
        .isEqualTo(7);
    assertThat(asked.get())
        .isEqualTo(new ListSamples(Known.JOB, Instant.parse("2026-03-01T12:00:00Z"), 3600));
  }

  @Test
  void whereTheCopyOfADiskIsIsToldWhileAWorkerHasNotes() {
    var asked = new AtomicReference<FindExtents>();
    house
        .peers()
        .answer(
            FindExtents.class,
            ExtentMap.class,
            q -> {
              asked.set(q);
              return q.disk().equals("2001")
                  ? ExtentMap.nothing(q.job(), q.disk())
                  : extents(q.disk(), 2, 8);
            });

    routes
        .read("/api/v1/jobs/job-1/disks/2000/extents?offset=8&length=4&cells=2")
        .jsonPath("$.pass")
        .isEqualTo(2)
        .jsonPath("$.runs[0].data")
        .isEqualTo(3);
    assertThat(asked.get()).isEqualTo(new FindExtents(Known.JOB, "2000", 8, 4, 2));
    routes.read("/api/v1/jobs/job-1/disks/2000/extents");
    assertThat(asked.get()).isEqualTo(new FindExtents(Known.JOB, "2000", 0, Long.MAX_VALUE, 2048));
    routes
        .read("/api/v1/jobs/job-1/disks/2001/extents")
        .jsonPath("$.durable")
        .isEqualTo(0)
        .jsonPath("$.runs")
        .isEmpty();
  }

  @Test
  void ofAllWorkersWithNotesTheOneThatIsFurthestCounts() {
    var nothing = ExtentMap.nothing(Known.JOB, "2000");
    var first = extents("2000", 1, 900);
    var later = extents("2000", 2, 8);
    var further = extents("2000", 2, 9);
    assertThat(Stream.of(nothing, first, further, later).max(JobApi.FURTHEST)).contains(further);
  }

  private static ExtentMap extents(String disk, int pass, long durable) {
    var runs = List.of(new ExtentMap.Run(2, 3, 1, pass, null));
    return new ExtentMap(Known.JOB, disk, 9, 0, 4, 4, pass, durable, runs);
  }

  @Test
  void aJobIsReadAsItWasAndWithItsHistory() {
    var job = "job-of-old";
    house
        .peers()
        .answer(
            FindJobAt.class,
            JobView.class,
            q -> Known.job(new JobId(q.job() + "-at-" + q.position())));
    house.peers().happenQuietly(Known.entry(7, "job.created/1", job, "{\"deep\":{\"n\":[1,2]}}"));
    house.peers().happenQuietly(Known.entry(9, "job.queued/1", job));
    house.peers().happenQuietly(Known.entry(10, "job.queued/1", "job-of-others"));

    routes.read("/api/v1/jobs/" + job + "?at=7").jsonPath("$.id").isEqualTo(job + "-at-7");
    routes
        .read("/api/v1/jobs/" + job + "/history?limit=1")
        .jsonPath("$.events.length()")
        .isEqualTo(1)
        .jsonPath("$.events[0].payload.deep.n[1]")
        .isEqualTo(2)
        .jsonPath("$.events[0].meta.actor")
        .isEqualTo("ada")
        .jsonPath("$.next")
        .isEqualTo(7);
    routes
        .read("/api/v1/jobs/" + job + "/history?after=7")
        .jsonPath("$.events[*].position")
        .isEqualTo(9)
        .jsonPath("$.next")
        .doesNotExist();
  }
}
