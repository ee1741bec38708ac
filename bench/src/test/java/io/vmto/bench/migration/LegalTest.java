package io.vmto.bench.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.runtime.ContractJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A judge that has never found anybody guilty proves nothing. */
class LegalTest {
  private static final List<String> PLAN =
      List.of("TrackChanges", "FullPass", "SyncUntilCutover", "Cutover", "StartVm");
  private static final List<String> GOOD =
      List.of(
          "step-started {'step':0}",
          "resource-intended {'resource':{'kind':'SNAPSHOT','name':'look'}}",
          "resource-closed {'name':'look'}",
          "step-succeeded {'step':0}",
          "step-started {'step':1}",
          "pass-started {'step':1,'pass':{'number':1,'snapshot':'one'}}",
          "resource-intended {'resource':{'kind':'SNAPSHOT','name':'one'}}",
          "pass-completed {'result':{'number':1}}",
          "resource-closed {'name':'one'}",
          "step-succeeded {'step':1}",
          "step-started {'step':2}",
          "step-waiting {'step':2}",
          "cutover-approved {}",
          "step-succeeded {'step':2}",
          "step-started {'step':3}",
          "guest-shutdown-requested {}",
          "source-powered-off {}",
          "pass-started {'step':3,'pass':{'number':2,'snapshot':''}}",
          "pass-completed {'result':{'number':2}}",
          "step-succeeded {'step':3}",
          "step-started {'step':4}",
          "step-succeeded {'step':4}",
          "ended {}");

  private static List<String> complaints(List<String> history) {
    var told = new ArrayList<Told>();
    for (var line : history) {
      var parts = line.split(" ", 2);
      var payload = ContractJson.mapper().readTree(parts[1].replace('\'', '"'));
      told.add(new Told(told.size(), "transfer." + parts[0] + "/1", Instant.EPOCH, payload));
    }
    return Legal.complaints(told, PLAN);
  }

  /** With those that begin so taken out. */
  private static List<String> without(String... lines) {
    var rest = new ArrayList<>(GOOD);
    rest.removeIf(line -> Arrays.stream(lines).anyMatch(line::startsWith));
    return rest;
  }

  private static List<String> moved(String line, String before) {
    var history = new ArrayList<>(GOOD);
    history.remove(line);
    history.add(history.indexOf(before), line);
    return history;
  }

  @Test
  void theOnlyOrderThereIsIsLegal() {
    assertThat(complaints(GOOD)).isEmpty();
  }

  @Test
  void everyOtherOneIsNot() {
    assertThat(complaints(without("cutover-approved"))).contains("shutdown before the approval");
    assertThat(complaints(without("source-powered-off")))
        .contains("the target was started while the source was on");
    assertThat(complaints(without("ended"))).contains("it has 0 ends");
    assertThat(complaints(without("pass-completed {'result':{'number':1}}")))
        .contains("snapshot one was closed before its pass ended", "a pass began within pass 1");
    assertThat(complaints(without("step-succeeded {'step':1}")))
        .contains("step 2 was started before 1");
    assertThat(complaints(without("pass-started {'step':1")))
        .contains("snapshot one outside of its pass", "pass-completed outside of pass 1");
    assertThat(complaints(without("resource-closed {'name':'look'}")))
        .contains("two snapshots at a time");
    assertThat(
            complaints(without("resource-intended {'resource':{'kind':'SNAPSHOT','name':'one'}}")))
        .contains("pass 1 has no snapshot");
    assertThat(
            complaints(
                moved("resource-closed {'name':'one'}", "pass-completed {'result':{'number':1}}")))
        .contains("snapshot one was closed before its pass ended");
    var twice = new ArrayList<>(GOOD);
    twice.add("ended {}");
    assertThat(complaints(twice)).contains("it has 2 ends", "ended after the end");
  }
}
