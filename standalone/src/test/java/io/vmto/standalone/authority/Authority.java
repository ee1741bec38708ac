package io.vmto.standalone.authority;

import io.vmto.contract.Command;
import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.runtime.Failures;
import io.vmto.runtime.Meta;
import io.vmto.runtime.access.Guards;
import io.vmto.runtime.access.Seals;
import io.vmto.standalone.authority.Messages.Kind;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.queryhandling.GenericQueryMessage;
import org.axonframework.queryhandling.GenericSubscriptionQueryMessage;
import org.axonframework.queryhandling.QueryBus;

/**
 * Sends every kind of message as every kind of sender, straight to the buses, and compares what was
 * refused with a table that people wrote.
 */
final class Authority {
  private final CommandBus commands;
  private final QueryBus queries;
  private final EventStore events;
  private final Seals seals;
  private final SequencedMap<String, UnaryOperator<Message<?>>> forgers = new LinkedHashMap<>();

  private int asked;
  private final List<String> leaks = new ArrayList<>();
  private final List<String> wronglyRefused = new ArrayList<>();
  private final List<String> notInTheTable = new ArrayList<>();

  Authority(CommandBus commands, QueryBus queries, EventStore events, Seals seals) {
    this.commands = commands;
    this.queries = queries;
    this.events = events;
    this.seals = seals;
    forgers.put("anonymous", m -> m);
    forgers.put("nobody", m -> Guards.signed(seals, m, new Caller("nobody", Set.of())));
    forgers.put("says it is the system", m -> with(m, Meta.ACTOR, "system"));
    forgers.put("makes a seal up", m -> with(m, Meta.SEAL, all() + ";2999-01-01T00:00:00Z;00"));
    forgers.put("shows another message's", m -> with(m, Meta.SEAL, seal(new GenericMessage<>(1))));
    forgers.put("adds permissions", Authority.this::added);
    forgers.put("has a key of its own", m -> Guards.signed(foreign(), m, Caller.SYSTEM));
  }

  /**
   * @param table the roles that may send each kind, by its simple name; none for VMTO's own parts
   */
  Result run(Map<String, Set<Role>> table) throws IOException {
    var kinds = Messages.all();
    var known = new TreeSet<>(table.keySet());
    known.removeAll(kinds.keySet());
    known.forEach(name -> notInTheTable.add(name + " is in it, and nobody handles it"));
    kinds.keySet().stream().filter(k -> !table.containsKey(k)).forEach(notInTheTable::add);

    long before = head();
    each(kinds, (name, kind) -> refused(name, kind, table.getOrDefault(name, Set.of())));
    if (head() != before) {
      leaks.add((head() - before) + " events were stored for messages that must be refused");
    }
    each(kinds, (name, kind) -> permitted(name, kind, table.getOrDefault(name, Set.of())));
    return new Result(
        "kinds of messages", kinds.size(), asked, leaks, wronglyRefused, notInTheTable);
  }

  private static void each(
      Map<String, Kind> kinds, java.util.function.BiConsumer<String, Kind> what) {
    kinds.forEach(what);
  }

  private void refused(String name, Kind kind, Set<Role> may) {
    forgers.forEach((who, forge) -> mustBeRefused(name, kind, who, forge));
    for (var role : Role.values()) {
      if (!may.contains(role)) {
        mustBeRefused(name, kind, role.name(), m -> as(m, role));
      }
    }
  }

  private void mustBeRefused(String name, Kind kind, String who, UnaryOperator<Message<?>> signed) {
    if (!refuses(kind, signed)) {
      leaks.add(name + " as " + who);
    }
    if (kind.answer() != null && !refusesSubscription(kind, signed)) {
      leaks.add(name + " by subscription as " + who);
    }
  }

  private void permitted(String name, Kind kind, Set<Role> may) {
    for (var role : may) {
      if (refuses(kind, m -> as(m, role))) {
        wronglyRefused.add(name + " as " + role);
      }
    }
    if (refuses(kind, m -> Guards.signed(seals, m, Caller.SYSTEM))) {
      wronglyRefused.add(name + " as VMTO itself");
    }
  }

  private Message<?> as(Message<?> message, Role role) {
    return Guards.signed(seals, with(message, Meta.ACTOR, "ann"), Caller.of("ann", Set.of(role)));
  }

  /** Whatever else it is answered with, its sender was let in. */
  private boolean refuses(Kind kind, UnaryOperator<Message<?>> signed) {
    asked++;
    var payload = Samples.of(kind.type());
    try {
      if (kind.answer() == null) {
        var done = new CompletableFuture<>();
        var message = (GenericCommandMessage<?>) signed.apply(command(payload));
        commands.dispatch(
            message,
            (m, result) -> {
              if (result.isExceptional()) {
                done.completeExceptionally(result.exceptionResult());
              } else {
                done.complete(null);
              }
            });
        done.get(30, TimeUnit.SECONDS);
      } else {
        var message =
            (GenericQueryMessage<?, ?>)
                signed.apply(
                    new GenericQueryMessage<>(payload, ResponseTypes.instanceOf(kind.answer())));
        var answer = queries.query(message).get(30, TimeUnit.SECONDS);
        if (answer.isExceptional()) {
          throw answer.exceptionResult();
        }
      }
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (Throwable e) {
      return isRefusal(e);
    }
  }

  private static GenericCommandMessage<?> command(Object payload) {
    return payload instanceof Command command
        ? new GenericCommandMessage<>(new GenericMessage<>(payload), command.address())
        : new GenericCommandMessage<>(payload);
  }

  private boolean refusesSubscription(Kind kind, UnaryOperator<Message<?>> signed) {
    asked++;
    var answer = ResponseTypes.instanceOf(kind.answer());
    try {
      var message =
          (GenericSubscriptionQueryMessage<?, ?, ?>)
              signed.apply(
                  new GenericSubscriptionQueryMessage<>(
                      Samples.of(kind.type()), kind.type().getName(), answer, answer));
      queries.subscriptionQuery(message).close();
      return false;
    } catch (RuntimeException e) {
      return isRefusal(e);
    }
  }

  private static boolean isRefusal(Throwable thrown) {
    var code = Failures.of(thrown).code();
    return code == ErrorCode.NOT_ALLOWED || code == ErrorCode.NOT_AUTHENTICATED;
  }

  private static Message<?> with(Message<?> message, String key, Object value) {
    return message.andMetaData(Map.of(key, value));
  }

  private String seal(Message<?> message) {
    return (String) Guards.signed(seals, message, Caller.SYSTEM).getMetaData().get(Meta.SEAL);
  }

  private Message<?> added(Message<?> message) {
    var viewer = Guards.signed(seals, message, Caller.of("vic", Set.of(Role.VIEWER)));
    var seal = (String) viewer.getMetaData().get(Meta.SEAL);
    return with(viewer, Meta.SEAL, all() + seal.substring(seal.indexOf(';')));
  }

  private static String all() {
    return String.join(",", Caller.SYSTEM.permissions().stream().sorted().map(Enum::name).toList());
  }

  private static Seals foreign() {
    return new Seals(new byte[32], Clock.systemUTC());
  }

  private long head() {
    var token = events.createHeadToken();
    return token == null ? -1 : token.position().orElse(-1);
  }
}
