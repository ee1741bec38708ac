package io.vmto.hypervisor.proxmox;

import static io.vmto.contract.error.ErrorCode.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PveErrorsTest {
  /** What was recorded from a real node, by its first words, and what an operator must be told. */
  private static final Map<String, ErrorCode> ANSWERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("501 chunked transfer encoding", UNSUPPORTED),
              Map.entry("501 for data too large", UNSUPPORTED),
              Map.entry("501 Method 'GET /nodes/pve1/nope'", UNSUPPORTED),
              Map.entry("500 Configuration file 'nodes/pve1/qemu-server/", UNKNOWN_MACHINE),
              Map.entry("500 Only root can pass", PERMISSION_MISSING),
              Map.entry("500 No QEMU guest agent configured", ILLEGAL_STATE),
              Map.entry("500 QEMU guest agent is not running", ILLEGAL_STATE),
              Map.entry("500 VM 100 is not running", ILLEGAL_STATE),
              Map.entry("500 VM 100 not running", ILLEGAL_STATE),
              Map.entry("500 hostname lookup 'pve9' failed", UNKNOWN_TARGET),
              Map.entry("500 unable to create VM 100 - VM 100 already exists", MACHINE_ID_TAKEN),
              Map.entry("500 unable to parse directory volume name", UNKNOWN_RESOURCE),
              Map.entry("500 create storage failed: storage 'esx1' is not", STORAGE_UNSUITABLE),
              Map.entry("500 invalid format", UNSUPPORTED)));

  private static final Map<String, ErrorCode> PARAMETERS =
      new TreeMap<>(
          Map.of(
              "content", REQUEST_INVALID,
              "filename", UPLOAD_REJECTED,
              "scsi0", REQUEST_INVALID,
              "tpmstate0", REQUEST_INVALID,
              "efidisk0", REQUEST_INVALID));

  private static final Map<String, ErrorCode> EXITS =
      new TreeMap<>(
          Map.of(
              "backing file not allowed", UPLOAD_REJECTED,
              "disk 'scsi0' does not exist", UNKNOWN_RESOURCE,
              "unable to find configuration file for VM 100", UNKNOWN_MACHINE,
              "shrinking disks is not supported", UNSUPPORTED,
              "VM 120 already running", ILLEGAL_STATE,
              "VM quit/powerdown failed - got timeout", TIMED_OUT,
              "checksum mismatch", UPLOAD_REJECTED,
              "unable to create VM 131 - failed to stat", UNKNOWN_RESOURCE,
              "VM is locked (import)", UPSTREAM_BUSY));

  @Test
  void everyRecordedRefusalHasItsCode() {
    var unused = new TreeMap<>(ANSWERS);
    var refusals = PveData.recorded().stream().filter(c -> status(c) >= 500).toList();
    assertThat(refusals).hasSizeGreaterThan(20);
    for (var refusal : refusals) {
      var said = refusal.path("http").asString("").substring("HTTP/1.1 ".length());
      var known = ANSWERS.entrySet().stream().filter(e -> said.startsWith(e.getKey())).findFirst();
      assertThat(known).as(said).isPresent();
      assertThat(failure(refusal).code()).as(said).isEqualTo(known.orElseThrow().getValue());
      unused.remove(known.orElseThrow().getKey());
    }
    assertThat(unused).as("never recorded").isEmpty();
  }

  @Test
  void everyRecordedParameterErrorNamesItsParameter() {
    var refusals = PveData.recorded().stream().filter(c -> status(c) == 400).toList();
    assertThat(refusals).hasSizeGreaterThan(3);
    for (var refusal : refusals) {
      var parameter = refusal.path("body").path("errors").propertyNames().iterator().next();
      var failure = failure(refusal);
      assertThat(failure.code()).as(parameter).isEqualTo(PARAMETERS.get(parameter));
      assertThat(failure.code() == UPLOAD_REJECTED || failure.facts().containsKey(parameter))
          .as("%s names %s", failure, parameter)
          .isTrue();
    }
  }

  @Test
  void everyRecordedBadEndOfATaskHasItsCode() {
    var exits =
        PveData.recorded().stream()
            .map(c -> c.path("task_status").path("data").path("exitstatus").asString("OK"))
            .filter(exit -> !exit.equals("OK"))
            .distinct()
            .toList();
    assertThat(exits).hasSameSizeAs(EXITS.keySet());
    for (var exit : exits) {
      var known = EXITS.entrySet().stream().filter(e -> exit.startsWith(e.getKey())).findFirst();
      assertThat(known).as(exit).isPresent();
      var failure = PveErrors.ofSentence(exit, UPSTREAM_FAILED);
      assertThat(failure.code()).as(exit).isEqualTo(known.orElseThrow().getValue());
      assertThat(failure.remedy()).isNotBlank();
    }
  }

  @Test
  void aMissingPermissionNamesPathAndPrivilege() {
    var failure =
        PveErrors.ofAnswer(403, "Permission check failed (/vms/104, VM.Allocate)", Map.of());
    assertThat(failure.code()).isEqualTo(PERMISSION_MISSING);
    assertThat(failure.facts()).isEqualTo(Map.of("path", "/vms/104", "privilege", "VM.Allocate"));
    assertThat(PveErrors.ofAnswer(403, "", Map.of()).code()).isEqualTo(PERMISSION_MISSING);
  }

  @Test
  void whatPassesByItselfIsToldFromWhatDoesNot() {
    for (int status : List.of(502, 503, 504, 595, 596, 599, 429)) {
      assertThat(PveErrors.ofAnswer(status, "", Map.of()).transientFault())
          .as("" + status)
          .isTrue();
    }
    assertThat(PveErrors.ofAnswer(401, "", Map.of()))
        .returns(LOGIN_REFUSED, Failure::code)
        .returns(false, Failure::transientFault);
    assertThat(PveErrors.ofSentence("VM is locked (backup)", UPSTREAM_FAILED).transientFault())
        .isTrue();
    assertThat(PveErrors.ofSentence("write error: No space left on device", IMPORT_FAILED))
        .returns(TARGET_FULL, Failure::code)
        .returns(false, Failure::transientFault);
    assertThat(PveErrors.ofSentence("something new", IMPORT_FAILED).code())
        .isEqualTo(IMPORT_FAILED);
  }

  @Test
  void aMessageIsOneBoundedLine() {
    var failure =
        PveErrors.ofSentence(
            "a\nb\u0007 at /usr/share/perl5/PVE/X.pm line 7. " + "x".repeat(9999), UPSTREAM_FAILED);
    assertThat(failure.message()).startsWith("a b").hasSizeLessThan(520).doesNotContain("perl5");
  }

  private static int status(JsonNode recorded) {
    var line = recorded.path("http").asString("");
    return line.isEmpty() ? 0 : Integer.parseInt(line.split(" ", 3)[1]);
  }

  private static Failure failure(JsonNode recorded) {
    var errors = new LinkedHashMap<String, String>();
    for (var e : recorded.path("body").path("errors").properties()) {
      errors.put(e.getKey(), e.getValue().asString(""));
    }
    var line = recorded.path("http").asString("").split(" ", 3);
    var message = recorded.path("body").path("message").asString(line[2]);
    return PveErrors.ofAnswer(Integer.parseInt(line[1]), message, errors);
  }
}
