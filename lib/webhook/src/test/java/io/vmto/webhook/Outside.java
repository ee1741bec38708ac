package io.vmto.webhook;

import io.vmto.contract.Command;
import io.vmto.contract.Event;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.job.JobEvent.JobPausing;
import io.vmto.contract.job.JobId;
import io.vmto.contract.webhook.DeliveryView;
import io.vmto.contract.webhook.Subscription;
import io.vmto.contract.webhook.WebhookCommand.CreateWebhook;
import io.vmto.contract.webhook.WebhookId;
import io.vmto.contract.webhook.WebhookQuery;
import io.vmto.contract.webhook.WebhookQuery.ListDeliveries;
import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.runtime.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/** webhook-service on a real PostgreSQL, in one process or several, and what happens there. */
final class Outside implements AutoCloseable {
  static final String SECRET = "canary-5d0c9e58-1f6b-4d5a";

  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final Path folder;
  private final Map<String, Object> settings;
  private ConfigurableApplicationContext context;

  Outside(Map<String, Object> more) throws IOException {
    settings = new HashMap<>(TestDatabase.shared().properties());
    folder = Files.createTempDirectory("vmto-webhook");
    settings.put("vmto.key-file", folder.resolve("key").toString());
    settings.put("vmto.webhook.nearest", "LOCAL");
    settings.put("vmto.webhook.poll", "20ms");
    settings.put("vmto.webhook.first-wait", "20ms");
    settings.put("vmto.webhook.longest-wait", "80ms");
    settings.put("vmto.webhook.timeout", "1s");
    settings.put("vmto.webhook.attempts", "4");
    settings.put("spring.config.import", "classpath:runtime.yml");
    settings.putAll(more);
    context = run(settings);
  }

  private static ConfigurableApplicationContext run(Map<String, Object> settings) {
    return new SpringApplicationBuilder(App.class)
        .web(WebApplicationType.NONE)
        .properties(settings)
        .run();
  }

  /** Another process on the same database. */
  ConfigurableApplicationContext another() {
    return run(settings);
  }

  void restart() {
    context.close();
    context = run(settings);
  }

  void stop() {
    context.close();
  }

  JdbcTemplate jdbc() {
    return new JdbcTemplate(context.getBean(DataSource.class));
  }

  WebhookId hook(String url, String... events) {
    return hook(new Subscription(url, List.of(events), ""));
  }

  WebhookId hook(Subscription subscription) {
    var id = new WebhookId(UUID.randomUUID().toString());
    send(new CreateWebhook(id, subscription, new Secret(SECRET)));
    Awaitility.await()
        .until(
            () ->
                jdbc()
                    .queryForObject(
                        "select routed is not null from webhook.hook where id = ?",
                        Boolean.class,
                        id.value()));
    return id;
  }

  Object send(Command command) {
    return context.getBean(CommandGateway.class).sendAndWait(command, 20, TimeUnit.SECONDS);
  }

  <R> R ask(Object query, Class<R> answer) {
    return context
        .getBean(QueryGateway.class)
        .query(query, answer)
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  /** Stores an event of a job. */
  void pausing(String job) {
    publish(job, new JobPausing(new JobId(job), Instant.now()));
  }

  private void publish(String aggregate, Event event) {
    context
        .getBean(EventStore.class)
        .publish(
            new GenericDomainEventMessage<>("Job", aggregate, SEQUENCE.getAndIncrement(), event));
  }

  /** Newest first. */
  List<DeliveryView> deliveries(WebhookId hook) {
    return ask(new ListDeliveries(hook, 500, null), WebhookQuery.Deliveries.class).deliveries();
  }

  DeliveryView until(WebhookId hook, Predicate<DeliveryView> wanted) {
    return Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> deliveries(hook).stream().filter(wanted).findFirst(),
            java.util.Optional::isPresent)
        .get();
  }

  @Override
  public void close() throws IOException {
    try {
      context.close();
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({RuntimeConfiguration.class, WebhookConfiguration.class})
  static class App {}
}
