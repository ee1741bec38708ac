package io.vmto.hypervisor.vsphere;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.Peers;
import io.vmto.hypervisor.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** govmomi's simulator on a free loopback port, from {@code src/test/vcsim}; ends when closed. */
public final class Vcsim implements AutoCloseable {
  static final String USER = "administrator@vsphere.local";
  static final Secret PASSWORD = new Secret("vcsim & <secret>");
  private static final String LISTENING = "listening ";

  private final Process process;
  private final Endpoint endpoint;

  private Vcsim(Process process, Endpoint endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Skips or fails the test, as VMTO_REQUIRE has it, where vcsim cannot run. */
  public static Vcsim start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(List.of(script().toString(), "-user", USER, "-password", PASSWORD.reveal()));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var line = out.readLine();
    Peers.demand("vcsim", line != null && line.startsWith(LISTENING), "run.sh did not start it");
    var url = "https://" + line.substring(LISTENING.length());
    var pin = Tls.presented(Address.of(url)).sha256();
    return new Vcsim(process, new Endpoint(PlatformKind.VSPHERE, url, USER, pin, Map.of()));
  }

  private static Path script() {
    for (var dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      for (var place : List.of("src/test/vcsim/run.sh", "lib/hypervisor/src/test/vcsim/run.sh")) {
        if (Files.exists(dir.resolve(place))) {
          return dir.resolve(place);
        }
      }
    }
    throw new IllegalStateException("run tests inside the project");
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  public Secret secret() {
    return PASSWORD;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
