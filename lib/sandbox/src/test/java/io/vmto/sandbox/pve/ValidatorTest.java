package io.vmto.sandbox.pve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValidatorTest {
  private final CallTable nine = CallTable.of(9);

  @Test
  void anUnknownParameterIsNamed() {
    assertThat(errors(nine, Map.of("colour", "red"))).containsEntry("colour", Validator.UNDEFINED);
  }

  @Test
  void aMissingParameterIsNamed() {
    assertThat(errors(nine, Map.of())).isEmpty();
    assertThat(errors(nine, "POST /nodes/{node}/storage/{storage}/upload", Map.of("node", "pve1")))
        .containsEntry("content", "property is missing and it is not optional");
  }

  @Test
  void aKeyGivenTwiceIsRefusedInTheRecordedWords() {
    // Recorded from a real node.
    assertThat(errors(nine, Map.of("efidisk0", "local:1,efitype=4m,file=local:1")))
        .containsEntry(
            "efidisk0", "invalid format - duplicate key in comma-separated list property: file\n");
  }

  @Test
  void numberedParametersHaveALastNumber() {
    assertThat(errors(nine, Map.of("scsi30", "local:1"))).isEmpty();
    assertThat(errors(nine, Map.of("scsi31", "local:1"))).containsKey("scsi31");
    assertThat(errors(nine, Map.of("scsi01", "local:1"))).containsKey("scsi01");
  }

  @Test
  void aCardMayBeWrittenInBothWays() {
    assertThat(errors(nine, Map.of("net0", "virtio=BC:24:11:00:00:01,bridge=vmbr0"))).isEmpty();
    assertThat(errors(nine, Map.of("net0", "model=virtio,macaddr=BC:24:11:00:00:01"))).isEmpty();
    assertThat(errors(nine, Map.of("net0", "wifi=BC:24:11:00:00:01"))).containsKey("net0");
    assertThat(errors(nine, Map.of("net0", "virtio,macaddr=zz"))).containsKey("net0");
  }

  @Test
  void aNameMustBeADnsName() {
    assertThat(errors(nine, Map.of("name", "Web Server")))
        .containsEntry("name", "invalid format - value does not look like a valid DNS name\n");
  }

  @Test
  void versionsDifferInWhatTheyKnow() {
    assertThat(errors(nine, Map.of("allow-ksm", "1"))).isEmpty();
    assertThat(errors(CallTable.of(8), Map.of("allow-ksm", "1"))).containsKey("allow-ksm");
  }

  @Test
  void limitsAndEnumerationsAreChecked() {
    assertThat(errors(nine, Map.of("cores", "0")))
        .containsEntry("cores", "value must have a minimum value of 1");
    assertThat(errors(nine, Map.of("bios", "coreboot"))).containsKey("bios");
    assertThat(errors(nine, Map.of("onboot", "maybe"))).containsKey("onboot");
    assertThat(errors(nine, Map.of("serial0", "pipe"))).containsKey("serial0");
  }

  private static Map<String, String> errors(CallTable table, Map<String, String> params) {
    var all = new HashMap<>(params);
    all.putIfAbsent("node", "pve1");
    all.putIfAbsent("vmid", "100");
    return errors(table, "POST /nodes/{node}/qemu", all);
  }

  private static Map<String, String> errors(
      CallTable table, String key, Map<String, String> params) {
    var call = table.calls().stream().filter(c -> c.key().equals(key)).findFirst().orElseThrow();
    var error =
        catchThrowableOfType(PveError.class, () -> new Validator(table).check(call, params));
    return error == null ? Map.of() : error.errors();
  }
}
