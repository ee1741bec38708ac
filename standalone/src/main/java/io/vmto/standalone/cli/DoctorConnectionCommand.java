package io.vmto.standalone.cli;

import io.vmto.contract.connection.Diagnosis;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares what we assume about a platform with a real endpoint, without changing it. */
@Command(
    name = "connection",
    mixinStandardHelpOptions = true,
    description = "Check each assumption of our clients against a real endpoint, read-only.")
final class DoctorConnectionCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONNECTION", description = "Name or id of a connection.")
  private String connection = "";

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = "Write the exchanged messages there, secrets masked.")
  private @Nullable Path record;

  @Mixin private ServerOptions server = new ServerOptions();

  @Override
  public Integer call() throws IOException {
    try (var api = server.open()) {
      var diagnosis =
          api.get(
              "/connections/" + Names.id(api, "connections", connection) + "/diagnosis",
              Diagnosis.class);
      System.out.println(diagnosis.server());
      for (var finding : diagnosis.findings()) {
        System.out.printf(
            "%-8s %3d  %s%n",
            finding.verdict().name().toLowerCase(Locale.ROOT),
            finding.number(),
            finding.assumption());
        if (!finding.detail().isEmpty()) {
          System.out.println("              " + finding.detail());
        }
      }
      if (record != null) {
        write(record, diagnosis);
      }
      boolean broken =
          diagnosis.findings().stream().anyMatch(f -> f.verdict() == Diagnosis.Verdict.BROKEN);
      return broken ? 1 : 0;
    }
  }

  private static void write(Path folder, Diagnosis diagnosis) throws IOException {
    Files.createDirectories(folder);
    var json = ContractJson.mapper().writerWithDefaultPrettyPrinter();
    Files.writeString(
        folder.resolve("findings.json"), json.writeValueAsString(diagnosis.findings()));
    int n = 0;
    for (var exchange : diagnosis.exchanges()) {
      var name =
          String.format(
              Locale.ROOT, "%03d-%s.json", ++n, exchange.title().replaceAll("[^A-Za-z0-9]+", "-"));
      Files.writeString(folder.resolve(name), json.writeValueAsString(exchange));
    }
    System.out.println("Recorded " + n + " exchanges in " + folder);
  }
}
