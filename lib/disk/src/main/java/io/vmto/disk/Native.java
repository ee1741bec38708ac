package io.vmto.disk;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Binds functions of libraries that may be on the machine (Foreign Function and Memory API). Where
 * a library, a function or the permission is missing, the caller goes on with the JDK alone.
 */
@SuppressWarnings("restricted")
final class Native {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final AddressLayout ADDRESS = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();

  private Native() {}

  /** A library by its file name, or null when it cannot be used. */
  static @Nullable SymbolLookup library(String name) {
    try {
      return SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException | IllegalCallerException e) {
      LoggerFactory.getLogger(Native.class).debug("{} is not used: {}", name, e.getMessage());
      return null;
    }
  }

  /** The C library, which is always there. */
  static SymbolLookup libc() {
    return LINKER.defaultLookup();
  }

  static MethodHandle function(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        library.findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  static MethodHandle procedure(SymbolLookup library, String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
  }

  /** A function of libc that reports its failure in errno; takes a segment for it first. */
  static MethodHandle systemCall(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        libc().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  /** What a native call threw, which none of ours declares to do. */
  static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case Error e -> throw e;
      case RuntimeException e -> e;
      default -> new IllegalStateException(thrown);
    };
  }
}
