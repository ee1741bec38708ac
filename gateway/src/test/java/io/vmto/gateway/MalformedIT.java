package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is malformed is refused by the name of its field. */
class MalformedIT {
  private static House house;
  private Refused refused;

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
    refused = Refused.of(house);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/connections | { | body",
        "/connections | [] | body",
        "/connections | {} {} | body",
        "/connections | {\"name\":\"a\",\"name\":\"b\"} | body",
        "/connections | {} | name",
        "/connections | {\"name\":7} | name",
        "/connections | {\"name\":\"  \"} | name",
        "/connections | {\"name\":\"a\\u0000b\"} | name",
        "/connections | {\"name\":null} | name",
        "/connections | {\"name\":\"a\"} | kind",
        "/connections | {\"name\":\"a\",\"kind\":\"XEN\"} | kind",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"http://h\"} | url",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"https://u:p@h\"} | url",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"https://h/?a=b\"} | url",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"https:///x\"} | url",
        "/connections/vc-1/trust | {\"fingerprint\":\"AB:CD\"} | fingerprint",
        "/connections/vc-1/validate | {\"now\":true} | now",
        "/jobs | {\"source\":[]} | source",
        "/jobs | {\"source\":{\"connection\":\"c\"}} | source.machine",
        "/jobs | {\"source\":{\"connection\":\"c\",\"machine\":\"m\",\"x\":1}} | source.x",
        "/jobs/job-1/start | {} | planHash",
        "/jobs/job-1/start | {\"planHash\":\"h\",\"force\":true} | force",
        "/jobs/job-1/resume-from | {\"step\":1.5} | step",
        "/jobs/job-1/resume-from | {\"step\":-1} | step",
        "/jobs/job-1/resume-from | {\"step\":\"1\"} | step",
        "/jobs/job-1/resume-from | {\"step\":99999999999} | step",
        "/jobs/a%20b/pause | {} | id",
      })
  void aMalformedBodyIsRefusedWithItsField(String address, String body, String field) {
    assertThat(
            Refused.problem(refused.post(address, body), 400, "REQUEST_INVALID")
                .at("/facts/field")
                .asString())
        .isEqualTo(field);
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":7 | name",
        "\"networks\":{\"a\":1} | networks.a",
        "\"networks\":[] | networks",
        "\"road\":\"BOAT\" | road",
        "\"bootCheck\":{} | bootCheck.start",
        "\"bootCheck\":{\"start\":\"yes\"} | bootCheck.start",
        "\"bootCheck\":{\"start\":true,\"timeoutSeconds\":0} | bootCheck.timeoutSeconds",
        "\"bootCheck\":{\"start\":true,\"when\":0} | bootCheck.when",
        "\"limits\":{\"bytesPerSecond\":-1} | limits.bytesPerSecond",
        "\"limits\":{\"bytesPerSecond\":1.5} | limits.bytesPerSecond",
        "\"limits\":{\"bytesPerSecond\":9223372036854775808} | limits.bytesPerSecond",
        "\"limits\":{\"parallelDisks\":0} | limits.parallelDisks",
        "\"limits\":{\"parallelDisks\":17} | limits.parallelDisks",
        "\"limits\":{\"disks\":1} | limits.disks",
        "\"colour\":1 | colour",
      })
  void aMalformedMigrationIsRefusedWithItsField(String part, String field) {
    var body =
        "{\"source\":{\"connection\":\"vc-1\",\"machine\":\"web\"},\"target\":{\"connection\":"
            + "\"lab\",\"node\":\"pve\",\"storage\":\"local\"},"
            + part
            + "}";
    assertThat(
            Refused.problem(refused.post("/plans", body), 400, "REQUEST_INVALID")
                .at("/facts/field")
                .asString())
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "/jobs?limit=0,limit",
    "/jobs?limit=501,limit",
    "/jobs?limit=many,limit",
    "/jobs?status=BUSY,status",
    "/jobs?stauts=FAILED,stauts",
    "/jobs?held=maybe,held",
    "/jobs?held=true&held=true,held",
    "/jobs?createdFrom=yesterday,createdFrom",
    "/jobs?source=a%20b,source",
    "/jobs?machine=a%00b,machine",
    "/jobs?failure=BAD_LUCK,failure",
    "/jobs?sort=luck,sort",
    "/jobs?order=up,order",
    "/connections?kind=CLOUD,kind",
    "/artifacts?kept=1,kept",
    "/open-resources?kind=DUST,kind",
    "/claims?stale=yes,stale",
    "/jobs/job-1/samples?since=yesterday,since",
    "/jobs/job-1/disks/2000/extents?cells=10001,cells",
    "/jobs/job-1?at=noon,at",
    "/jobs/job-1/history?limit=501,limit",
    "/jobs/a%20b,id",
    "/connections/a%2Fb,id",
    "/events?after=-1,after",
    "/jobs/job-1/events?after=x,after",
    "/jobs/job-1/events?follow=maybe,follow"
  })
  void aMalformedAddressIsRefusedWithItsField(String address, String field) {
    assertThat(
            Refused.problem(refused.get(address), 400, "REQUEST_INVALID")
                .at("/facts/field")
                .asString())
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Correlation-Id,a b",
    "X-Correlation-Id,<script>",
    "Idempotency-Key,two words",
    "Last-Event-ID,latest"
  })
  void aMalformedHeaderIsRefusedByName(String header, String value) {
    var answer =
        refused.client().get().uri(refused.uri("/api/v1/events")).header(header, value).exchange();
    assertThat(Refused.problem(answer, 400, "REQUEST_INVALID").at("/facts/field").asString())
        .isEqualTo(header);
  }
}
