package io.vmto.sandbox.pve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpidTest {
  @Test
  void aRecordedNameIsReadAndWrittenUnchanged() {
    String text = "UPID:pve1:00000DB2:000578E9:6B00B36A:qmdestroy:150:root@pam!imp:";
    var upid = Upid.parse(text).orElseThrow();
    // The numbers the real node gave for it beside the name.
    assertThat(upid.pid()).isEqualTo(3506);
    assertThat(upid.pstart()).isEqualTo(358_633);
    assertThat(upid.start()).isEqualTo(1_795_208_042);
    assertThat(upid.owner()).isEqualTo("root@pam");
    assertThat(upid.token()).contains("imp");
    assertThat(upid).hasToString(text);
  }

  @Test
  void theIdMayBeEmpty() {
    assertThat(Upid.parse("UPID:pve1:00007E35:0004F821:6B00B220:imgcopy::root@pam!imp:"))
        .hasValueSatisfying(upid -> assertThat(upid.id()).isEmpty());
  }

  @Test
  void nonsenseIsNoName() {
    assertThat(Upid.parse("UPID:pve1:xyz")).isEmpty();
    assertThat(Upid.parse("../../etc/passwd")).isEmpty();
  }
}
