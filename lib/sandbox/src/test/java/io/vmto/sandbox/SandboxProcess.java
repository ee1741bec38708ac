package io.vmto.sandbox;

import io.vmto.sandbox.vcenter.VcenterPretender;
import java.util.List;

/** What {@code vmto sandbox} does, with an empty vCenter: a process for tests to start and stop. */
final class SandboxProcess {
  private SandboxProcess() {}

  public static void main(String[] args) throws Exception {
    System.exit(SandboxMain.run(args, List.of(VcenterPretender.plain(List.of())), System.out));
  }
}
