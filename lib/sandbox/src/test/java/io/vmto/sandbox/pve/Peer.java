package io.vmto.sandbox.pve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Foreign things tests are held against; one that is required and missing fails the test. */
final class Peer {
  private Peer() {}

  static void qemu() {
    boolean there =
        List.of("qemu-img", "qemu-system-x86_64").stream()
            .allMatch(
                tool ->
                    List.of(System.getenv("PATH").split(":", -1)).stream()
                        .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool))));
    demand("qemu", there, "qemu-img and qemu-system-x86_64 are not on the path");
  }

  /** A file of the shared data beside the project. */
  static Path data(String name) {
    var root = System.getenv("VMTO_SHARED");
    Path found = root == null ? null : Path.of(root).resolve("data").resolve(name);
    for (Path dir = Path.of("").toAbsolutePath(); found == null && dir != null; ) {
      Path candidate = dir.resolveSibling("shared").resolve("data").resolve(name);
      found = Files.exists(candidate) ? candidate : null;
      dir = dir.getParent();
    }
    demand("pve-schema", found != null && Files.exists(found), name + " was not found");
    return found;
  }

  private static void demand(String name, boolean there, String what) {
    String required = System.getenv("VMTO_REQUIRE");
    if (!there && required != null && List.of(required.split(",", -1)).contains(name)) {
      throw new AssertionError("required peer " + name + " is missing: " + what);
    }
    Assumptions.assumeTrue(there, "NOT TESTED, peer " + name + " is missing: " + what);
  }
}
