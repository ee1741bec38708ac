package io.vmto.standalone.disk;

import io.vmto.disk.CopyPass;
import io.vmto.disk.RawReader;
import io.vmto.hypervisor.RangeDisk;
import io.vmto.sandbox.vcenter.StreamOptimizedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Does what {@code vmto disk} does most, with a disk of some kilobytes. {@code ./vmto} runs it once
 * after a build under {@code -XX:AOTCacheOutput}, so that every later start finds its classes
 * loaded and linked (JEP 483).
 */
final class WarmUp {
  private static final int SIZE = 200 << 10;

  private WarmUp() {}

  /** Needs an empty folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path raw = folder.resolve("raw");
    Path vmdk = folder.resolve("vmdk");
    Path qcow2 = folder.resolve("qcow2");
    var content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Files.write(raw, content);
    try (var disk = RawReader.open(raw);
        var out = Files.newOutputStream(vmdk)) {
      StreamOptimizedWriter.write(disk, "disk", out);
    }
    run("convert", vmdk, qcow2, "-O", "qcow2", "--json");
    run("convert", qcow2, folder.resolve("copy"), "-O", "raw");
    run("convert", raw, folder.resolve("second"), "-f", "raw", "-O", "qcow2");
    run("verify", vmdk, qcow2);
    run("info", qcow2);
    loadAllBeside(CopyPass.class);
    loadAllBeside(RangeDisk.class);
  }

  /** What needs a server to be run is at least loaded. */
  private static void loadAllBeside(Class<?> one) throws IOException {
    var place =
        Path.of(URI.create(one.getProtectionDomain().getCodeSource().getLocation().toString()));
    if (Files.isDirectory(place)) {
      return;
    }
    try (var jar = new JarFile(place.toFile())) {
      for (var entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        var name = entry.getName();
        if (name.endsWith(".class") && !name.endsWith("-info.class")) {
          load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        }
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, WarmUp.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // a class that needs something else than disks
    }
  }

  private static void run(Object... command) {
    var words = new String[command.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = command[i].toString();
    }
    int code = DiskCommand.commandLine().execute(words);
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", words) + " ended with " + code);
    }
  }
}
