package io.vmto.standalone;

import io.vmto.sandbox.SandboxMain;
import io.vmto.sandbox.pve.PveNode;
import io.vmto.sandbox.vcenter.VcenterPretender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the pretend vCenter and Proxmox node until it is stopped. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = {
      "Run a pretend vCenter with an ESXi host and a pretend Proxmox node on loopback.",
      "Prints one line of JSON that says where."
    })
final class SandboxCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Where its machines and disks are kept; they survive a restart.")
  private String data = "";

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description = "Control at this port, vCenter, ESXi and Proxmox at the next three.")
  private int portBase;

  @Option(
      names = "--until-stdin-ends",
      description = "Stop when standard input ends, so that it never outlives its parent.")
  private boolean untilStdinEnds;

  @Override
  public Integer call() throws Exception {
    var arguments = new ArrayList<>(List.of("--data", data, "--port-base", "" + portBase));
    if (untilStdinEnds) {
      arguments.add("--until-stdin-ends");
    }
    return SandboxMain.run(
        arguments.toArray(String[]::new),
        List.of(VcenterPretender.nasty(List.of()), new PveNode()),
        System.out);
  }
}
