package io.vmto.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.standalone.cli.catalogue.Catalogue;
import io.vmto.standalone.cli.catalogue.Operation;
import io.vmto.standalone.cli.catalogue.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;

/** What is said on the command line becomes what the API takes, see docs/api.md. */
class RequestTest {
  @TempDir Path folder;

  private static Operation row(String address) {
    return Catalogue.operations().stream()
        .filter(o -> o.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private static Request request(String address, boolean complete, String base, String... words)
      throws Exception {
    var row = row(address);
    var spec = CommandSpec.create();
    var arguments = new Arguments(row.parameters(), spec, complete);
    new CommandLine(spec).parseArgs(words);
    return Request.of(
        row,
        arguments.values(complete),
        (tools.jackson.databind.node.ObjectNode) Json.TREES.readTree(base));
  }

  private static JsonNode json(String text) {
    return Json.TREES.readTree(text);
  }

  /** As the server reads it. */
  private static JsonNode sent(Request request) {
    return json(String.valueOf(request.body()));
  }

  @Test
  void aMigrationIsSaidAsItIsSaidToMigrate() throws Exception {
    var request =
        request(
            "POST /jobs",
            true,
            "{}",
            "--from=vcenter/web",
            "--to=lab/pve/local",
            "--map=VM Network=vmbr0",
            "--road=node",
            "--warm",
            "--cutover-below=64MiB",
            "--no-boot",
            "--limit=200MB/s");

    assertThat(request.path()).isEqualTo("/jobs");
    assertThat(sent(request))
        .isEqualTo(
            json(
                """
                {"source":{"connection":"vcenter","machine":"web"},
                 "target":{"connection":"lab","node":"pve","storage":"local"},
                 "networks":{"VM Network":"vmbr0"},"road":"NODE",
                 "limits":{"bytesPerSecond":200000000},
                 "warm":{"budgetBytes":67108864},"bootCheck":{"start":false}}\
                """));
  }

  @Test
  void optionsChangeADocument() throws Exception {
    var request =
        request(
            "POST /jobs",
            false,
            "{\"name\":\"a\",\"networks\":{\"x\":\"y\"},\"warm\":{\"budgetBytes\":5}}",
            "--name=b",
            "--map=v=w",
            "--warm");

    assertThat(request.body())
        .isEqualTo(
            json(
                """
                {"name":"b","networks":{"x":"y","v":"w"},"warm":{"budgetBytes":5}}\
                """));
  }

  @Test
  void whatStandsInAnAddressCannotLeaveItsPlace() throws Exception {
    var request =
        request("GET /connections/{id}/machines/{machine}", true, "{}", "../x?y", "a/b {id}");
    assertThat(request.path()).isEqualTo("/connections/..%2Fx%3Fy/machines/a%2Fb%20%7Bid%7D");
    assertThat(request.body()).isNull();
  }

  @Test
  void secretsComeFromFilesWithoutTheirLastLineBreak() throws Exception {
    var file = Files.writeString(folder.resolve("s"), "canary\n");
    var request =
        request(
            "PUT /connections/{id}/secret",
            true,
            "{}",
            "c",
            "--username=u",
            "--secret-file=" + file);
    assertThat(request.body()).isEqualTo(json("{\"username\":\"u\",\"secret\":\"canary\"}"));
  }

  @Test
  void whatHasNoFieldsHasNoBody() throws Exception {
    assertThat(request("POST /jobs/{id}/pause", true, "{}", "j").body()).isNull();
    assertThat(request("GET /jobs", true, "{}", "--status=failed").path())
        .isEqualTo("/jobs?status=FAILED");
  }

  @Test
  void whatIsMissingOrUnknownIsRefusedByName() {
    assertThatThrownBy(() -> request("POST /jobs", true, "{}", "--to=a/b/c"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--from");
    assertThatThrownBy(() -> request("GET /jobs", true, "{}", "--status=nope"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("created, queued, running");
    assertThatThrownBy(() -> request("POST /jobs", true, "{}", "--from=a", "--to=a/b/c"))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("CONNECTION/VM");
  }

  @Test
  void everyNameOfAParameterIsItsOwn() {
    for (var row : Catalogue.operations()) {
      var spec = CommandSpec.create();
      new Arguments(row.parameters(), spec, true);
      Map<String, Parameter> fields = new LinkedHashMap<>();
      row.parameters()
          .forEach(p -> p.fields().forEach(f -> assertThat(fields.put(p.place() + f, p)).isNull()));
    }
  }
}
