package io.vmto.gateway;

import io.vmto.contract.access.Permission;
import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.gateway.openapi.Operation;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The live feeds: stored events by position, and between them where running steps are. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
final class FeedApi {
  private static final String LAST_ID = "Last-Event-ID";

  private final Bus bus;
  private final FeedTail tail;
  private final Settings settings;

  FeedApi(Bus bus, FeedTail tail, Settings settings) {
    this.bus = bus;
    this.tail = tail;
    this.settings = settings;
  }

  /** From now on, or from where the client was. */
  @GetMapping("/events")
  @Operation("Follow every event from now on, or from a position.")
  Flux<ServerSentEvent<String>> all(
      @RequestHeader(name = LAST_ID, required = false) @Nullable String lastId,
      @RequestParam(required = false) @Nullable String after,
      Call call) {
    call.require(Permission.VIEW);
    var from = position(lastId, after);
    var cursor = from == null ? tail.now() : Mono.just(from);
    return stream(
        cursor
            .flatMapMany(at -> FeedCursor.ofAll(tail, bus, at).telling())
            .filter(told -> told.isFor(call.caller())),
        progress -> true);
  }

  /** From the job's beginning, or from where the client was, to the job's end. */
  @GetMapping("/jobs/{id}/events")
  @Operation("Follow the events of a job, from its beginning or from a position.")
  Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> ofJob(
      @PathVariable JobId id,
      @RequestHeader(name = LAST_ID, required = false) @Nullable String lastId,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(defaultValue = "false") boolean follow,
      Call call) {
    var from = position(lastId, after);
    var cursor = FeedCursor.ofJob(tail, bus, id, from == null ? 0 : from, follow);
    return bus.ask(new FindJob(id), JobView.class, call)
        .map(known -> ResponseEntity.ok(stream(cursor.telling(), p -> p.job().equals(id))));
  }

  private Flux<ServerSentEvent<String>> stream(Flux<Telling> stored, Predicate<Progress> wanted) {
    var frames =
        Flux.merge(
            tail.progress().filter(wanted).map(Frames::progress),
            Flux.interval(settings.heartbeat())
                .onBackpressureDrop()
                .map(beat -> Frames.heartbeat()),
            Flux.just(Frames.hello()), // whoever hears it already hears progress
            stored.map(Frames::of));
    return Flux.merge(frames, tail.stopped().thenReturn(Frames.stopping()))
        .takeUntil(frame -> Frames.isEnd(frame) || Frames.isStopping(frame));
  }

  /** A reconnecting client's header counts more than the address it first asked with. */
  private static @Nullable Long position(@Nullable String lastId, @Nullable String after) {
    if (lastId != null && !lastId.isEmpty()) {
      return parsed(LAST_ID, lastId);
    }
    return after == null ? null : parsed("after", after);
  }

  private static Long parsed(String field, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw Fields.invalid(field, "must be a position, a number from 0");
    }
    return Long.valueOf(text);
  }
}
