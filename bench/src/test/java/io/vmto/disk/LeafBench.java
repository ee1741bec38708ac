package io.vmto.disk;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What every byte pays: the hash of a leaf, and the look whether it is zero. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LeafBench {
  @Param({"heap", "direct"})
  String memory = "";

  private ByteBuffer content = ByteBuffer.allocate(0);
  private ByteBuffer zeros = ByteBuffer.allocate(0);

  @Setup
  public void fill() {
    byte[] random = new byte[Leaf.SIZE];
    new Random(1).nextBytes(random);
    content = allocate().put(random).flip();
    zeros = allocate();
  }

  private ByteBuffer allocate() {
    return memory.equals("direct")
        ? ByteBuffer.allocateDirect(Leaf.SIZE)
        : ByteBuffer.allocate(Leaf.SIZE);
  }

  @Benchmark
  public byte[] hashOfALeaf() {
    return Leaf.of(content);
  }

  @Benchmark
  public boolean zeroScanOfALeaf() {
    return Zeros.all(zeros);
  }
}
