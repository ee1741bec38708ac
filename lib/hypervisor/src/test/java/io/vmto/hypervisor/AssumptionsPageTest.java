package io.vmto.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.hypervisor.proxmox.ProxmoxAssumption;
import io.vmto.hypervisor.vsphere.VsphereAssumption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssumptionsPageTest {
  @Test
  void thePageListsEveryAssumptionWithItsNumberAndNoOther() throws IOException {
    var rows =
        Files.readAllLines(Path.of("../../docs/assumptions.md")).stream()
            .filter(line -> line.matches("\\| [VP]\\d+ .*"))
            .map(line -> line.split("\\|", -1))
            .map(cells -> cells[1].strip() + " " + cells[2].strip());
    var known =
        Stream.concat(
            Stream.of(VsphereAssumption.values()).map(a -> "V" + a.number() + " " + a.sentence()),
            Stream.of(ProxmoxAssumption.values()).map(a -> "P" + a.number() + " " + a.sentence()));
    assertThat(rows).containsExactlyElementsOf(known.toList());
  }
}
