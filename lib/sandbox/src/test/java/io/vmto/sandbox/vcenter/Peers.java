package io.vmto.sandbox.vcenter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Foreign programs that judge the sandbox, run as processes. */
final class Peers {
  record Result(int exit, String out, String err) {
    Result ok() {
      assertThat(exit).as(out + err).isZero();
      return this;
    }
  }

  private Peers() {}

  static Result run(String... command) throws IOException, InterruptedException {
    var out = Files.createTempFile("peer", ".out");
    var err = Files.createTempFile("peer", ".err");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
      } finally {
        process.destroyForcibly();
      }
      return new Result(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The foreign vSphere client of src/test/resources. */
  static Result pyvmomi(Path sandboxJson, String... arguments) throws Exception {
    require("pyvmomi", "/usr/bin/python3", "-c", "import pyVmomi");
    var script = Path.of(Peers.class.getResource("/foreign_vsphere.py").toURI());
    var command = new ArrayList<>(List.of("/usr/bin/python3", script.toString()));
    command.add(sandboxJson.toString());
    command.addAll(Arrays.asList(arguments));
    return run(command.toArray(String[]::new));
  }

  static Result qemuImg(String... arguments) throws Exception {
    require("qemu-img", "qemu-img", "--version");
    var command = new ArrayList<>(List.of("qemu-img"));
    command.addAll(Arrays.asList(arguments));
    return run(command.toArray(String[]::new));
  }

  /** A missing peer fails the test where VMTO_REQUIRE names it, and is said loudly elsewhere. */
  static void require(String peer, String... probe) throws InterruptedException {
    boolean there;
    try {
      there = run(probe).exit() == 0;
    } catch (IOException e) {
      there = false;
    }
    String required = System.getenv().getOrDefault("VMTO_REQUIRE", "");
    if (!there && Arrays.asList(required.split(",")).contains(peer)) {
      throw new AssertionError(peer + " is required and missing");
    }
    Assumptions.assumeTrue(there, "NOT TESTED: " + peer + " is missing on this machine");
  }
}
