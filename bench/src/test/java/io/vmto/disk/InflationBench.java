package io.vmto.disk;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One grain of 64 KiB that packs to about a third: libdeflate beside the zlib of the JDK. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InflationBench {
  private static final int GRAIN = 1 << 16;

  @Param({"libdeflate", "jdk"})
  String inflater = "";

  private final ByteBuffer grain = ByteBuffer.allocateDirect(GRAIN);
  private ByteBuffer packed = ByteBuffer.allocateDirect(0);
  private Inflation inflation = Inflation.of(Inflation.Wrapping.ZLIB);

  @Setup
  public void pack() {
    inflation.close();
    inflation =
        inflater.equals("jdk")
            ? new JdkInflation(Inflation.Wrapping.ZLIB)
            : new Libdeflate(Inflation.Wrapping.ZLIB);
    byte[] bytes = new byte[2 * GRAIN];
    int length;
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(content());
      deflater.finish();
      length = deflater.deflate(bytes);
    }
    packed = ByteBuffer.allocateDirect(length).put(bytes, 0, length).flip();
  }

  /** Sixteen letters, often repeated after a while. */
  private static byte[] content() {
    byte[] content = new byte[GRAIN];
    Random random = new Random(3);
    for (int i = 0; i < GRAIN; i++) {
      boolean repeat = i > 999 && (i >> 4) % 2 == 0;
      content[i] = repeat ? content[i - 999] : (byte) ('a' + random.nextInt(16));
    }
    return content;
  }

  @Benchmark
  public int inflateAGrain() throws DataFormatException {
    return inflation.inflate(packed, grain);
  }

  @TearDown
  public void close() {
    inflation.close();
  }
}
