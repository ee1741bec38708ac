package io.vmto.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A running sandbox: pretend platforms on loopback, and a control endpoint to look into and upset
 * them. Everything that a real platform would keep over a reboot is kept in the data folder;
 * sessions and leases are not.
 */
public final class Sandbox implements Closeable {
  private final SandboxOptions options;
  private final Faults faults;
  private final Deque<Pretender> running = new ArrayDeque<>();
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private ControlPlane control;

  @SuppressWarnings("NullAway.Init")
  private Sandbox(SandboxOptions options) {
    this.options = options;
    this.faults = new Faults(options.data().resolve("faults.json"));
  }

  /**
   * Starts all pretenders; returns when every endpoint answers and {@code sandbox.json} is there.
   */
  public static Sandbox start(SandboxOptions options) throws IOException {
    Files.createDirectories(options.data());
    Files.deleteIfExists(options.data().resolve("sandbox.json"));
    var sandbox = new Sandbox(options);
    try {
      sandbox.begin();
      return sandbox;
    } catch (IOException | RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  private void begin() throws IOException {
    for (var pretender : options.pretenders()) {
      running.push(pretender);
      pretender.start(context(pretender.name()));
    }
    control = ControlPlane.start(this, context("control"));
    var file = options.data().resolve("sandbox.json");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Json.write(ready()) + "\n");
  }

  private SandboxContext context(String name) {
    return new SandboxContext(options.data(), name, options.portBase(), faults);
  }

  /**
   * Endpoints, fingerprints, credentials, control URL and token: what {@code sandbox.json} says.
   */
  public Map<String, Object> ready() throws IOException {
    var all = new LinkedHashMap<String, Object>();
    all.put("pid", ProcessHandle.current().pid());
    all.put("control", Map.of("url", control.url(), "token", control.token()));
    for (var pretender : options.pretenders()) {
      all.put(pretender.name(), pretender.state().get("access"));
    }
    return all;
  }

  /** What {@code GET /control/state} says. */
  Map<String, Object> state() throws IOException {
    var all = new LinkedHashMap<>(ready());
    for (var pretender : options.pretenders()) {
      all.put(pretender.name(), pretender.state());
    }
    all.put("faults", faults.rules());
    return all;
  }

  public Faults faults() {
    return faults;
  }

  Optional<Pretender> pretender(String name) {
    return options.pretenders().stream().filter(p -> p.name().equals(name)).findFirst();
  }

  public Path data() {
    return options.data();
  }

  /** Makes {@link #awaitStop} return; called by the control endpoint. */
  public void askToStop() {
    stopAsked.countDown();
  }

  public void awaitStop() throws InterruptedException {
    stopAsked.await();
  }

  @Override
  public void close() throws IOException {
    askToStop();
    try {
      if (control != null) {
        control.close();
      }
      while (!running.isEmpty()) {
        running.pop().stop();
      }
    } finally {
      Files.deleteIfExists(options.data().resolve("sandbox.json"));
    }
  }
}
