package io.vmto.transfer.artifact;

import io.vmto.disk.CopiedLeaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files beside an artifact that say how far its copy is: a journal of durable leaves for each
 * pass, and the manifest of what is whole.
 *
 * @param folder of this machine, for this user only; it may not be there
 */
public record CopyNotes(Path folder) {
  private static final Pattern JOURNAL = Pattern.compile("leaves(?:-(\\d{1,9}))?");

  static CopyNotes beside(Path artifact) {
    return new CopyNotes(artifact.resolveSibling(""));
  }

  public Path manifest() {
    return folder.resolve("manifest");
  }

  /** Of the one pass over a machine that is off. */
  public Path journal() {
    return folder.resolve("leaves");
  }

  /** Of a pass over a machine that may run. */
  public Path journal(int pass) {
    return folder.resolve("leaves-" + pass);
  }

  /** What they tell now, or null where there are none. Blocks. */
  @Nullable CopiedLeaves read() throws IOException {
    try (var files = Files.list(folder)) {
      var journal = files.filter(f -> pass(f) >= 0).max(Comparator.comparingInt(CopyNotes::pass));
      return CopiedLeaves.in(manifest(), journal.orElse(null));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static int pass(Path file) {
    var name = JOURNAL.matcher(file.getFileName().toString());
    return !name.matches() ? -1 : name.group(1) == null ? 0 : Integer.parseInt(name.group(1));
  }
}
