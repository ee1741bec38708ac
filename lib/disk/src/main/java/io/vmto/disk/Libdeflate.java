package io.vmto.disk;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** Inflates with libdeflate (its {@code libdeflate.h}), about twice as fast as the JDK's zlib. */
final class Libdeflate implements Inflation {
  private static final int SUCCESS = 0;
  private static final int INSUFFICIENT_SPACE = 3;
  private static final @Nullable Functions FUNCTIONS = Functions.bind();

  static final boolean AVAILABLE = FUNCTIONS != null;

  private record Functions(
      MethodHandle allocate, MethodHandle free, MethodHandle zlib, MethodHandle deflate) {
    static @Nullable Functions bind() {
      SymbolLookup library = Native.library("libdeflate.so.0");
      return library == null
          ? null
          : new Functions(
              Native.function(library, "libdeflate_alloc_decompressor", Native.ADDRESS),
              Native.procedure(library, "libdeflate_free_decompressor", Native.ADDRESS),
              decompressor(library, "libdeflate_zlib_decompress_ex"),
              decompressor(library, "libdeflate_deflate_decompress_ex"));
    }

    /** (decompressor, in, length, out, space, used in, used out): a result code. */
    private static MethodHandle decompressor(SymbolLookup library, String name) {
      return Native.function(
          library,
          name,
          Native.INT,
          Native.ADDRESS,
          Native.ADDRESS,
          Native.LONG,
          Native.ADDRESS,
          Native.LONG,
          Native.ADDRESS,
          Native.ADDRESS);
    }
  }

  private final Functions functions;
  private final Wrapping wrapping;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment usedIn = arena.allocate(Native.LONG);
  private final MemorySegment usedOut = arena.allocate(Native.LONG);
  private final MemorySegment decompressor;

  Libdeflate(Wrapping wrapping) {
    if (FUNCTIONS == null) {
      throw new IllegalStateException("libdeflate is not on this machine");
    }
    this.functions = FUNCTIONS;
    this.wrapping = wrapping;
    this.decompressor = allocate();
  }

  private MemorySegment allocate() {
    try {
      MemorySegment made = (MemorySegment) functions.allocate.invokeExact();
      if (made.address() == 0) {
        throw new OutOfMemoryError("libdeflate cannot allocate a decompressor");
      }
      return made;
    } catch (Throwable e) {
      arena.close();
      throw Native.unexpected(e);
    }
  }

  @Override
  public int inflate(ByteBuffer packed, ByteBuffer target) throws DataFormatException {
    int code = call(MemorySegment.ofBuffer(packed), MemorySegment.ofBuffer(target));
    if (code == INSUFFICIENT_SPACE) {
      throw new DataFormatException("it is longer than " + target.remaining() + " bytes");
    }
    if (code != SUCCESS) {
      throw new DataFormatException("not what a compressor writes");
    }
    if (wrapping == Wrapping.ZLIB && usedIn.get(Native.LONG, 0) != packed.remaining()) {
      throw new DataFormatException("bytes follow its end");
    }
    return (int) usedOut.get(Native.LONG, 0);
  }

  private int call(MemorySegment packed, MemorySegment target) {
    MethodHandle function = wrapping == Wrapping.ZLIB ? functions.zlib : functions.deflate;
    try {
      return (int)
          function.invokeExact(
              decompressor, packed, packed.byteSize(), target, target.byteSize(), usedIn, usedOut);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  @Override
  public void close() {
    try {
      functions.free.invokeExact(decompressor);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    } finally {
      arena.close();
    }
  }
}
