package io.vmto.gateway;

import io.vmto.contract.Command;
import io.vmto.contract.access.Caller;
import io.vmto.contract.connection.ConnectionCommand;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand;
import io.vmto.contract.view.ViewQuery;
import io.vmto.runtime.Failures;
import io.vmto.runtime.access.Guards;
import io.vmto.runtime.access.Rules;
import io.vmto.runtime.access.Seals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.SubscriptionQueryResult;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * The way from HTTP to Axon. Handlers in this process may block, so every message is sent from a
 * thread of its own and never from the server's event loop, and every answer has a deadline.
 */
public final class Bus implements AutoCloseable {
  private static final Duration SIGHT = Duration.ofSeconds(5);
  private static final int THREADS = 64;
  private static final int WAITING = 10_000;

  private final CommandGateway commands;
  private final QueryGateway queries;
  private final Seals seals;
  private final Settings settings;

  /** Platform threads: many handlers at once that block must not hold up the carriers of others. */
  private final Scheduler threads =
      Schedulers.newBoundedElastic(THREADS, WAITING, "gateway", 60, true);

  Bus(CommandBus commands, QueryBus queries, Seals seals, Settings settings) {
    this.commands = DefaultCommandGateway.builder().commandBus(commands).build();
    this.queries = DefaultQueryGateway.builder().queryBus(queries).build();
    this.seals = seals;
    this.settings = settings;
  }

  /** Completes when the command was accepted, with what its handler answered, if anything. */
  public Mono<Object> send(Command command, Call call) {
    var message =
        Guards.signed(
            seals,
            new GenericCommandMessage<>(
                new GenericMessage<>(command, call.meta()), command.address()),
            call.caller());
    return within(settings.answer(), () -> commands.<Object>send(message))
        .onErrorMap(AggregateNotFoundException.class, e -> unknown(command));
  }

  /** A question to a read model. */
  public <R> Mono<R> ask(Object query, Class<R> answer, Call call) {
    return ask(query, answer, call.meta(), call.caller(), settings.answer());
  }

  /**
   * A question that every process answers for its part; who does not in time is left out. Where
   * nobody does, that is a failure: there is always at least one.
   */
  public <R> Mono<List<R>> gather(Object query, Class<R> answer, Call call) {
    return Mono.fromCallable(
            () ->
                queries
                    .scatterGather(
                        query.getClass().getName(),
                        permitted(query, call),
                        ResponseTypes.instanceOf(answer),
                        settings.answer().toMillis(),
                        TimeUnit.MILLISECONDS)
                    .toList())
        .subscribeOn(threads)
        .filter(answers -> !answers.isEmpty())
        .switchIfEmpty(Mono.error(Bus::nobody));
  }

  /** Checked here as well, because what a part refuses would only be missing. */
  private GenericMessage<Object> permitted(Object query, Call call) {
    call.require(Rules.needed(query));
    return Guards.signed(seals, new GenericMessage<>(query, call.meta()), call.caller());
  }

  private static Rejected nobody() {
    return new Rejected(
        Failure.passing(
            ErrorCode.UPSTREAM_BUSY,
            "No part of the installation has answered.",
            "Try again in a moment."));
  }

  /** Work that may block and is no message, off the event loop. */
  public <R> Mono<R> blocking(Callable<R> work) {
    return Mono.fromCallable(work).subscribeOn(threads);
  }

  /** A question that an endpoint answers while we wait. */
  <R> Mono<R> askLive(Object query, Class<R> answer, Call call) {
    return ask(query, answer, call.meta(), call.caller(), settings.live());
  }

  /** The feed's own reading, on nobody's behalf. */
  Mono<ViewQuery.FeedPage> read(ViewQuery.ReadFeed query) {
    return ask(
        query,
        ViewQuery.FeedPage.class,
        MetaData.emptyInstance(),
        Caller.SYSTEM,
        settings.answer());
  }

  /** Opens a subscription of the feed's own, on nobody's behalf; the caller closes it. */
  <I, U> Mono<SubscriptionQueryResult<I, U>> watch(Object query, Class<I> first, Class<U> then) {
    return Mono.fromCallable(
            () ->
                queries.subscriptionQuery(
                    Guards.signed(seals, new GenericMessage<>(query), Caller.SYSTEM), first, then))
        .subscribeOn(threads);
  }

  /**
   * Waits until a read model knows what was just accepted, so that the address in our answer leads
   * somewhere; a read side that is late is no error.
   */
  <R> Mono<Void> seen(Object query, Class<R> answer, Call call) {
    return ask(query, answer, call)
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(20))
                .maxBackoff(Duration.ofMillis(250))
                .filter(e -> Failures.of(e).code().kind() == ErrorCode.Kind.NOT_FOUND))
        .timeout(SIGHT)
        .onErrorComplete()
        .then();
  }

  @Override
  public void close() {
    threads.dispose();
  }

  private <R> Mono<R> ask(
      Object query, Class<R> answer, MetaData meta, Caller caller, Duration deadline) {
    var message = Guards.signed(seals, new GenericMessage<>(query, meta), caller);
    return within(deadline, () -> queries.query(message, answer));
  }

  private <R> Mono<R> within(Duration deadline, Supplier<CompletableFuture<R>> dispatch) {
    return Mono.fromFuture(dispatch).subscribeOn(threads).timeout(deadline);
  }

  /** An aggregate that was never created has no handler of its own to say so. */
  private static Rejected unknown(Command command) {
    var code =
        switch (command) {
          case JobCommand c -> ErrorCode.UNKNOWN_JOB;
          case ConnectionCommand c -> ErrorCode.UNKNOWN_CONNECTION;
          default -> ErrorCode.UNKNOWN_RESOURCE;
        };
    return new Rejected(
        code, "There is nothing with the id " + command.target() + ".", "List what there is.");
  }
}
