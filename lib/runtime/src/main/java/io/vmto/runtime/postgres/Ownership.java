package io.vmto.runtime.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right of one process to a folder, which ends with the process however it ends. Within this
 * process a set says who owns what: the file must not even be opened twice, since closing it once
 * would drop the lock (POSIX, fcntl).
 */
final class Ownership implements AutoCloseable {
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path home;
  private final FileChannel lock;

  private Ownership(Path home, FileChannel lock) {
    this.home = home;
    this.lock = lock;
  }

  /** Takes the folder, named by its real path, or refuses. */
  static Ownership take(Path home) throws IOException {
    if (!OURS.add(home)) {
      throw inUse(home);
    }
    try {
      return new Ownership(home, lock(home));
    } catch (IOException | RuntimeException e) {
      OURS.remove(home);
      throw e;
    }
  }

  private static FileChannel lock(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(home);
    }
    return channel;
  }

  private static IOException inUse(Path home) {
    return new IOException("the database in " + home + " is in use by another VMTO");
  }

  @Override
  public void close() throws IOException {
    if (lock.isOpen()) {
      lock.close();
      OURS.remove(home);
    }
  }
}
