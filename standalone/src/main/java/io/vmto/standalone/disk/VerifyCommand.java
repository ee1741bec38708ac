package io.vmto.standalone.disk;

import io.vmto.disk.ImageFormat;
import io.vmto.disk.Manifest;
import io.vmto.disk.Rehash;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
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

/** Reads two disks again, past the page cache where possible, and compares them leaf by leaf. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Compare two disks, or a disk and a manifest, by reading them again. Formats may differ; a"
            + " target may be larger when the rest of it reads zero. The first difference is named"
            + " with the pass that wrote it, when TARGET.manifest is there.",
    footer = {
      "%nExamples:",
      "  vmto disk verify disk.vmdk disk.qcow2",
      "  vmto disk verify disk.qcow2 disk.qcow2.manifest"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final byte[] MANIFEST = "VMTOMAN2".getBytes(StandardCharsets.US_ASCII);

  @Mixin private SourceOptions source = new SourceOptions();

  @Parameters(index = "1", paramLabel = "TARGET", description = "Disk or manifest.")
  private String target = "";

  @Option(
      names = {"-F", "--target-format"},
      paramLabel = "FORMAT",
      converter = SourceOptions.Formats.class,
      description = "Take the target for raw, qcow2 or vmdk instead of guessing.")
  private @Nullable ImageFormat targetFormat;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Spec private @Nullable CommandSpec spec;

  /** What was found; roots are null where a difference in size made reading pointless. */
  private record Verdict(
      @Nullable String sourceRoot,
      @Nullable String targetRoot,
      Comparison.@Nullable Difference difference,
      @Nullable Integer pass,
      @Nullable String changed) {
    static Verdict of(Comparison.Difference difference) {
      return new Verdict(null, null, difference, null, null);
    }
  }

  @Override
  public Integer call() throws IOException {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    var access = source.access(true);
    Verdict verdict;
    try (var one = source.onePass()) {
      var location = Location.parse(target);
      if (location instanceof Location.Local(var path) && isManifest(path)) {
        verdict = against(Manifest.read(path), one);
      } else {
        try (var other = location.open(access.as(targetFormat))) {
          verdict = against(other, location, one);
        }
      }
    }
    if (json) {
      out.println(Json.of(json(verdict)));
    } else {
      print(verdict, out);
    }
    out.flush();
    return verdict.difference == null ? Exit.DONE : Exit.DIFFERENT;
  }

  private static boolean isManifest(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (var in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(MANIFEST.length), MANIFEST);
    }
  }

  private Verdict against(Manifest recorded, Opened one) throws IOException {
    if (recorded.capacity() != one.capacity()) {
      return Verdict.of(sizes(one.capacity(), recorded.capacity()));
    }
    var seen = read("reading", one, one.capacity());
    var difference = Comparison.first(seen, recorded, one, null);
    return new Verdict(
        seen.root(),
        recorded.root(),
        difference,
        difference == null ? null : recorded.pass(difference.leaf()),
        null);
  }

  private Verdict against(Opened other, Location place, Opened one) throws IOException {
    boolean larger = other.capacity() > one.capacity() && other instanceof Opened.Anywhere;
    if (!larger && other.capacity() != one.capacity()) {
      return Verdict.of(sizes(one.capacity(), other.capacity()));
    }
    var sourceLeaves = read("source", one, one.capacity());
    var targetLeaves = read("target", other, one.capacity());
    var difference = Comparison.first(sourceLeaves, targetLeaves, one, other);
    if (difference == null && other instanceof Opened.Anywhere(var format, var reader)) {
      var tail = Comparison.tail(reader, one.capacity());
      return new Verdict(sourceLeaves.root(), targetLeaves.root(), tail, null, null);
    }
    var recorded = difference == null ? null : recorded(place, one.capacity());
    if (difference == null || recorded == null) {
      return new Verdict(sourceLeaves.root(), targetLeaves.root(), difference, null, null);
    }
    int leaf = difference.leaf();
    boolean asWritten = Arrays.equals(recorded.leaf(leaf), targetLeaves.leaf(leaf));
    boolean asRead = Arrays.equals(recorded.leaf(leaf), sourceLeaves.leaf(leaf));
    return new Verdict(
        sourceLeaves.root(),
        targetLeaves.root(),
        difference,
        recorded.pass(leaf),
        asWritten ? "source" : asRead ? "target" : "both");
  }

  private static Comparison.Difference sizes(long source, long target) {
    return new Comparison.Difference(
        Math.min(source, target),
        Math.abs(source - target),
        "the source has " + source + " bytes and the target " + target);
  }

  private Manifest read(String what, Opened disk, long capacity) throws IOException {
    var err = Objects.requireNonNull(spec).commandLine().getErr();
    try (var progress = Progress.of(err, what, capacity, quiet)) {
      return disk instanceof Opened.Anywhere(var format, var reader)
          ? Rehash.of(new Comparison.Prefix(reader, capacity), progress::at)
          : disk.manifest(capacity, progress::at);
    }
  }

  /** The manifest beside the target, when it speaks of this disk. */
  private static @Nullable Manifest recorded(Location place, long capacity) throws IOException {
    if (place instanceof Location.Local(var path)) {
      var beside = TargetFiles.of(path).manifest();
      if (isManifest(beside)) {
        var manifest = Manifest.read(beside);
        return manifest.capacity() == capacity ? manifest : null;
      }
    }
    return null;
  }

  private static void print(Verdict verdict, PrintWriter out) {
    var difference = verdict.difference;
    if (difference == null) {
      out.println("equal       " + verdict.sourceRoot);
      return;
    }
    out.println("different   " + difference.why());
    out.println("offset      " + difference.offset());
    out.println("length      " + difference.length());
    if (verdict.pass != null) {
      out.println("written by  pass " + verdict.pass);
    }
    if (verdict.changed != null) {
      out.println(
          switch (verdict.changed) {
            case "source" -> "changed     source: the target is as it was written";
            case "target" -> "changed     target: the source is as it was copied";
            default -> "changed     both, since the copy was made";
          });
    }
  }

  private static Map<String, @Nullable Object> json(Verdict verdict) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("equal", verdict.difference == null);
    json.put("sourceRoot", verdict.sourceRoot);
    json.put("targetRoot", verdict.targetRoot);
    var difference = verdict.difference;
    if (difference != null) {
      var fields = new LinkedHashMap<String, @Nullable Object>();
      fields.put("why", difference.why());
      fields.put("offset", difference.offset());
      fields.put("length", difference.length());
      fields.put("pass", verdict.pass);
      fields.put("changed", verdict.changed);
      json.put("difference", fields);
    }
    return json;
  }
}
