package io.vmto.gateway.operations;

import io.vmto.contract.access.Permission;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.OperationsQuery.DeadLetters;
import io.vmto.contract.operations.OperationsQuery.FindDeadLetter;
import io.vmto.contract.operations.OperationsQuery.ListDeadLetters;
import io.vmto.contract.operations.OperationsQuery.ListProcessors;
import io.vmto.contract.operations.OperationsQuery.Processors;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessorCommand;
import io.vmto.contract.operations.ProcessorCommand.DiscardLetter;
import io.vmto.contract.operations.ProcessorCommand.ReplayLetter;
import io.vmto.contract.operations.ProcessorCommand.StartProcessor;
import io.vmto.contract.operations.ProcessorCommand.StopProcessor;
import io.vmto.contract.operations.ProcessorView;
import io.vmto.gateway.Accepted;
import io.vmto.gateway.Body;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import io.vmto.gateway.openapi.Operation;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Event processors, and the events that they have set aside. */
@RestController
@RequestMapping("/api/v1")
final class ProcessorApi {
  private static final String PROCESSORS = "/api/v1/processors";
  private static final String LETTERS = "/api/v1/dead-letters";
  private static final int MOST = 500;

  private final Bus bus;

  ProcessorApi(Bus bus) {
    this.bus = bus;
  }

  /** What runs anywhere, by name; a processor that several processes run counts once. */
  @GetMapping("/processors")
  @Operation("What carries the work on, and how far behind it is.")
  Mono<Processors> processors(Call call) {
    return bus.gather(new ListProcessors(), Processors.class, call).map(ProcessorApi::merged);
  }

  static Processors merged(List<Processors> answers) {
    var byName = new TreeMap<String, ProcessorView>();
    answers.stream()
        .flatMap(answer -> answer.processors().stream())
        .forEach(p -> byName.merge(p.name().value(), p, (a, b) -> a.running() ? a : b));
    return new Processors(List.copyOf(byName.values()));
  }

  @GetMapping("/processors/{name}")
  @Operation("One processor.")
  Mono<ProcessorView> processor(@PathVariable String name, Call call) {
    return processors(call)
        .flatMapIterable(Processors::processors)
        .filter(p -> p.name().value().equals(name))
        .next()
        .switchIfEmpty(
            Mono.error(
                () -> unknown("There is no event processor of this name.", "the processors")));
  }

  @PostMapping("/processors/{name}/stop")
  @Operation("Let a processor rest until it is started.")
  Mono<ResponseEntity<Accepted>> stop(@PathVariable String name, Body body, Call call) {
    body.none();
    return order(name, StopProcessor::new, call);
  }

  @PostMapping("/processors/{name}/start")
  @Operation("Let a processor go on.")
  Mono<ResponseEntity<Accepted>> start(@PathVariable String name, Body body, Call call) {
    body.none();
    return order(name, StartProcessor::new, call);
  }

  private Mono<ResponseEntity<Accepted>> order(
      String name, Function<PartId, ProcessorCommand> command, Call call) {
    call.require(Permission.MAINTAIN);
    return processor(name, call)
        .flatMap(known -> bus.send(command.apply(known.name()), call))
        .then(Mono.fromSupplier(() -> Accepted.at(PROCESSORS + "/" + name, name)));
  }

  /**
   * A part of the list.
   *
   * @param next where it goes on, or null at its end
   */
  record Letters(List<DeadLetterView> deadLetters, @Nullable String next) {}

  /** Oldest first. */
  @GetMapping("/dead-letters")
  @Operation("Events that were set aside because they could not be handled.")
  Mono<Letters> letters(
      @RequestParam(defaultValue = "100") int limit,
      @RequestParam(required = false) @Nullable String after,
      Call call) {
    Fields.within("limit", limit, MOST);
    return bus.gather(new ListDeadLetters(limit + 1, after), DeadLetters.class, call)
        .map(answers -> page(answers, limit));
  }

  private static Letters page(List<DeadLetters> answers, int limit) {
    var all =
        answers.stream()
            .flatMap(answer -> answer.letters().stream())
            .sorted(Comparator.comparing(DeadLetterView::cursor))
            .toList();
    if (all.size() <= limit) {
      return new Letters(all, null);
    }
    var shown = all.subList(0, limit);
    return new Letters(shown, shown.getLast().cursor());
  }

  @GetMapping("/dead-letters/{id}")
  @Operation("One of them.")
  Mono<DeadLetterView> letter(@PathVariable String id, Call call) {
    return bus.gather(new FindDeadLetter(id), DeadLetters.class, call)
        .flatMapIterable(answers -> answers)
        .flatMapIterable(DeadLetters::letters)
        .next()
        .switchIfEmpty(
            Mono.error(
                () ->
                    unknown(
                        "There is no such dead letter; it may have been handled meanwhile.",
                        "the dead letters")));
  }

  /** With all of its sequence, from the first on. */
  @PostMapping("/dead-letters/{id}/replay")
  @Operation("Handle it again, and what waits behind it.")
  Mono<ResponseEntity<Accepted>> replay(@PathVariable String id, Body body, Call call) {
    body.none();
    return handle(id, letter -> new ReplayLetter(letter.processor(), id), call);
  }

  @PostMapping("/dead-letters/{id}/discard")
  @Operation(
      value = "Let it go without having been handled.",
      body = "{\"reason\": \"the machine is gone\"}")
  Mono<ResponseEntity<Accepted>> discard(@PathVariable String id, Body body, Call call) {
    var reason = body.as(fields -> fields.text("reason"));
    return handle(id, letter -> new DiscardLetter(letter.processor(), id, reason), call);
  }

  private Mono<ResponseEntity<Accepted>> handle(
      String id, Function<DeadLetterView, ProcessorCommand> command, Call call) {
    call.require(Permission.MAINTAIN);
    return letter(id, call)
        .flatMap(letter -> bus.send(command.apply(letter), call))
        .then(Mono.fromSupplier(() -> Accepted.at(LETTERS + "/" + id, id)));
  }

  private static Rejected unknown(String message, String list) {
    return new Rejected(
        ErrorCode.UNKNOWN_RESOURCE, message, "List " + list + " and take a name from there.");
  }
}
