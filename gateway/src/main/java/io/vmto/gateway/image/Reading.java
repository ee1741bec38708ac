package io.vmto.gateway.image;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.transfer.ImageQuery;
import io.vmto.contract.transfer.ImageQuery.Part;
import io.vmto.contract.transfer.ImageQuery.ReadImage;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads images from the workers that keep them, as fast as they are taken: one part is on its way
 * out, one is held ready.
 */
final class Reading {
  /** The server takes some 128 of them ahead of a slow client, so they are small. */
  private static final int SLICE = 32 << 10;

  /** For a part to come, and for a client to take some of what it asked for. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Bus bus;

  Reading(Bus bus) {
    this.bus = bus;
  }

  /** Fails once the image has gone, and never ends before it is whole. */
  Flux<ByteBuffer> of(Image image, ByteSpan span, Call call) {
    return Flux.<Long, Long>generate(
            span::first,
            (at, sink) -> {
              if (at < span.end()) {
                sink.next(at);
              } else {
                sink.complete();
              }
              return at + ImageQuery.MOST;
            })
        .concatMap(at -> part(image, at, Math.min(ImageQuery.MOST, span.end() - at), call), 0)
        .concatMapIterable(Reading::slices, 1)
        .timeout(PATIENCE);
  }

  private Mono<byte[]> part(Image image, long at, long length, Call call) {
    var found = image.found();
    var query = new ReadImage(image.name(), found.holder(), found.version(), at, (int) length);
    return bus.gather(query, Part.class, call).map(parts -> only(parts, length));
  }

  private static byte[] only(List<Part> parts, long length) {
    return parts.stream()
        .map(Part::bytes)
        .filter(bytes -> bytes.length == length)
        .findFirst()
        .orElseThrow(
            () ->
                new Rejected(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "The image went away while it was read.",
                    "List the images again."));
  }

  private static List<ByteBuffer> slices(byte[] bytes) {
    return IntStream.iterate(0, from -> from < bytes.length, from -> from + SLICE)
        .mapToObj(from -> ByteBuffer.wrap(bytes, from, Math.min(SLICE, bytes.length - from)))
        .map(ByteBuffer::slice)
        .toList();
  }
}
