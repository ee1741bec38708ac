package io.vmto.sandbox.pve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A node in a process of its own that starts VM 100, says the pid of its QEMU, and goes on. */
final class NodeProcess {
  private NodeProcess() {}

  static Process start(Path data) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NodeProcess.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static boolean isQemu(long pid) throws IOException {
    var command = Path.of("/proc/" + pid + "/cmdline");
    return Files.exists(command) && Files.readString(command).startsWith("qemu-system");
  }

  public static void main(String[] args) throws Exception {
    var bench = Bench.start(Path.of(args[0]), PveSettings.plain(Bench.users(), Bench.tokens()));
    String vm = "/nodes/pve1/qemu";
    bench.await(bench.post(vm, "vmid", "100", "memory", "64"));
    bench.await(bench.post(vm + "/100/status/start"));
    System.out.println(bench.get(vm + "/100/status/current").data().path("pid").asLong());
    new CountDownLatch(1).await();
  }
}
