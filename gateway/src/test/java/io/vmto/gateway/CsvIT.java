package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListJobs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

/** Lists for spreadsheets. */
class CsvIT {
  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
    Known.laidDown(house.peers());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void jobsArePagedThroughToTheirEnd() throws IOException {
    var asked = new CopyOnWriteArrayList<ListJobs>();
    house
        .peers()
        .answer(
            ListJobs.class,
            Jobs.class,
            q -> {
              asked.add(q);
              return q.page().after() == null
                  ? new Jobs(
                      List.of(Known.summary(new JobId("a")), Known.summary(new JobId("b"))),
                      List.of("one", "two"),
                      "two")
                  : new Jobs(List.of(Known.summary(new JobId("c"))), List.of("three"), null);
            });

    var lines = get("/api/v1/jobs?status=FAILED").split("\r\n", -1);

    assertThat(lines[0]).startsWith("id,name,status,strategy,sourceConnection,machine");
    assertThat(lines[1])
        .isEqualTo("a,web,CREATED,full-copy,vc-1,web,pve-1,pve,local,,2026-03-01T12:00:00Z,,");
    assertThat(lines).hasSize(5).endsWith("");
    assertThat(asked).extracting(q -> q.page().after()).containsExactly(null, "two");
    assertThat(asked).allMatch(q -> q.filter().status().equals(Set.of(JobStatus.FAILED)));
    assertThat(get("/api/v1/jobs?limit=2").split("\r\n", -1)).hasSize(4);
  }

  @Test
  void artifactsToo() throws IOException {
    assertThat(get("/api/v1/artifacts").split("\r\n", -1))
        .containsExactly(
            "name,job,disk,root,location,createdAt,keptUntil,deletedAt",
            "a-1,job-1,2000,root,/store/a-1,2026-03-01T12:00:00Z,,",
            "");
  }

  @Test
  void theAuditIsPagedThroughToItsEnd() throws IOException {
    var line =
        "4,2026-03-01T12:00:00Z,ada,,job.queued/1,t-job-1,job-1,,\"{\"\"n\"\":\"\"=4,\"\"}\"";
    assertThat(get("/api/v1/audit").split("\r\n", -1))
        .containsExactly(
            "position,at,actor,origin,type,aggregate,job,correlationId,payload", line, line, "");
    assertThat(get("/api/v1/audit?limit=1").split("\r\n", -1)).hasSize(3);
  }

  @Test
  void whoDoesNotAskForItGetsJson() throws IOException {
    for (var accepted : List.of(MediaType.ALL, MediaType.APPLICATION_JSON)) {
      house
          .client()
          .get()
          .uri("/api/v1/artifacts")
          .accept(accepted)
          .exchange()
          .expectHeader()
          .contentType(MediaType.APPLICATION_JSON);
    }
  }

  private static String get(String address) throws IOException {
    return house
        .client()
        .get()
        .uri(address)
        .accept(MediaType.parseMediaType("text/csv"))
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentTypeCompatibleWith(MediaType.parseMediaType("text/csv"))
        .expectBody(String.class)
        .returnResult()
        .getResponseBody();
  }
}
