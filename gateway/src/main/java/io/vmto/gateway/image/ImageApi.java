package io.vmto.gateway.image;

import io.vmto.contract.access.Permission;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand.CheckImage;
import io.vmto.contract.job.JobCommand.RecordDownload;
import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.ImageQuery.FindImage;
import io.vmto.contract.transfer.ImageQuery.Found;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery.Artifacts;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.gateway.Accepted;
import io.vmto.gateway.Body;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.openapi.Operation;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Images of disks for those who may take them away; that they did is in the job's history. */
@RestController
@RequestMapping("/api/v1")
final class ImageApi {
  private static final int MOST = 1000;
  private static final int PAUSE = 30;

  private final Bus bus;
  private final Reading reading;
  private final Clock clock;
  private final Semaphore places;

  /**
   * @param atOnce how many may be downloaded at the same time
   */
  ImageApi(Bus bus, Clock clock, int atOnce) {
    this.bus = bus;
    this.reading = new Reading(bus);
    this.clock = clock;
    this.places = new Semaphore(atOnce);
  }

  /** The three parts are the name that the list of artifacts tells. */
  @GetMapping(
      path = "/artifacts/{job}/{disk}/{file}",
      produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  @Operation("Download an image of a disk, or a range of it; this is recorded.")
  Mono<Void> image(
      @PathVariable JobId job,
      @PathVariable String disk,
      @PathVariable String file,
      ServerWebExchange exchange,
      Call call) {
    call.require(Permission.DOWNLOAD);
    return listed(job, job + "/" + disk + "/" + file, call)
        .flatMap(listed -> found(listed, call))
        .flatMap(image -> answer(image, exchange, call));
  }

  /** What comes of it stands in the list of artifacts, and in the job's history. */
  @PostMapping("/artifacts/{job}/{disk}/{file}/check")
  @Operation("Read an image of a disk again, to see whether it is what was copied.")
  Mono<ResponseEntity<Accepted>> check(
      @PathVariable JobId job,
      @PathVariable String disk,
      @PathVariable String file,
      Body body,
      Call call) {
    call.require(Permission.RUN_JOBS); // before anything is looked up for it
    body.none();
    return listed(job, job + "/" + disk + "/" + file, call)
        .flatMap(listed -> found(listed, call))
        .flatMap(image -> bus.send(new CheckImage(job, image.name()), call))
        .then(Mono.fromSupplier(() -> Accepted.at("/api/v1/jobs/" + job, job.value())));
  }

  private Mono<ArtifactView> listed(JobId job, String name, Call call) {
    var query =
        new ListArtifacts(
            new ArtifactFilter(Set.of(job), null, Span.ALWAYS),
            Page.descending(ListArtifacts.Order.CREATED, MOST));
    return bus.ask(query, Artifacts.class, call)
        .map(
            known ->
                known.artifacts().stream()
                    .filter(a -> a.name().equals(name) && a.keptAt(clock.instant()))
                    .findFirst()
                    .orElseThrow(ImageApi::unknown));
  }

  private Mono<Image> found(ArtifactView listed, Call call) {
    if (listed.root().isEmpty()) {
      throw new Rejected(
          ErrorCode.ILLEGAL_STATE,
          "The image is still being written.",
          "Wait until the list of artifacts tells its root.");
    }
    return bus.gather(new FindImage(listed.name()), Found.class, call)
        .map(
            answers ->
                answers.stream().filter(Found::isThere).findFirst().orElseThrow(ImageApi::unknown))
        .map(found -> new Image(listed, found));
  }

  private static Rejected unknown() {
    return new Rejected(
        ErrorCode.UNKNOWN_RESOURCE,
        "There is no image of this name, or it is not whole.",
        "List the artifacts: only what is kept, and was copied into an image, can be downloaded.");
  }

  private Mono<Void> answer(Image image, ServerWebExchange exchange, Call call) {
    var request = exchange.getRequest();
    var response = exchange.getResponse();
    if (HttpMethod.HEAD.equals(request.getMethod())) {
      describe(image, ByteSpan.all(image), response);
      return response.setComplete();
    }
    var span = ByteSpan.asked(request.getHeaders(), image);
    return Mono.using(this::take, place -> send(image, span, response, call), Semaphore::release);
  }

  private Mono<Void> send(Image image, ByteSpan span, ServerHttpResponse response, Call call) {
    var record =
        new RecordDownload(image.listed().job(), image.name(), span.first(), span.length());
    return bus.send(record, call)
        .then(
            Mono.defer(
                () -> {
                  describe(image, span, response);
                  var buffers = response.bufferFactory();
                  return response.writeWith(reading.of(image, span, call).map(buffers::wrap));
                }));
  }

  private static void describe(Image image, ByteSpan span, ServerHttpResponse response) {
    var headers = response.getHeaders();
    headers.setContentType(MediaType.APPLICATION_OCTET_STREAM);
    headers.setContentDisposition(
        ContentDisposition.attachment().filename(image.fileName()).build());
    headers.setETag(image.tag());
    headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
    headers.setContentLength(span.length());
    if (!span.whole()) {
      response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
      headers.set(
          HttpHeaders.CONTENT_RANGE,
          "bytes %d-%d/%d".formatted(span.first(), span.end() - 1, image.size()));
    }
  }

  private Semaphore take() {
    if (!places.tryAcquire()) {
      throw new Rejected(
          Failure.passing(
                  ErrorCode.RATE_LIMITED,
                  "As many images as may be are being downloaded.",
                  "Try again when one of them has ended.")
              .with(Failure.RETRY_AFTER, PAUSE));
    }
    return places;
  }
}
