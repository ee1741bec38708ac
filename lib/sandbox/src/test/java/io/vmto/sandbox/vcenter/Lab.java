package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.Json;
import io.vmto.sandbox.Sandbox;
import io.vmto.sandbox.SandboxOptions;
import io.vmto.sandbox.vcenter.VmSpec.DiskSpec;
import io.vmto.sandbox.vcenter.VmSpec.NicSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** A running sandbox with one machine of ours, "web", of three disks on three controllers. */
final class Lab implements AutoCloseable {
  static final int MIB = 1 << 20;

  final Path folder;
  final Path first;
  final Path second;
  final Path third;
  private final boolean nasty;
  private Sandbox sandbox;

  private Lab(Path folder, boolean nasty) throws IOException {
    this.folder = folder;
    this.nasty = nasty;
    first = disk("first.raw", 40L * MIB + 512 * 7, 1);
    second = disk("second.raw", 3 * MIB, 2);
    third = disk("third.raw", 2 * MIB, 3);
    start();
  }

  static Lab plain(Path folder) throws IOException {
    return new Lab(folder, false);
  }

  static Lab nasty(Path folder) throws IOException {
    return new Lab(folder, true);
  }

  // Random runs (which deflate makes longer), text-like runs and holes, up to the odd end.
  private Path disk(String name, long size, long seed) throws IOException {
    var file = folder.resolve(name);
    if (Files.exists(file)) {
      return file;
    }
    var random = new Random(seed);
    var noise = new byte[200_000];
    random.nextBytes(noise);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(size);
      out.write(noise);
      out.seek(size / 2);
      out.write(
          "all work and no play ".repeat(9_000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.seek(size - 700);
      out.write(noise, 0, 700);
    }
    return file;
  }

  private void start() throws IOException {
    var web =
        new VmSpec(
            "web",
            "debian12_64Guest",
            "efi",
            true,
            false,
            2,
            1536,
            "421f3c5e-77d1-4e0b-8b5e-0123456789ab",
            "poweredOff",
            false,
            List.of(
                new DiskSpec(first, "pvscsi", 0, null, true, null),
                new DiskSpec(second, "sata", 0, 3, false, null),
                new DiskSpec(third, "nvme", 0, null, true, "independent_persistent")),
            List.of(new NicSpec("vmxnet3", "VM Network", "00:50:56:AB:00:01")));
    var pretender =
        nasty ? VcenterPretender.nasty(List.of(web)) : VcenterPretender.plain(List.of(web));
    sandbox = Sandbox.start(new SandboxOptions(folder.resolve("data"), 0, List.of(pretender)));
  }

  void restart() throws IOException {
    sandbox.close();
    start();
  }

  Path json() {
    return folder.resolve("data/sandbox.json");
  }

  JsonNode ready() throws IOException {
    return Json.read(Files.readString(json()));
  }

  void fault(Fault fault) {
    sandbox.faults().put(fault);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /** A call of the control plane; the body may be null. */
  JsonNode control(String method, String path, Object body) throws Exception {
    var control = ready().path("control");
    var request =
        HttpRequest.newBuilder(URI.create(control.path("url").asString() + path))
            .header("Authorization", "Bearer " + control.path("token").asString())
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      return Json.read(answer.body());
    }
  }

  JsonNode state() throws Exception {
    return control("GET", "/state", null);
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
  }
}
