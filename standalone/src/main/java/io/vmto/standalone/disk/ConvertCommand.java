package io.vmto.standalone.disk;

import io.vmto.disk.CopyPass;
import io.vmto.disk.ImageFormat;
import io.vmto.disk.Throttle;
import io.vmto.standalone.cli.Rate;
import io.vmto.standalone.cli.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a disk in one pass that also hashes it, and goes on after it was interrupted. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Copy a disk into a raw or qcow2 image in one pass that also hashes it.",
      "",
      "A file is written as TARGET.part and renamed when it is whole and on disk; its hashes are"
          + " then in TARGET.manifest. Interrupted by whatever, the same command goes on from what"
          + " was durable. A block device is written in place; the files beside it lie in the"
          + " current folder."
    },
    footer = {
      "%nExamples:",
      "  vmto disk convert disk.vmdk disk.qcow2",
      "  vmto disk convert --limit 200MB/s disk.qcow2 /dev/vg0/disk"
    })
final class ConvertCommand implements Callable<Integer> {
  @Mixin private SourceOptions source = new SourceOptions();

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "File, block device, nbd://… or s3://BUCKET/KEY.")
  private String target = "";

  @Option(
      names = {"-O", "--output"},
      paramLabel = "FORMAT",
      description = "raw or qcow2 (default: qcow2 for a name that ends so, else raw).")
  private @Nullable Output output;

  @Option(
      names = "--compress",
      paramLabel = "HOW",
      description = "zstd: compress the clusters of a qcow2 image.")
  private @Nullable Compression compress;

  @Option(
      names = "--limit",
      paramLabel = "RATE",
      converter = Rate.class,
      description = "Read no faster than this, for example 200MB/s.")
  private long limit;

  @Option(
      names = "--force",
      description = "Replace a target that is there, and discard unfinished copies of others.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object at the end.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress and, but for --json, no report.")
  private boolean quiet;

  @Spec private @Nullable CommandSpec spec;

  /** What can be written. */
  enum Output {
    RAW(ImageFormat.RAW),
    QCOW2(ImageFormat.QCOW2);

    final ImageFormat format;

    Output(ImageFormat format) {
      this.format = format;
    }
  }

  /** How a qcow2 image can be compressed. */
  enum Compression {
    ZSTD
  }

  @Override
  public Integer call() throws IOException {
    var place = Target.parse(target);
    var format = format(place);
    var files = place.files();
    var location = source.location();
    refuseItself(location, place);
    refuseReplacing(files);
    try (var interruption = Interruption.watch();
        var disk = source.onePass();
        var claim = Claim.of(files, copy(location, disk, format, compress), force)) {
      refuseReplacing(files);
      var throttle = new Throttle(limit);
      var conversion =
          new Conversion(disk, place, format, compress != null, throttle, claim.resumed());
      return run(conversion, disk, files, interruption);
    }
  }

  private ImageFormat format(Target place) throws Refusal {
    var format = output == null ? place.usual() : output.format;
    if (!place.holds(format)) {
      throw new Refusal(
          Exit.WRONG_REQUEST,
          place + " does not take " + format.option(),
          "Use -O " + place.usual().option() + ".");
    }
    if (compress != null && format != ImageFormat.QCOW2) {
      throw new Refusal(
          Exit.WRONG_REQUEST, "A raw disk cannot be compressed", "Use -O qcow2, or no --compress.");
    }
    return format;
  }

  private static void refuseItself(Location location, Target target) throws IOException {
    if (location instanceof Location.Local(var from)
        && target instanceof Target.LocalTarget(var path)
        && Files.exists(from)
        && Files.exists(path)
        && Files.isSameFile(from, path)) {
      throw new Refusal(
          Exit.WRONG_REQUEST, "Source and target are the same", "Name another target.");
    }
  }

  /** Asked before anything is made, and again by the one who may write. */
  private void refuseReplacing(TargetFiles files) throws Refusal {
    if (!force && !files.inPlace() && Files.exists(files.whole()) && !Files.exists(files.proof())) {
      throw new Refusal(Exit.CONFLICT, files.whole() + " is there already", "--force replaces it.");
    }
  }

  /** What makes two conversions the same. */
  private static String copy(
      Location location, Opened disk, ImageFormat to, @Nullable Compression compress)
      throws IOException {
    return "%s to %s%s, of %s%n"
        .formatted(
            disk.format().option(),
            to.option(),
            compress == null ? "" : " with " + compress.name().toLowerCase(Locale.ROOT),
            location.identity());
  }

  private int run(Conversion conversion, Opened disk, TargetFiles files, Interruption interruption)
      throws IOException {
    var line = Objects.requireNonNull(spec).commandLine();
    long durable = conversion.durableBytes();
    if (durable > 0 && !quiet) {
      line.getErr()
          .printf(
              "resuming: %s of %s are durable%n", Text.bytes(durable), Text.bytes(disk.capacity()));
      line.getErr().flush();
    }
    long began = System.nanoTime();
    CopyPass.Outcome outcome;
    try (var progress = Progress.of(line.getErr(), "copying", disk.capacity(), quiet)) {
      outcome =
          conversion.run(counters -> progress.at(counters.reachedBytes()), interruption::asked);
    } catch (IOException | RuntimeException e) {
      leave(conversion, files, line.getErr());
      throw e;
    }
    var took = Duration.ofNanos(System.nanoTime() - began);
    return switch (outcome) {
      case CopyPass.Stopped stopped -> {
        leave(conversion, files, line.getErr());
        yield Exit.INTERRUPTED;
      }
      case CopyPass.Completed done -> {
        var report = new Report(done, durable, conversion.redone(), took);
        report(report, files, disk.capacity(), line.getOut());
        yield Exit.DONE;
      }
    };
  }

  /** Says how to go on, or takes away what nothing can go on from. */
  private void leave(Conversion conversion, TargetFiles files, PrintWriter err) throws IOException {
    long durable = conversion.durableBytes();
    if (durable == 0 && !files.inPlace()) {
      files.discard();
      err.println("stopped: nothing was kept");
    } else {
      err.printf("stopped: %s are durable in %s%n", Text.bytes(durable), files.image());
      err.println(
          "  run the same command again to go on, or delete "
              + files.begun()
              + " and its"
              + " neighbours to give up");
    }
    err.flush();
  }

  /** How a copy went. */
  private record Report(CopyPass.Completed done, long durable, long redone, Duration took) {
    double seconds() {
      return took.toNanos() / 1e9;
    }

    double rate(long capacity) {
      return (capacity - durable) / 1e6 / Math.max(seconds(), 1e-3);
    }
  }

  private void report(Report report, TargetFiles files, long capacity, PrintWriter out) {
    if (json) {
      out.println(Json.of(json(report, files, capacity)));
    } else if (!quiet) {
      var counters = report.done.counters();
      out.println("root      " + report.done.manifest().root());
      out.println("target    " + files.whole());
      out.println("manifest  " + files.manifest());
      out.println("read      " + Text.bytes(counters.wireBytes()));
      out.println("written   " + Text.bytes(counters.writtenBytes()));
      out.println("skipped   " + Text.bytes(counters.zeroBytes()) + " of zeros");
      out.printf(
          Locale.ROOT,
          "took      %s, %.0f MB/s of disk%n",
          Text.time(report.took),
          report.rate(capacity));
      if (report.durable > 0) {
        out.printf(
            "resumed   %s were durable, %s were written twice%n",
            Text.bytes(report.durable), Text.bytes(report.redone));
      }
    }
    out.flush();
  }

  private Map<String, @Nullable Object> json(Report report, TargetFiles files, long capacity) {
    var counters = report.done.counters();
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("source", source.source);
    json.put("target", files.whole());
    json.put("manifest", files.manifest());
    json.put("capacity", capacity);
    json.put("root", report.done.manifest().root());
    json.put("read", counters.wireBytes());
    json.put("written", counters.writtenBytes());
    json.put("skipped", counters.zeroBytes());
    json.put("seconds", report.seconds());
    json.put("megabytesPerSecond", report.rate(capacity));
    json.put(
        "resumed",
        report.durable == 0 ? null : Map.of("durable", report.durable, "redone", report.redone));
    return json;
  }
}
