package io.vmto.bench.api;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;

/** Many who read at the same time, each asking again a while after it was answered. */
final class Readers {
  private final Door door;
  private final int readers;

  Readers(Door door, int readers) {
    this.door = door;
    this.readers = readers;
  }

  /**
   * Times from the request to the last byte of its answer. They do not all begin at the same
   * moment.
   *
   * @param pause between an answer and the next question of the same reader
   * @param address of the request with this number
   */
  Figures read(Duration time, Duration pause, IntFunction<String> address)
      throws InterruptedException {
    var figures = new Figures();
    var number = new AtomicInteger();
    long end = System.nanoTime() + time.toNanos();
    try (var http = Door.client();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          java.util.stream.IntStream.range(0, readers)
              .mapToObj(
                  reader ->
                      threads.submit(
                          () -> {
                            Thread.sleep(pause.multipliedBy(reader).dividedBy(readers));
                            while (System.nanoTime() < end) {
                              var path = address.apply(number.getAndIncrement());
                              long began = System.nanoTime();
                              var answer =
                                  http.send(
                                      door.request(path).GET().build(), BodyHandlers.ofByteArray());
                              figures.add(System.nanoTime() - began);
                              if (answer.statusCode() != 200) {
                                throw new IOException(path + ": HTTP " + answer.statusCode());
                              }
                              Thread.sleep(pause);
                            }
                            return null;
                          }))
              .toList();
      for (var task : tasks) {
        task.get();
      }
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return figures;
  }

  /** One answer, unhurried. */
  static JsonNode once(Door door, String path) throws IOException, InterruptedException {
    try (var http = Door.client()) {
      var answer = http.send(door.request(path).GET().build(), BodyHandlers.ofString());
      return ContractJson.mapper().readTree(answer.body());
    }
  }
}
