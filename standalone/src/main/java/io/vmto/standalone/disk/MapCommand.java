package io.vmto.standalone.disk;

import io.vmto.standalone.cli.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists where a disk holds data and where it is known to be zeros. */
@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    description =
        "List the extents of a disk: data, and zeros that are known without reading. A"
            + " streamOptimized VMDK is read as a whole.",
    footer = {"%nExample:", "  vmto disk map --json disk.qcow2"})
final class MapCommand implements Callable<Integer> {
  @Mixin private SourceOptions source = new SourceOptions();

  @Option(
      names = "--json",
      description = "Print a JSON array with the fields start, length, zero and data of qemu-img.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    try (var disk = source.open(Location.Access.PLAIN)) {
      if (json) {
        var comma =
            new Object() {
              String text = "[";
            };
        extents(
            disk,
            extent -> {
              out.print(comma.text + Json.of(fields(extent)));
              comma.text = ",\n";
            });
        out.println("]");
      } else {
        out.printf("%16s %16s  %-4s%n", "start", "length", "");
        extents(disk, extent -> print(extent, out));
      }
    }
    out.flush();
    return Exit.DONE;
  }

  private static void extents(Opened disk, Extents.Visitor visitor) throws IOException {
    switch (disk) {
      case Opened.Anywhere anywhere -> Extents.of(anywhere.reader(), visitor);
      case Opened.Forward forward -> {
        var pass = new Nowhere(forward.capacity());
        forward.through(pass, done -> {});
        Extents.of(pass, visitor);
      }
    }
  }

  private static Map<String, Object> fields(Extents.Extent extent) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("start", extent.start());
    fields.put("length", extent.length());
    fields.put("zero", extent.zero());
    fields.put("data", !extent.zero());
    return fields;
  }

  private static void print(Extents.Extent extent, PrintWriter out) {
    out.printf(
        "%16d %16d  %-4s  %s%n",
        extent.start(),
        extent.length(),
        extent.zero() ? "zero" : "data",
        Text.bytes(extent.length()));
  }
}
