package io.vmto.standalone.demo;

import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.runtime.ContractJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Moves a small bootable machine from a pretend vCenter to a pretend Proxmox node and proves it.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Move a bootable demo machine from sandbox to sandbox and prove it.",
    footer = "%nExit code 0 only when the machine was moved and proven.")
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--json", description = "End with one line of JSON on standard output.")
  private boolean json;

  @Option(
      names = "--via",
      paramLabel = "ROAD",
      description = "shared (default): write where both sides see it; upload: image and import.")
  private Via via = Via.SHARED;

  @Option(
      names = "--read",
      paramLabel = "HOW",
      description = "range, nfc or auto (default): what reads the source's disk.")
  private Reading read = Reading.AUTO;

  @Option(names = "--no-boot", description = "Do not boot the target; needs no qemu-system-x86.")
  private boolean noBoot;

  @Option(
      names = "--break",
      paramLabel = "HOW",
      converter = BreakConverter.class,
      description =
          "flip-target-byte, truncate-export (with --read nfc), no-boot or wrong-pin: must be"
              + " noticed.")
  private @Nullable Break broken;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Work in this new folder and keep it, disks included.")
  private @Nullable Path keep;

  enum Via {
    SHARED,
    UPLOAD
  }

  static final class BreakConverter implements picocli.CommandLine.ITypeConverter<Break> {
    @Override
    public Break convert(String value) {
      return Break.of(value);
    }
  }

  @Override
  public Integer call() throws Exception {
    var work = keep == null ? Files.createTempDirectory("vmto-demo-") : Files.createDirectory(keep);
    var demo = new Demo(work.toAbsolutePath(), keep != null, via, read, !noBoot, broken);
    var interrupted = new Thread(demo::close, "demo-end");
    Runtime.getRuntime().addShutdownHook(interrupted);
    Demo.Result result;
    try {
      result = demo.run();
    } finally {
      demo.close();
    }
    Runtime.getRuntime().removeShutdownHook(interrupted);
    if (json) {
      System.out.println(ContractJson.mapper().writeValueAsString(result.json()));
    }
    return result.exitCode();
  }
}
