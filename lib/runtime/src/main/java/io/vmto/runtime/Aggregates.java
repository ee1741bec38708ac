package io.vmto.runtime;

import io.vmto.contract.Command;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;

/** Registers aggregates, so that commands need no framework annotation to find them. */
public final class Aggregates {
  /** Reads the target from {@link Command#target()}. */
  public static final CommandTargetResolver TARGETS =
      message -> {
        if (message.getPayload() instanceof Command command) {
          return new VersionedAggregateIdentifier(command.target(), null);
        }
        throw new IllegalArgumentException(
            "not a command to an aggregate: " + message.getPayloadType().getName());
      };

  private Aggregates() {}

  /** Registers one aggregate type; its class may be package-private. */
  public static <T> ConfigurerModule module(Class<T> type) {
    return configurer ->
        configurer.configureAggregate(
            AggregateConfigurer.defaultConfiguration(type)
                .configureCommandTargetResolver(axon -> TARGETS)
                .configureCache(RecentAggregates::of));
  }
}
