package io.vmto.standalone.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * The right to write one target: a locked file beside it that says which source and format the
 * unfinished copy is of, so that a copy never goes on from another source.
 */
final class Claim implements Closeable {
  private static final int LONGEST = 1 << 16;

  private final FileChannel channel;
  private final boolean resumed;

  private Claim(FileChannel channel, boolean resumed) {
    this.channel = channel;
    this.resumed = resumed;
  }

  /**
   * Claims the target for this copy. What is unfinished of another copy is a conflict, unless it
   * may be replaced.
   */
  static Claim of(TargetFiles files, String copy, boolean replace) throws IOException {
    var channel =
        FileChannel.open(
            files.begun(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      lock(channel, files);
      var before = read(channel);
      boolean same = before.equals(copy);
      if (!same && (!before.isEmpty() || leftovers(files))) {
        if (!replace) {
          throw new Refusal(
              Exit.CONFLICT,
              files.image()
                  + " holds an unfinished copy of "
                  + (before.isEmpty() ? "something else" : "another source: " + before.strip()),
              "--force discards it.");
        }
        files.discard();
        channel.close();
        return of(files, copy, false);
      }
      if (!same) {
        channel.write(ByteBuffer.wrap(copy.getBytes(StandardCharsets.UTF_8)), 0);
        channel.force(true);
        files.syncFolder();
      }
      return new Claim(channel, same);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(FileChannel channel, TargetFiles files) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    }
    throw new Refusal(
        Exit.CONFLICT, "Another command is writing " + files.image(), "Wait until it has ended.");
  }

  private static boolean leftovers(TargetFiles files) {
    return Files.exists(files.journal()) || (!files.inPlace() && Files.exists(files.image()));
  }

  private static String read(FileChannel channel) throws IOException {
    var text = ByteBuffer.allocate((int) Math.min(channel.size(), LONGEST));
    while (text.hasRemaining() && channel.read(text, text.position()) > 0) {}
    return StandardCharsets.UTF_8.decode(text.flip()).toString();
  }

  /** Whether an earlier attempt at the same copy was interrupted. */
  boolean resumed() {
    return resumed;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
