package io.vmto.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.sandbox.Fault.Action;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
  @TempDir Path folder;
  private Faults faults;

  @BeforeEach
  void fresh() {
    faults = new Faults(folder.resolve("faults.json"));
  }

  @Test
  void aRuleBitesAsOftenAsItSaysAfterTheCallsItSkips() {
    faults.put(Fault.once("nfc.stream", Action.CUT).skip(1).times(2));
    assertThat(faults.at("nfc.stream")).isEmpty();
    assertThat(faults.at("folder.read")).isEmpty();
    assertThat(faults.at("nfc.stream")).isPresent();
    assertThat(faults.at("nfc.stream")).isPresent();
    assertThat(faults.at("nfc.stream")).isEmpty();
    assertThat(faults.rules()).isEmpty();
  }

  @Test
  void aRuleWithoutACountBitesForEver() {
    faults.put(Fault.once("soap.*", Action.DELAY).times(0));
    for (int i = 0; i < 5; i++) {
      assertThat(faults.at("soap.Login")).isPresent();
    }
    assertThat(faults.rules()).hasSize(1);
  }

  @Test
  void aRuleOnASubjectLeavesOthersAlone() {
    faults.put(Fault.once("nfc.stream", Action.FLIP).on("web/disk-1"));
    assertThat(faults.at("nfc.stream", "web/disk-0.vmdk")).isEmpty();
    assertThat(faults.at("nfc.stream", "web/disk-1.vmdk")).isPresent();
  }

  @Test
  void rulesAndWhatIsLeftOfThemOutliveTheProcess() {
    faults.put(Fault.once("a", Action.CUT).after(77).times(3).detail("why"));
    faults.at("a");
    var again = new Faults(folder.resolve("faults.json"));
    assertThat(again.rules())
        .containsExactly(new Fault("a", "a", null, Action.CUT, 0, 77, 2, "why"));
  }

  @Test
  void aRuleIsWrittenInPlainJsonAndWhatIsLeftOutIsNothing() {
    var rule = Json.read("{\"name\":\"x\",\"match\":\"nfc.*\",\"action\":\"stall\"}");
    assertThat(Json.as(rule, Fault.class))
        .isEqualTo(new Fault("x", "nfc.*", null, Action.STALL, 0, 0, 0, null));
  }

  @Test
  void aRuleThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new Fault("x", " ", null, Action.CUT, 0, 0, 0, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.once("x", Action.CUT).times(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
