package io.vmto.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Content that every test knows: the same seed is the same bytes. */
final class Content {
  static final int CLUSTER = 64 << 10;
  static final int START = 5 << 20;

  private Content() {}

  static byte[] random(long seed, int length) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** What the object must be: header, zeros up to 5 MiB, content. */
  static byte[] image(byte[] header, byte[] content) {
    var image = new byte[START + content.length];
    System.arraycopy(header, 0, image, 0, header.length);
    System.arraycopy(content, 0, image, START, content.length);
    return image;
  }

  /** Appends as workers do: each takes the next run, of any length, and writes it. */
  static void append(S3Image image, byte[] content, int from, int workers) throws Exception {
    var runs =
        new Object() {
          private final Random random = new Random(from);
          private int next = from;

          synchronized ByteBuffer take() {
            int length = Math.min(content.length - next, CLUSTER * (1 + random.nextInt(40)));
            next += length;
            return ByteBuffer.wrap(content, next - length, length);
          }
        };
    var all = new ArrayList<Future<?>>();
    try (var pool = Executors.newFixedThreadPool(workers)) {
      for (int i = 0; i < workers; i++) {
        all.add(
            pool.submit(
                () -> {
                  for (var run = runs.take(); run.hasRemaining(); run = runs.take()) {
                    image.write(START + run.position(), run);
                  }
                  return null;
                }));
      }
    }
    rethrow(all);
  }

  private static void rethrow(List<Future<?>> all) throws Exception {
    for (var one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException io ? io : e;
      }
    }
  }
}
