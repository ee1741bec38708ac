package io.vmto.hypervisor.proxmox;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of real Proxmox VE servers: their API schemas and answers recorded from one. They
 * stand beside the project; where they are missing the test is skipped out loud, or fails when
 * {@code VMTO_REQUIRE} names {@code pve-schema}.
 */
public final class PveData {
  private PveData() {}

  public static JsonNode schema(int version) {
    return read("pve-api-" + version + ".json");
  }

  /** The recorded cases: group, case, http, body, task_status, task_log. */
  public static List<JsonNode> recorded() {
    var cases = new ArrayList<JsonNode>();
    read("pve-recorded-answers.json").path("cases").forEach(cases::add);
    return cases;
  }

  private static JsonNode read(String name) {
    var file = folder().map(f -> f.resolve(name)).filter(Files::exists);
    if (file.isEmpty()) {
      var what = "MISSING PEER pve-schema: no shared/data/" + name + " beside the project";
      if (List.of(System.getenv().getOrDefault("VMTO_REQUIRE", "").split(",", -1))
          .contains("pve-schema")) {
        throw new AssertionError(what);
      }
      abort(what);
    }
    try {
      return JsonMapper.shared().readTree(Files.readString(file.orElseThrow()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> folder() {
    var named = System.getenv("VMTO_SHARED");
    if (named != null) {
      return Optional.of(Path.of(named, "data"));
    }
    for (var dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      var shared = dir.resolveSibling("shared");
      if (Files.isDirectory(shared.resolve("design"))) {
        return Optional.of(shared.resolve("data"));
      }
    }
    return Optional.empty();
  }
}
