package io.vmto.sandbox.pve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes spooled files into a storage: name and content type checked at once, the rest by a worker.
 */
final class Imports {
  private static final Pattern IMPORT = Pattern.compile("[^/]+\\.(ova|qcow2|raw|vmdk)");
  private static final Pattern ISO = Pattern.compile("[^/]+\\.(iso|img)", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEMPLATE = Pattern.compile("[^/]+\\.tar\\.(gz|xz|zst)");

  private Imports() {}

  /** What is wrong with the request is said before the worker starts. */
  static Tasks.Work work(String node, Storage storage, Upload.Received upload) throws IOException {
    var params = upload.params();
    String content = params.getOrDefault("content", "");
    String name = params.getOrDefault("filename", "");
    if (!storage.takes(content)) {
      throw PveError.fault(
          "storage '" + storage.name() + "' does not support '" + content + "' content");
    }
    storage.demandOnline();
    var good =
        switch (content) {
          case "import" -> IMPORT;
          case "iso" -> ISO;
          default -> TEMPLATE;
        };
    if (!good.matcher(name).matches()) {
      throw PveError.parameter("filename", "invalid filename or wrong extension");
    }
    String folder =
        switch (content) {
          case "import" -> "import";
          case "iso" -> "template/iso";
          default -> "template/cache";
        };
    var target = storage.root().resolve(folder).resolve(name);
    String shown = storage.shownPath() + "/" + folder + "/" + name;
    return log -> take(node, upload, target, shown, log);
  }

  private static void take(
      String node, Upload.Received upload, Path target, String shown, TaskLog log)
      throws IOException {
    try {
      log.line("starting file import from: " + upload.shown());
      verify(upload, log);
      boolean image = !"ova".equals(ending(target));
      if (image && DiskImages.probe(upload.file()).backed()) {
        throw PveError.fault(
            "backing file not allowed for untrusted image '" + upload.shown() + "'!");
      }
      log.line("target node: " + node);
      log.line("target file: " + shown);
      log.line("file size is: " + Files.size(upload.file()));
      log.line("command: cp -- " + upload.shown() + " " + shown);
      var fresh = target.resolveSibling("." + target.getFileName() + ".new");
      Files.copy(upload.file(), fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
      log.line("finished file import successfully");
    } finally {
      Files.deleteIfExists(upload.file());
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static void verify(Upload.Received upload, TaskLog log) throws IOException {
    Map<String, String> params = upload.params();
    String algorithm = params.get("checksum-algorithm");
    if (algorithm == null) {
      return;
    }
    String expected = params.getOrDefault("checksum", "");
    String got = digest(upload.file(), algorithm);
    if (!got.equals(expected.toLowerCase(Locale.ROOT))) {
      log.line("calculating checksum...");
      throw PveError.fault("checksum mismatch: got '" + got + "' != expect '" + expected + "'");
    }
    log.line("calculating checksum...OK, checksum verified");
  }

  private static String digest(Path file, String algorithm) throws IOException {
    String name = algorithm.replaceFirst("^sha", "SHA-").toUpperCase(Locale.ROOT);
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance(name))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  /** SHA-256 of a file, for the report of what is there. */
  static Optional<String> sha256(Path file) throws IOException {
    return Files.isRegularFile(file) ? Optional.of(digest(file, "sha256")) : Optional.empty();
  }
}
