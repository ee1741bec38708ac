package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge of requests must be able to say no. */
class PveSchemaTest {
  private final PveSchema schema = new PveSchema(9);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name      | not a name              | dns-name
          cores     | 0                       | minimum
          cores     | many                    | type check
          ostype    | linux                   | not in
          onboot    | maybe                   | boolean
          net0      | vmxnet3=BC:24:11:00:00:01,bridge=vmbr0,tag=4095 | maximum
          net0      | vmxnet3=BD:24:11:00:00:01,bridge=vmbr0 | mac-addr
          net0      | bridge=vmbr0            | missing
          net0      | vmxnet9=BC:24:11:00:00:01 | not defined
          net32     | vmxnet3                 | not defined
          sata6     | local:1                 | not defined
          efidisk0  | local:1,efitype=4m,efitype=2m | duplicate
          smbios1   | uuid=12                 | pve-qm-smbios1
          boot      | order=floppy0           | pve-qm-boot
          serial0   | pipe                    | regex
          force-it  | 1                       | not defined
          """)
  void aWrongValueIsAViolation(String name, String value, String why) {
    var violations =
        schema.violations("POST", "/nodes/pve1/qemu", Map.of("vmid", "104", name, value));
    assertThat(violations).as(name + "=" + value).anyMatch(v -> v.contains(why));
  }

  @Test
  void aMissingParameterAndAnUnknownPathAreViolations() {
    assertThat(schema.violations("POST", "/nodes/pve1/qemu", Map.of()))
        .anyMatch(v -> v.contains("vmid: property is missing"));
    assertThat(schema.violations("GET", "/nodes/pve1/nope", Map.of()))
        .containsExactly("Method 'GET /nodes/pve1/nope' not implemented");
    assertThat(
            schema.violations(
                "POST",
                "/nodes/pve1/storage/local/upload",
                Map.of("content", "import", "filename", "a.raw", "checksum", "00")))
        .anyMatch(v -> v.contains("'checksum-algorithm' is required by it"));
  }

  @Test
  void aRequestThatARealServerTookIsTaken() {
    assertThat(
            schema.violations(
                "POST",
                "/nodes/pve1/qemu",
                Map.of(
                    "vmid", "101",
                    "name", "t2",
                    "bios", "ovmf",
                    "machine", "q35",
                    "ostype", "win11",
                    "efidisk0", "local:1,efitype=4m,pre-enrolled-keys=0",
                    "sata0", "local:0,import-from=local:import/boot.vmdk,format=qcow2",
                    "net0", "virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=12",
                    "boot", "order=sata0;net0")))
        .isEmpty();
  }
}
