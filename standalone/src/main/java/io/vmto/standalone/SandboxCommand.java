package io.vmto.standalone;

import io.vmto.sandbox.SandboxMain;
import io.vmto.sandbox.pve.PveNode;
import io.vmto.sandbox.vcenter.VcenterPretender;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Runs the pretend vCenter and Proxmox node; its options are the sandbox's own. */
@Command(
    name = "sandbox",
    description =
        "Run a pretend vCenter with an ESXi host and a pretend Proxmox node on loopback:"
            + " --data DIR [--port-base N].")
final class SandboxCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = List.of();

  @Parameters(hidden = true)
  private List<String> rest = List.of();

  @Override
  public Integer call() throws Exception {
    var all = new java.util.ArrayList<>(arguments);
    all.addAll(rest);
    return SandboxMain.run(
        all.toArray(String[]::new),
        List.of(VcenterPretender.nasty(List.of()), new PveNode()),
        System.out);
  }
}
