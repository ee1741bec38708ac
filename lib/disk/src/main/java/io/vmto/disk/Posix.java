package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file through the system calls the JDK does not offer: where its holes are (lseek(2)) and how to
 * make one (fallocate(2)). Linux only; elsewhere there is none. Any thread.
 */
final class Posix implements Closeable {
  private static final int READ_ONLY = 0;
  private static final int READ_WRITE = 2;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int SEEK_DATA = 3;
  private static final int KEEP_SIZE_PUNCH_HOLE = 1 | 2;
  private static final int NO_DATA = 6; // ENXIO
  private static final @Nullable Calls CALLS =
      System.getProperty("os.name").equals("Linux") ? new Calls() : null;

  private static final class Calls {
    final StructLayout state = Linker.Option.captureStateLayout();
    final MethodHandle open =
        Native.systemCall("open", Native.INT, Native.ADDRESS, Native.INT, Native.INT);
    final MethodHandle lseek =
        Native.systemCall("lseek", Native.LONG, Native.INT, Native.LONG, Native.INT);
    final MethodHandle fallocate =
        Native.systemCall(
            "fallocate", Native.INT, Native.INT, Native.INT, Native.LONG, Native.LONG);
    final MethodHandle close = Native.systemCall("close", Native.INT, Native.INT);

    int errno(MemorySegment captured) {
      return captured.get(ValueLayout.JAVA_INT, 0);
    }
  }

  private final Calls calls;
  private int descriptor;

  private Posix(Calls calls, int descriptor) {
    this.calls = calls;
    this.descriptor = descriptor;
  }

  static @Nullable Posix forReading(Path file) {
    return open(file, READ_ONLY);
  }

  static @Nullable Posix forWriting(Path file) {
    return open(file, READ_WRITE);
  }

  /** The file, or null where it cannot be had this way. */
  private static @Nullable Posix open(Path file, int mode) {
    if (CALLS == null) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          (int)
              CALLS.open.invokeExact(
                  arena.allocate(CALLS.state),
                  arena.allocateFrom(file.toString()),
                  mode | CLOSE_ON_EXEC,
                  0);
      return descriptor < 0 ? null : new Posix(CALLS, descriptor);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /**
   * The next place at or after {@code offset} that may hold data, Long.MAX_VALUE when there is none
   * up to the end; {@code offset} itself when the file system does not know.
   */
  synchronized long nextData(long offset) {
    if (descriptor < 0) {
      return offset;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(calls.state);
      long at = (long) calls.lseek.invokeExact(state, descriptor, offset, SEEK_DATA);
      if (at >= 0) {
        return at;
      }
      return calls.errno(state) == NO_DATA ? Long.MAX_VALUE : offset;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /** Gives the space of a range back, which then reads zero; false when that cannot be done. */
  synchronized boolean punch(long offset, long length) {
    if (descriptor < 0) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(calls.state);
      int code =
          (int)
              calls.fallocate.invokeExact(state, descriptor, KEEP_SIZE_PUNCH_HOLE, offset, length);
      return code == 0;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (descriptor >= 0) {
      try (Arena arena = Arena.ofConfined()) {
        int code = (int) calls.close.invokeExact(arena.allocate(calls.state), descriptor);
        descriptor = -1;
        if (code != 0) {
          throw new IOException("A file could not be closed");
        }
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    }
  }
}
