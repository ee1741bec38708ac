package io.vmto.disk.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A private folder and the command line in front of a program that may be taken over by what it
 * reads: limits, no way to more privileges, and another user where we are root.
 */
final class Jail {
  private static final String NOBODY = "nobody";
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"));

  private final Path folder;
  private final UserPrincipal us;
  private final boolean root;

  private Jail(Path folder) throws IOException {
    this.folder = folder;
    this.us = Files.getOwner(folder);
    this.root = Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"));
  }

  /** Makes an empty folder beside a file, which belongs to the program's user alone. */
  static Jail beside(Path target) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Jail jail =
        new Jail(Files.createTempDirectory(target.resolveSibling(""), ".converting-", mode));
    try {
      if (jail.root) {
        Files.setOwner(jail.folder, jail.nobody());
      }
      return jail;
    } catch (IOException | RuntimeException e) {
      jail.delete();
      throw e;
    }
  }

  private UserPrincipal nobody() throws IOException {
    return folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
  }

  Path folder() {
    return folder;
  }

  /** Whether the program's user may read a file that it is handed open. */
  boolean mayRead(Path file) throws IOException {
    return !root || Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  /** Hands a file that we wrote to the program's user. */
  void give(Path file) throws IOException {
    if (root) {
      Files.setOwner(file, nobody());
    }
  }

  /** What stands before the program's own path and arguments. */
  List<String> prefix(long memory, long cpuSeconds, long fileSize) throws ConversionException {
    List<String> prefix = new ArrayList<>();
    prefix.add(tool("prlimit", "util-linux"));
    prefix.add("--as=" + memory);
    prefix.add("--cpu=" + cpuSeconds);
    prefix.add("--fsize=" + fileSize);
    prefix.add("--core=0");
    prefix.add("--nofile=64");
    prefix.add(tool("setpriv", "util-linux"));
    prefix.add("--no-new-privs");
    if (root) {
      prefix.addAll(List.of("--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups"));
    }
    return prefix;
  }

  /** A program in the system's own folders: the path of whoever started us is not asked. */
  static String tool(String name, String packaged) throws ConversionException {
    for (Path place : PLACES) {
      Path program = place.resolve(name);
      if (Files.isExecutable(program)) {
        return program.toString();
      }
    }
    throw new ConversionException(
        ConversionException.Reason.TOOL_MISSING,
        name + " is not installed; on Debian it is in the package " + packaged);
  }

  /**
   * Takes over what the program made under this name. The folder is ours again before anything is
   * looked at, so that whatever still runs as that user can put nothing else in its place.
   */
  Path take(String name) throws IOException {
    Files.setOwner(folder, us);
    Path file = folder.resolve(name);
    boolean own =
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Integer.valueOf(1)
                .equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
    if (!own) {
      throw new ConversionException(
          ConversionException.Reason.FAILED, "qemu-img left no file of its own");
    }
    Files.setOwner(file, us);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  /** Deletes the folder; it has no folders inside unless the program was taken over. */
  void delete() throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.setOwner(folder, us);
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
