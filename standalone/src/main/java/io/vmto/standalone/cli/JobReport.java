package io.vmto.standalone.cli;

import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.view.JobView;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The end of a job in words, and as one JSON object for scripts. */
public final class JobReport {
  private final JobView job;

  public JobReport(JobView job) {
    this.job = job;
  }

  public void print(PrintStream out) {
    out.printf("%nJob %s: %s is %s%n", job.id(), job.name(), word(job.status().name()));
    out.println("\nSteps");
    for (var step : job.steps()) {
      out.printf(
          Locale.ROOT,
          "  %-28s %-10s %10s   read %s, zeros skipped %s, written %s%n",
          step.title(),
          word(step.status().name()),
          Text.between(step.startedAt(), step.endedAt()),
          Text.bytes(step.report().read()),
          Text.bytes(step.report().zeros()),
          Text.bytes(step.report().written()));
    }
    passes(out);
    out.println("\nEvidence");
    for (var disk : job.disks()) {
      out.printf(
          "  disk %s, %s: %s%n",
          disk.key(),
          Text.bytes(disk.bytes()),
          disk.grade() == Grade.PROVEN ? "✓ proven" : word(disk.grade().name()));
      for (var evidence : disk.evidence()) {
        out.printf(
            "    %-16s %s  (%s)%n", word(evidence.kind().name()), evidence.value(), evidence.by());
      }
    }
    out.println("\nBoot");
    out.println("  " + words(job.boot()));
    if (!job.leftovers().isEmpty()) {
      out.println("\nLeft behind");
      job.leftovers()
          .forEach(
              l ->
                  out.println(
                      "  " + l.resource().kind() + " " + l.remoteId() + ": " + l.why().message()));
    }
    out.flush();
  }

  private void passes(PrintStream out) {
    if (!job.passes().isEmpty()) {
      out.println("\nPasses");
    }
    for (var pass : job.passes()) {
      out.printf(
          Locale.ROOT,
          "  %-3d %-8s changed %10s   read %10s   written %10s   %s%n",
          pass.number(),
          word(pass.state().name()),
          Text.bytes(pass.changed()),
          Text.bytes(pass.read()),
          Text.bytes(pass.written()),
          pass.why());
    }
    var forecast = job.forecast();
    if (forecast != null) {
      out.println("  forecast after the last pass: " + Text.forecast(forecast));
    }
  }

  private static String words(Boot boot) {
    return switch (boot.level()) {
      case 0 -> "level 0: the machine's process runs; the guest was not asked";
      case 1, 2, 3 -> "level " + boot.level() + ": " + boot.line();
      default -> "not checked";
    };
  }

  /** Nulls stand where a check was not done. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("job", job.id().value());
    json.put("status", word(job.status().name()));
    json.put("seconds", seconds());
    json.put("events", job.events());
    json.put("disks", job.disks().stream().map(JobReport::disk).toList());
    json.put("boot", boot());
    return json;
  }

  private double seconds() {
    var from = job.startedAt();
    var to = job.endedAt();
    return from == null || to == null
        ? 0
        : java.time.Duration.between(from, to).toMillis() / 1000.0;
  }

  private Map<String, Object> boot() {
    var boot = new LinkedHashMap<String, Object>();
    boot.put("level", job.boot().level() < 0 ? "not checked" : job.boot().level());
    boot.put("line", job.boot().line());
    return boot;
  }

  private static Map<String, @Nullable Object> disk(JobView.DiskView disk) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("bytes", disk.bytes());
    json.put("streamRoot", last(disk, Evidence.Kind.STREAM_ROOT).map(Evidence::value).orElse(null));
    json.put("wireDigest", last(disk, Evidence.Kind.WIRE_DIGEST).map(Evidence::value).orElse(null));
    json.put("sourceReread", reread(disk, Evidence.Kind.SOURCE_REREAD));
    json.put("targetReread", reread(disk, Evidence.Kind.TARGET_REREAD));
    json.put("grade", word(disk.grade().name()));
    return json;
  }

  private static @Nullable Map<String, String> reread(JobView.DiskView disk, Evidence.Kind kind) {
    return last(disk, kind).map(e -> Map.of("root", e.value(), "by", e.by())).orElse(null);
  }

  private static Optional<Evidence> last(JobView.DiskView disk, Evidence.Kind kind) {
    return disk.evidence().stream().filter(e -> e.kind() == kind).reduce((a, b) -> b);
  }

  private static String word(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
