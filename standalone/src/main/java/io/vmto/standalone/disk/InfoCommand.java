package io.vmto.standalone.disk;

import io.vmto.disk.DiskFormatException;
import io.vmto.standalone.cli.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a disk image is, without reading its content. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Say what a disk image is, what probably made it, and what is wrong with it.",
    footer = {"%nExample:", "  vmto disk info disk.vmdk"})
final class InfoCommand implements Callable<Integer> {
  @Mixin private SourceOptions source = new SourceOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  /** What is said; null where it is not known. */
  private record Facts(
      Format format,
      @Nullable Long capacity,
      @Nullable Long stored,
      @Nullable Long allocated,
      String madeBy,
      List<String> problems) {}

  @Override
  public Integer call() throws IOException {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    var facts = look();
    if (json) {
      out.println(Json.of(json(facts)));
    } else {
      print(facts, out);
    }
    out.flush();
    return facts.capacity == null ? Exit.FAILED : Exit.DONE;
  }

  private Facts look() throws IOException {
    var location = source.location();
    if (!(location instanceof Location.Local(var path)) || !Files.isRegularFile(path)) {
      try (var disk = source.open(Location.Access.PLAIN)) {
        return new Facts(disk.format(), disk.capacity(), null, null, "unknown", List.of());
      }
    }
    var format = source.format == null ? Format.of(path) : source.format;
    var inspection = Inspection.of(path, format);
    var problems = new ArrayList<>(inspection.problems());
    Long capacity = null;
    Long allocated = null;
    try (var disk = location.open(Location.Access.PLAIN.as(format))) {
      capacity = disk.capacity();
      allocated = disk instanceof Opened.Anywhere anywhere ? allocated(anywhere) : null;
    } catch (DiskFormatException | Refusal e) {
      problems.add(e.getMessage());
    }
    return new Facts(format, capacity, Files.size(path), allocated, inspection.madeBy(), problems);
  }

  private static long allocated(Opened.Anywhere disk) throws IOException {
    long[] data = {0};
    Extents.of(disk.reader(), extent -> data[0] += extent.zero() ? 0 : extent.length());
    return data[0];
  }

  private void print(Facts facts, PrintWriter out) {
    out.println("source        " + source.source);
    out.println("format        " + facts.format.option() + " (" + facts.format.words() + ")");
    size(out, "virtual size", facts.capacity);
    size(out, "allocated", facts.allocated);
    size(out, "file size", facts.stored);
    out.println("made by       " + facts.madeBy);
    for (var problem : facts.problems) {
      out.println("problem       " + problem);
    }
  }

  private static void size(PrintWriter out, String name, @Nullable Long bytes) {
    if (bytes != null) {
      out.printf("%-13s %s (%d bytes)%n", name, Text.bytes(bytes), bytes);
    }
  }

  private Map<String, @Nullable Object> json(Facts facts) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("source", source.source);
    json.put("format", facts.format.option());
    json.put("virtualSize", facts.capacity);
    json.put("allocated", facts.allocated);
    json.put("fileSize", facts.stored);
    json.put("madeBy", facts.madeBy);
    json.put("problems", facts.problems);
    return json;
  }
}
