package io.vmto.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Somebody outside who is told events, well-behaved or not. */
final class Receiver implements AutoCloseable {
  private final BlockingQueue<Taken> queue = new LinkedBlockingQueue<>();
  private final List<Taken> all = new CopyOnWriteArrayList<>();
  private final DisposableServer server;
  private volatile Manner manner;

  /** How it answers the n-th request, counted from 1. */
  interface Manner {
    Publisher<Void> answer(int n, HttpServerResponse response);
  }

  /** A request as it came. */
  record Taken(String path, String delivery, String type, String signature, String body) {}

  Receiver(Manner manner) {
    this.manner = manner;
    server = HttpServer.create().host("127.0.0.1").port(0).handle(this::take).bindNow();
  }

  static Manner takes() {
    return (n, response) -> response.status(200).sendString(Mono.just("thanks"));
  }

  /** The first so many times it does not. */
  static Manner fails(int times) {
    return (n, response) ->
        n <= times
            ? response.status(503).sendString(Mono.just("busy"))
            : takes().answer(n, response);
  }

  static Manner hangs() {
    return (n, response) -> Mono.never();
  }

  static Manner redirects(String to) {
    return (n, response) -> response.status(307).header("Location", to).send();
  }

  /** Until the other side has had enough. */
  static Manner floods(long bytes) {
    var piece = "0123456789 abcdef".repeat(4096);
    return (n, response) ->
        response
            .status(200)
            .sendString(
                Flux.range(0, (int) (bytes / piece.length())).map(i -> piece),
                StandardCharsets.UTF_8);
  }

  void turns(Manner other) {
    manner = other;
  }

  String url() {
    return "http://127.0.0.1:" + server.port() + "/hook";
  }

  Taken next() throws InterruptedException {
    return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS), "nothing came");
  }

  List<Taken> all() {
    return all;
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(5));
  }

  private Publisher<Void> take(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString(StandardCharsets.UTF_8)
        .defaultIfEmpty("")
        .flatMap(
            body -> {
              var headers = request.requestHeaders();
              var taken =
                  new Taken(
                      request.uri(),
                      headers.get("X-VMTO-Delivery"),
                      headers.get("X-VMTO-Event"),
                      headers.get("X-VMTO-Signature"),
                      body);
              all.add(taken);
              queue.add(taken);
              return Mono.from(manner.answer(all.size(), response));
            });
  }
}
