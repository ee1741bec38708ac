package io.vmto.gateway;

import io.vmto.contract.Command;
import io.vmto.contract.claim.ClaimCommand;
import io.vmto.contract.connection.ConnectionCommand;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand;
import io.vmto.contract.license.LicenseCommand;
import io.vmto.contract.operations.ProcessorCommand;
import io.vmto.contract.operations.ProjectionCommand;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import io.vmto.contract.view.ViewQuery.WatchFeed;
import io.vmto.contract.view.ViewQuery.WatchProgress;
import io.vmto.contract.webhook.WebhookCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryExecutionException;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import reactor.core.scheduler.Schedulers;

/**
 * The services behind the gateway, as far as its tests need them: they keep the commands they are
 * sent, answer queries with what a test laid down, and hold a feed.
 */
public final class Peers {
  private final Map<Class<?>, Function<Object, Object>> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<CommandMessage<?>> commands = new LinkedBlockingQueue<>();
  private final List<FeedEntry> log = new CopyOnWriteArrayList<>();
  private final AtomicBoolean onEventLoop = new AtomicBoolean();
  private final QueryBus queries;

  Peers(CommandBus commandBus, QueryBus queryBus) {
    queries = queryBus;
    Stream.of(
            JobCommand.class,
            ConnectionCommand.class,
            LicenseCommand.class,
            ClaimCommand.class,
            WebhookCommand.class,
            ProjectionCommand.class)
        .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
        .forEach(type -> commandBus.subscribe(type.getName(), this::take));
    for (var type : ProcessorCommand.class.getPermittedSubclasses()) {
      commandBus.subscribe(ProcessorCommand.address(type, Known.LEDGER), this::take);
    }
    answer(ReadFeed.class, FeedPage.class, this::read);
    answer(WatchFeed.class, FeedPage.class, q -> new FeedPage(List.of(), head()));
  }

  /** Lays down the answer to a kind of query; the last one counts. */
  @SuppressWarnings("unchecked")
  public <Q> void answer(Class<Q> query, Class<?> answer, Function<Q, ?> how) {
    if (answers.put(query, q -> how.apply((Q) q)) == null) {
      queries.<Object>subscribe(
          query.getName(), answer, message -> reply(query, message.getPayload()));
    }
  }

  /** Lays down what a command's handler does. */
  @SuppressWarnings("unchecked")
  <C extends Command> void decide(Class<C> command, Function<C, ?> how) {
    answers.put(command, c -> how.apply((C) c));
  }

  CommandMessage<?> taken() throws InterruptedException {
    return Objects.requireNonNull(commands.poll(10, TimeUnit.SECONDS), "no command came");
  }

  int count() {
    return commands.size();
  }

  boolean noneTaken() {
    return commands.isEmpty();
  }

  void forget() {
    commands.clear();
  }

  boolean wasCalledOnEventLoop() {
    return onEventLoop.get();
  }

  long head() {
    return log.isEmpty() ? 0 : log.getLast().position();
  }

  /** Stores an event and tells whoever watches. */
  void happen(FeedEntry entry) {
    log.add(entry);
    updates().emit(WatchFeed.class, q -> true, entry);
  }

  /** Stores an event and tells nobody, as when an update is lost. */
  void happenQuietly(FeedEntry entry) {
    log.add(entry);
  }

  void progress(Progress progress) {
    updates().emit(WatchProgress.class, q -> true, progress);
  }

  /** Ends every subscription, as a service does that goes down. */
  void dropSubscriptions() {
    updates().completeExceptionally(WatchFeed.class, q -> true, new IllegalStateException("gone"));
  }

  boolean watched(Class<?> query) {
    return updates().activeSubscriptions().stream().anyMatch(s -> s.getPayloadType() == query);
  }

  public static void await(java.util.function.BooleanSupplier condition) {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not come about");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private FeedPage read(ReadFeed query) {
    var entries =
        log.stream()
            .filter(e -> e.position() > query.after())
            .filter(e -> query.job() == null || e.job().equals(query.job().value()))
            .limit(query.limit())
            .toList();
    return new FeedPage(entries, head());
  }

  private Object take(CommandMessage<?> message) {
    noteThread();
    commands.add(message);
    try {
      return answers.getOrDefault(message.getPayloadType(), c -> null).apply(message.getPayload());
    } catch (Rejected refused) {
      throw new CommandExecutionException(refused.getMessage(), refused, refused.failure());
    }
  }

  private Object reply(Class<?> query, Object payload) {
    noteThread();
    try {
      return answers.get(query).apply(payload);
    } catch (Rejected refused) {
      throw new QueryExecutionException(refused.getMessage(), refused, refused.failure());
    }
  }

  private void noteThread() {
    if (Schedulers.isInNonBlockingThread()) {
      onEventLoop.set(true);
    }
  }

  private QueryUpdateEmitter updates() {
    return queries.queryUpdateEmitter();
  }
}
