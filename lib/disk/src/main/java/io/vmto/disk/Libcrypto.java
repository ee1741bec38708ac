package io.vmto.disk;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 by OpenSSL's libcrypto (its {@code sha.h}): as fast as the JDK's once that is compiled,
 * and at once, which a command of a few seconds feels.
 */
final class Libcrypto {
  private static final @Nullable MethodHandle SHA256 = bind();

  static final boolean AVAILABLE = SHA256 != null;

  private Libcrypto() {}

  /** (content, length, digest): the digest. */
  private static @Nullable MethodHandle bind() {
    SymbolLookup library = Native.library("libcrypto.so.3");
    return library == null
        ? null
        : Native.function(
            library, "SHA256", Native.ADDRESS, Native.ADDRESS, Native.LONG, Native.ADDRESS);
  }

  /**
   * Puts the digest of the remaining bytes of a direct buffer into an array, or returns false when
   * it cannot be had here.
   */
  static boolean sha256(ByteBuffer content, byte[] into, int at) {
    if (SHA256 == null || !content.isDirect()) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment digest = arena.allocate(Leaf.HASH_LENGTH);
      MemorySegment bytes = MemorySegment.ofBuffer(content);
      MemorySegment made = (MemorySegment) SHA256.invokeExact(bytes, bytes.byteSize(), digest);
      MemorySegment.copy(digest, ValueLayout.JAVA_BYTE, 0, into, at, Leaf.HASH_LENGTH);
      return made.address() != 0;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }
}
