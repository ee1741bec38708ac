package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.hypervisor.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpidTest {
  @Test
  void everyRecordedTaskIdMeansWhatTheServerSaysItMeans() {
    var tasks =
        PveData.recorded().stream()
            .map(c -> c.path("task_status").path("data"))
            .filter(t -> t.has("upid"))
            .toList();
    assertThat(tasks).hasSizeGreaterThan(25);
    for (var task : tasks) {
      var upid = Upid.parse(task.path("upid").asString(""));
      var user = task.path("user").asString("") + "!" + task.path("tokenid").asString("");
      assertThat(upid)
          .isEqualTo(
              new Upid(
                  task.path("node").asString(""),
                  task.path("pid").asInt(),
                  task.path("pstart").asLong(),
                  task.path("starttime").asLong(),
                  task.path("type").asString(""),
                  task.path("id").asString(""),
                  user,
                  task.path("upid").asString("")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "UPID:pve1:00007E35:0004F821:6B00B220:imgcopy::root@pam!imp",
        "UPID:../x:00007E35:0004F821:6B00B220:imgcopy::root@pam:",
        "UPID:pve1:7E35:0004F821:6B00B220:imgcopy::root@pam:",
        "UPID:pve1:00007E35:0004F821:6B00B220:img copy::root@pam:",
        "UPID:pve1:00007E35:0004F821:6B00B220:imgcopy::root@pam:\nUPID",
      })
  void whatIsNoTaskIdIsRefused(String text) {
    assertThatThrownBy(() -> Upid.parse(text))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("PROTOCOL_ERROR");
  }
}
