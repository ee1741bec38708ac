package io.vmto.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;

/** What mapping a cluster costs, wherever in the disk it lies. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Qcow2MapBench {
  private final Random random = new Random(4);

  @Param({"8", "1024"})
  long gibibytes;

  private Path image = Path.of("");
  private long clusters;
  private long host;
  private Qcow2Map map = new Qcow2Map(image, 0);

  @Setup
  public void open() throws IOException {
    map.close();
    image = Files.createTempFile("map", ".qcow2");
    clusters = (gibibytes << 30) / Qcow2Sink.CLUSTER;
    map = new Qcow2Map(image, gibibytes << 30);
  }

  @Benchmark
  public void mapACluster() throws IOException {
    host = host % clusters + 1;
    map.set(random.nextLong(clusters), host * Qcow2Sink.CLUSTER | Qcow2Map.COPIED);
  }

  @TearDown
  public void close() throws IOException {
    map.close();
    Files.delete(image);
  }
}
