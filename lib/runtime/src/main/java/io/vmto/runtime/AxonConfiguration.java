package io.vmto.runtime;

import io.vmto.contract.Command;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.axonframework.commandhandling.AsynchronousCommandBus;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.DuplicateCommandHandlerResolver;
import org.axonframework.commandhandling.distributed.RoutingStrategy;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.deadletter.jdbc.DeadLetterSchema;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.correlation.MessageOriginProvider;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.saga.repository.jdbc.PostgresSagaSqlSchema;
import org.axonframework.modelling.saga.repository.jdbc.SagaSchema;
import org.axonframework.modelling.saga.repository.jdbc.SagaSqlSchema;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.serialization.jackson3.Jackson3SerializerCustomizer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** Axon wired once: serializer, transactions, stores and buses; services add handlers only. */
@Configuration(proxyBeanMethods = false)
class AxonConfiguration {
  /** Below the pool, so that a command that waits for an aggregate never starves its holder. */
  static final int COMMAND_THREADS = 12;

  private static final long RETRY_MILLIS = 1_000;

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Axon on Boot 4 would silently take a manager that does nothing; a test asserts this one. */
  @Bean
  TransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
    return new SpringTransactionManager(transactions);
  }

  @Bean
  Jackson3SerializerCustomizer contractJson() {
    var trusted =
        BasicPolymorphicTypeValidator.builder()
            .allowIfSubType("org.axonframework.")
            .allowIfSubType("io.vmto.")
            .allowIfSubType("java.util.")
            .build();
    return builder -> ContractJson.configure(builder).polymorphicTypeValidator(trusted);
  }

  @Bean
  @Qualifier("eventSerializer")
  Serializer eventSerializer(Jackson3SerializerCustomizer contractJson) {
    return new LogicalNames(
        Jackson3Serializer.builder().jsonMapperBuilderCustomizer(contractJson).build());
  }

  @Bean
  EventSchema eventSchema() {
    return EventSchema.builder()
        .eventTable("axon.domain_event_entry")
        .snapshotTable("axon.snapshot_event_entry")
        .build();
  }

  @Bean
  TokenSchema tokenSchema() {
    return TokenSchema.builder().setTokenTable("axon.token_entry").build();
  }

  @Bean
  SagaSqlSchema sagaSchema() {
    return new PostgresSagaSqlSchema(
        SagaSchema.builder()
            .sagaEntryTable("axon.saga_entry")
            .associationValueEntryTable("axon.association_value_entry")
            .build());
  }

  @Bean
  DeadLetterSchema deadLetterSchema() {
    return DeadLetterSchema.builder().deadLetterTable("axon.dead_letter_entry").build();
  }

  @Bean
  CorrelationDataProvider causation() {
    return new MessageOriginProvider(Meta.CAUSATION, Meta.TRACE);
  }

  @Bean
  CorrelationDataProvider requester() {
    return new SimpleCorrelationDataProvider(Meta.ACTOR, Meta.ORIGIN, Meta.CORRELATION);
  }

  @Bean
  RoutingStrategy routing() {
    return message ->
        message.getPayload() instanceof Command command
            ? command.target().value()
            : message.getIdentifier();
  }

  @Bean(destroyMethod = "shutdown")
  ExecutorService commandThreads() {
    return Executors.newFixedThreadPool(
        COMMAND_THREADS, Thread.ofPlatform().name("command-", 0).daemon().factory());
  }

  @Bean
  @Qualifier("localSegment")
  @ConditionalOnProperty(name = "axon.axonserver.enabled", havingValue = "false")
  CommandBus commandBus(
      TransactionManager transactions,
      DuplicateCommandHandlerResolver duplicates,
      ExecutorService commandThreads,
      org.axonframework.config.Configuration axon) {
    var bus =
        AsynchronousCommandBus.builder()
            .executor(commandThreads)
            .transactionManager(transactions)
            .duplicateCommandHandlerResolver(duplicates)
            .build();
    bus.registerHandlerInterceptor(
        new CorrelationDataInterceptor<>(axon.correlationDataProviders()));
    return bus;
  }

  @Bean
  ConfigurerModule refusals() {
    return configurer ->
        configurer.onInitialize(
            axon ->
                axon.onStart(
                    0,
                    () -> {
                      axon.commandBus().registerHandlerInterceptor(Refusals.ofCommands());
                      axon.queryBus().registerHandlerInterceptor(Refusals.ofQueries());
                    }));
  }

  @Bean
  Dispatch dispatch(CommandGateway gateway) {
    return new Dispatch(gateway);
  }

  /** Axon Server wakes its readers by itself. */
  @Bean
  @ConditionalOnProperty(name = "axon.axonserver.enabled", havingValue = "false")
  ConfigurerModule wokenEvents() {
    return configurer ->
        configurer
            .registerComponent(WokenEvents.class, axon -> new WokenEvents(axon.eventStore()))
            .eventProcessing()
            .configureDefaultStreamableMessageSource(axon -> axon.getComponent(WokenEvents.class));
  }

  /** An event that could not be handled comes again; it is never logged and forgotten. */
  @Bean
  ConfigurerModule pooledProcessors() {
    return configurer ->
        configurer
            .eventProcessing()
            .usingPooledStreamingEventProcessors()
            .registerPooledStreamingEventProcessorConfiguration(
                (axon, processor) ->
                    processor.initialSegmentCount(1).batchSize(50).tokenClaimInterval(RETRY_MILLIS))
            .registerDefaultListenerInvocationErrorHandler(
                axon -> PropagatingErrorHandler.INSTANCE);
  }
}
