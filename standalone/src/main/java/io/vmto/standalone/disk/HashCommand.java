package io.vmto.standalone.disk;

import io.vmto.disk.Leaf;
import io.vmto.disk.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads a disk and prints the hash over its content, whatever the format. */
@Command(
    name = "hash",
    mixinStandardHelpOptions = true,
    description =
        "Print the root of a disk: a hash over its content, the same whatever the format (see"
            + " docs/verify-roots.md).",
    footer = {"%nExample:", "  vmto disk hash disk.qcow2"})
final class HashCommand implements Callable<Integer> {
  @Mixin private SourceOptions source = new SourceOptions();

  @Option(names = "--leaves", description = "Also the hash of every 4 MiB (docs/verify-roots.md).")
  private boolean leaves;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var line = Objects.requireNonNull(spec).commandLine();
    try (var disk = source.onePass();
        var progress = Progress.of(line.getErr(), "hashing", disk.capacity(), quiet)) {
      var manifest = disk.manifest(disk.capacity(), progress::at);
      progress.close();
      if (json) {
        line.getOut().println(Json.of(json(disk, manifest)));
      } else {
        print(manifest, line.getOut());
      }
    }
    line.getOut().flush();
    return Exit.DONE;
  }

  private void print(Manifest manifest, PrintWriter out) {
    out.println(manifest.root() + "  " + source.source);
    for (int i = 0; leaves && i < manifest.leaves(); i++) {
      out.println(HexFormat.of().formatHex(manifest.leaf(i)) + "  " + Leaf.offset(i));
    }
  }

  private Map<String, Object> json(Opened disk, Manifest manifest) {
    var json = new LinkedHashMap<String, Object>();
    json.put("source", source.source);
    json.put("format", disk.format().option());
    json.put("capacity", manifest.capacity());
    json.put("root", manifest.root());
    if (leaves) {
      json.put("leafSize", manifest.leafSize());
      json.put(
          "leaves",
          IntStream.range(0, manifest.leaves())
              .mapToObj(i -> HexFormat.of().formatHex(manifest.leaf(i)))
              .toList());
    }
    return json;
  }
}
