package io.vmto.runtime.operations;

import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessorCommand;
import io.vmto.contract.operations.ProcessorCommand.DiscardLetter;
import io.vmto.contract.operations.ProcessorCommand.ReplayLetter;
import io.vmto.contract.operations.ProcessorCommand.StartProcessor;
import io.vmto.contract.operations.ProcessorCommand.StopProcessor;
import io.vmto.runtime.ServiceSchema;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.DeadLetteringEventHandlerInvoker;
import org.axonframework.eventhandling.deadletter.jdbc.DeadLetterSchema;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcSequencedDeadLetterQueue;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.deadletter.SequencedDeadLetterQueue;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * What every process can tell about itself and its event processors, and what can be done about
 * them; events that cannot be handled are set aside here.
 */
@Configuration(proxyBeanMethods = false)
public class OperationsConfiguration {
  @Bean
  Patience patience() {
    return new Patience();
  }

  @Bean
  Savepoints savepoints(Patience patience, PlatformTransactionManager transactions) {
    return new Savepoints(patience, transactions);
  }

  @Bean
  Troubles troubles(Clock clock) {
    return new Troubles(clock);
  }

  /** Every group but those that must not miss an event. */
  @Bean
  ConfigurerModule deadLetters(
      Patience patience,
      Troubles troubles,
      PlatformTransactionManager transactions,
      DataSource database,
      DeadLetterSchema schema,
      ObjectProvider<UnbrokenGroup> unbroken) {
    var whole = unbroken.stream().map(UnbrokenGroup::name).collect(Collectors.toSet());
    var connections = new SpringDataSourceConnectionProvider(database);
    return configurer -> {
      var processing = configurer.eventProcessing();
      processing
          .registerDefaultHandlerInterceptor((axon, processor) -> troubles.watch(processor))
          .registerDefaultDeadLetterPolicy(axon -> patience);
      // Later than the starter's own provider, which knows only groups that a YAML names.
      configurer.onInitialize(
          initialized ->
              processing.registerDeadLetterQueueProvider(
                  group -> {
                    if (whole.contains(group)) {
                      return null;
                    }
                    processing.registerDeadLetteringEventHandlerInvokerConfiguration(
                        group, (axon, invoker) -> byItself(invoker, transactions));
                    return axon -> queue(axon, group, connections, schema);
                  }));
    };
  }

  private static DeadLetteringEventHandlerInvoker.Builder byItself(
      DeadLetteringEventHandlerInvoker.Builder invoker, PlatformTransactionManager transactions) {
    return invoker.transactionManager(new Nested(transactions)).enableSequenceIdentifierCache();
  }

  private static SequencedDeadLetterQueue<EventMessage<?>> queue(
      org.axonframework.config.Configuration axon,
      String group,
      ConnectionProvider connections,
      DeadLetterSchema schema) {
    return JdbcSequencedDeadLetterQueue.<EventMessage<?>>builder()
        .processingGroup(group)
        .connectionProvider(connections)
        .schema(schema)
        .transactionManager(axon.getComponent(TransactionManager.class))
        .genericSerializer(axon.serializer())
        .eventSerializer(axon.eventSerializer())
        .build();
  }

  @Bean
  Tokens tokens(@Lazy Serializer serializer) {
    return new Tokens(serializer);
  }

  @Bean
  DeadLetterTable deadLetterTable(DataSource database, Tokens tokens) {
    return new DeadLetterTable(JdbcClient.create(database), tokens);
  }

  @Bean(destroyMethod = "close")
  DeadLetterDesk deadLetterDesk(
      @Lazy EventProcessingConfiguration processing,
      DeadLetterTable table,
      @Lazy EventGateway events,
      Clock clock) {
    return new DeadLetterDesk(processing, table, events, clock);
  }

  @Bean
  ProcessorDesk processorDesk(
      @Lazy EventProcessingConfiguration processing,
      @Lazy EventStore log,
      DataSource database,
      Tokens tokens,
      DeadLetterTable letters,
      Troubles troubles,
      @Lazy EventGateway events,
      Clock clock) {
    return new ProcessorDesk(
        processing,
        log,
        new ProcessorTable(JdbcClient.create(database), tokens, clock),
        letters,
        troubles,
        events,
        clock);
  }

  @Bean
  ProcessDesk processDesk(
      @Lazy EventStore log,
      DataSource database,
      Clock clock,
      @Value("${axon.axonserver.enabled}") boolean apart,
      ApplicationContext context,
      List<ServiceSchema> schemas) {
    return new ProcessDesk(log, JdbcClient.create(database), clock, apart, parts(context), schemas);
  }

  /** The services this process is made of, by the configurations it has. */
  private static List<String> parts(ApplicationContext context) {
    return Stream.of(context.getBeanNamesForAnnotation(Configuration.class))
        .map(context::getType)
        .filter(type -> type != null && type.getPackageName().startsWith("io.vmto."))
        .map(type -> type.getPackageName().split("\\.", 4)[2])
        .filter(part -> !Set.of("runtime", "standalone").contains(part))
        .distinct()
        .sorted()
        .toList();
  }

  /** Each processor takes its commands under its own address. */
  @Bean
  ConfigurerModule processorCommands(
      ObjectProvider<ProcessorDesk> processors, ObjectProvider<DeadLetterDesk> letters) {
    return configurer ->
        configurer.onInitialize(
            axon ->
                axon.onStart(
                    1,
                    () ->
                        axon.eventProcessingConfiguration()
                            .eventProcessors()
                            .keySet()
                            .forEach(
                                name ->
                                    take(
                                        axon,
                                        new PartId(name),
                                        processors.getObject(),
                                        letters.getObject()))));
  }

  private static void take(
      org.axonframework.config.Configuration axon,
      PartId processor,
      ProcessorDesk processors,
      DeadLetterDesk letters) {
    for (var type : ProcessorCommand.class.getPermittedSubclasses()) {
      var unused =
          axon.commandBus()
              .subscribe(
                  ProcessorCommand.address(type, processor),
                  message -> {
                    switch ((ProcessorCommand) message.getPayload()) {
                      case StopProcessor c -> processors.decide(c);
                      case StartProcessor c -> processors.decide(c);
                      case ReplayLetter c -> letters.decide(c);
                      case DiscardLetter c -> letters.decide(c);
                    }
                    return processor;
                  });
    }
  }
}
