package io.vmto.bench.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the history of a job and says what in it no transfer may do. */
final class Legal {
  private final List<String> kinds;
  private final List<String> wrong = new ArrayList<>();
  private final Set<Integer> done = new HashSet<>();
  private final Set<Integer> running = new HashSet<>();
  private final Set<Integer> waiting = new HashSet<>();
  private final Map<String, String> snapshots = new HashMap<>();
  private String pass = "";
  private String snapshot = "";
  private boolean last;
  private boolean rollback;
  private boolean approved;
  private boolean off;
  private int ends;

  private Legal(List<String> kinds) {
    this.kinds = kinds;
  }

  /**
   * What is wrong, in words.
   *
   * @param kinds of the steps of the plan
   */
  static List<String> complaints(List<Told> told, List<String> kinds) {
    var legal = new Legal(kinds);
    for (var event : told) {
      legal.read(event);
    }
    legal.require(legal.ends == 1, "it has " + legal.ends + " ends");
    legal.require(legal.pass.isEmpty(), "pass " + legal.pass + " has no end");
    legal.require(legal.done.size() == kinds.size(), "only steps " + legal.done + " succeeded");
    return legal.wrong;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
  }

  private void read(Told event) {
    require(ends == 0 || !event.type().startsWith("transfer."), event.name() + " after the end");
    switch (event.name()) {
      case "step-started" -> started(event.step());
      case "step-succeeded" -> {
        if (!waiting.remove(event.step())) {
          ended(event); // what waits for the cutover is done when somebody approves it
        }
        done.add(event.step());
      }
      case "step-waiting" -> {
        ended(event);
        waiting.add(event.step());
      }
      case "step-suspended", "step-retrying", "step-failed" -> ended(event);
      case "pass-started" -> {
        require(pass.isEmpty(), "a pass began within pass " + pass);
        pass = event.payload().path("pass").path("number").asString();
        snapshot = event.payload().path("pass").path("snapshot").asString("");
        last = snapshot.isEmpty();
        require(
            last == off, "pass " + pass + (last ? " is the last" : "") + ", source off: " + off);
      }
      case "pass-widened", "pass-voided" -> {
        inPass(event, event.payload().path("pass").asString());
        pass = event.is("pass-voided") ? "" : pass;
      }
      case "pass-completed" -> {
        inPass(event, event.payload().path("result").path("number").asString());
        require(last || snapshots.containsKey(snapshot), "pass " + pass + " has no snapshot");
        pass = "";
      }
      case "resource-intended" -> intended(event);
      case "resource-closed" -> closed(event.payload().path("name").asString());
      case "cutover-approved" -> approved = true;
      case "guest-shutdown-requested" -> require(approved, "shutdown before the approval");
      case "source-powered-off" -> off = true;
      case "source-powered-on" -> poweredOn();
      case "rollback-started" -> rollback = true;
      case "rollback-finished" -> {
        rollback = false;
        int from = event.payload().path("fromStep").asInt();
        done.removeIf(step -> step >= from);
      }
      case "ended" -> ends++;
      default -> {}
    }
  }

  /** Only copies of disks may run beside each other; all else begins when all before is done. */
  private void started(int step) {
    require(step >= 0 && step < kinds.size(), "there is no step " + step);
    require(running.add(step), "step " + step + " was started twice");
    waiting.remove(step);
    require(!rollback, "step " + step + " was started in a rollback");
    require(!done.contains(step), "step " + step + " was done already");
    for (int before = 0; before < step; before++) {
      boolean beside = kinds.get(step).equals("CopyDisk") && kinds.get(before).equals("CopyDisk");
      require(done.contains(before) || beside, "step " + step + " was started before " + before);
    }
    if (kinds.get(step).equals("StartVm") && kinds.contains("Cutover")) {
      require(off, "the target was started while the source was on");
    }
  }

  private void ended(Told event) {
    require(running.remove(event.step()), event.name() + " of " + event.step() + " out of turn");
  }

  private void inPass(Told event, String number) {
    require(!pass.isEmpty() && pass.equals(number), event.name() + " outside of pass " + number);
  }

  private void intended(Told event) {
    if (event.kind().equals("SNAPSHOT")) {
      var name = event.payload().path("resource").path("name").asString();
      boolean look = running.stream().anyMatch(step -> kinds.get(step).equals("TrackChanges"));
      require(
          (look && pass.isEmpty()) || (!pass.isEmpty() && snapshot.equals(name)),
          "snapshot " + name + " outside of its pass");
      require(snapshots.isEmpty(), "two snapshots at a time");
      snapshots.put(name, pass);
    }
  }

  private void closed(String name) {
    if (snapshots.containsKey(name)) {
      require(
          pass.isEmpty() || !snapshot.equals(name),
          "snapshot " + name + " was closed before its pass ended");
      snapshots.remove(name);
    }
  }

  /** The last pass does not count any more, and the cutover begins anew. */
  private void poweredOn() {
    off = false;
    approved = false;
    pass = last ? "" : pass;
    done.removeIf(step -> step >= kinds.indexOf("SyncUntilCutover"));
  }
}
