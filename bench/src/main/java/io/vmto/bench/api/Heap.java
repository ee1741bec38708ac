package io.vmto.bench.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What a server keeps in memory, seen from outside. */
final class Heap {
  /** Of the whole heap or of each generation, as the collector tells it; not of the metaspace. */
  private static final Pattern USED = Pattern.compile("total .*used (\\d+)K");

  private Heap() {}

  /** Bytes on the heap that a full collection leaves. */
  static long kept(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    var found = USED.matcher(jcmd(pid, "GC.heap_info"));
    long used = 0;
    while (found.find()) {
      used += Long.parseLong(found.group(1)) << 10;
    }
    if (used == 0) {
      throw new IOException("the collector does not tell what is used");
    }
    return used;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(List.of(jcmd, Long.toString(pid), command))
            .redirectErrorStream(true)
            .start();
    try (var out = process.getInputStream()) {
      var text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(text);
      }
      return text;
    }
  }
}
