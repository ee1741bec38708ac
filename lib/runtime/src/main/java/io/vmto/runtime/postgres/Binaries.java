package io.vmto.runtime.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, which come as a .txz in a jar and are unpacked once per version: into the
 * user's cache, or beside the data where there is no home to cache in. tar(1) is everywhere; xz(1)
 * is not, hence the library.
 */
final class Binaries {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  private Binaries() {}

  /** The folder with {@code bin}, {@code lib} and {@code share}. */
  static Path unpacked(Path fallback) throws IOException {
    @Nullable URL archive = Binaries.class.getResource(ARCHIVE);
    if (archive == null
        || !System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      throw new IOException(
          "no PostgreSQL for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"));
    }
    URLConnection source = archive.openConnection();
    Path folder = cache(fallback).resolve("postgres-" + version(source));
    if (Files.notExists(folder)) {
      unpack(source, folder);
    }
    return folder;
  }

  private static String version(URLConnection source) throws IOException {
    return source instanceof JarURLConnection jar
        ? Long.toHexString(jar.getJarEntry().getCrc())
        : Long.toString(source.getContentLengthLong());
  }

  private static Path cache(Path fallback) throws IOException {
    @Nullable String configured = System.getenv("XDG_CACHE_HOME");
    Path cache =
        (configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured))
            .resolve("vmto");
    try {
      Files.createDirectories(cache);
    } catch (IOException e) {
      return fallback;
    }
    return Files.isWritable(cache) ? cache : fallback;
  }

  /** Two processes may do this at once: the first rename wins. */
  private static void unpack(URLConnection source, Path folder) throws IOException {
    Path unfinished = Files.createTempDirectory(folder.getParent(), "postgres-unpacking-");
    try {
      Process tar =
          new ProcessBuilder("tar", "-xf", "-", "-C", unfinished.toString(), "--no-same-owner")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream in = new XZInputStream(source.getInputStream());
          OutputStream out = tar.getOutputStream()) {
        in.transferTo(out);
      }
      if (tar.onExit().join().exitValue() != 0) {
        throw new IOException("tar could not unpack PostgreSQL into " + unfinished);
      }
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Folders.delete(unfinished);
      if (Files.notExists(folder)) {
        throw e;
      }
    }
  }
}
