package io.vmto.bench.migration;

import io.vmto.bench.migration.Watch.Sample;
import java.util.List;
import java.util.Map;

/**
 * What a kill cost: of each disk that was being copied, what had come over the wire since its
 * attempt began, less what the leaf journal has named durable since.
 *
 * @param kinds of the steps of the plan
 * @param disks of the steps of the plan, empty where a step has none
 * @param paths of the disks in the datastore, by key
 */
record Redone(
    List<Told> told,
    List<String> kinds,
    List<String> disks,
    Map<String, String> paths,
    Watch watch) {
  private static final long LEAF = 4 << 20;

  /** Bytes, the most of any disk. */
  long of(Sample kill) {
    return paths.keySet().stream().mapToLong(disk -> of(kill, disk)).max().orElse(0);
  }

  private long of(Sample kill, String disk) {
    Told attempt = null;
    Told pass = null;
    boolean whole = true;
    for (var event : told) {
      if (event.at().isAfter(kill.at())) {
        break;
      }
      boolean copies = event.step() >= 0 && copies(event.step(), disk);
      switch (event.name()) {
        case "step-started" -> attempt = copies ? event : attempt;
        case "step-succeeded", "step-retrying", "step-failed", "step-suspended", "step-waiting" ->
            attempt = copies ? null : attempt;
        case "pass-started" -> {
          pass = event;
          whole = whole(event, disk);
        }
        case "pass-widened" -> whole |= event.payload().path("disk").asString().equals(disk);
        case "pass-completed", "pass-voided" -> pass = null;
        default -> {}
      }
    }
    if (attempt == null || (pass == null && !kinds.get(attempt.step()).equals("CopyDisk"))) {
      return 0;
    }
    var since = pass != null && pass.at().isAfter(attempt.at()) ? pass.at() : attempt.at();
    var began = watch.before(since);
    var journal = pass == null ? "leaves" : "leaves-" + number(pass);
    long read = served(kill, disk) - served(began, disk);
    // a leaf of a pass over changes holds less than its size that was read: it counts as nothing
    long kept = whole ? durable(kill, disk, journal) - durable(began, disk, journal) : 0;
    return Math.max(0, read - kept * LEAF);
  }

  private boolean copies(int step, String disk) {
    return switch (kinds.get(step)) {
      case "CopyDisk" -> disks.get(step).equals(disk);
      case "FullPass", "SyncUntilCutover", "Cutover" -> true;
      default -> false;
    };
  }

  private static int number(Told pass) {
    return pass.payload().path("pass").path("number").asInt();
  }

  private static boolean whole(Told pass, String disk) {
    for (var part : pass.payload().path("pass").path("disks")) {
      if (part.path("disk").asString().equals(disk)) {
        return part.path("since").asString("").isEmpty();
      }
    }
    return true;
  }

  private long served(Sample sample, String disk) {
    return sample.served().getOrDefault(paths.get(disk), 0L);
  }

  private static long durable(Sample sample, String disk, String journal) {
    return sample.durable().entrySet().stream()
        .filter(e -> e.getKey().startsWith(disk + "/") && e.getKey().endsWith("/" + journal))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
