package io.vmto.gateway;

import io.r2dbc.spi.Readable;
import io.vmto.runtime.vault.KeyProvider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * What requests with an {@code Idempotency-Key} were answered, for 24 hours. Of key and request
 * only a hash is stored, made with the installation's key, so that nothing can be guessed from a
 * copy of the database.
 */
final class AnswerStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AnswerStore.class);
  private static final String HMAC = "HmacSHA256";
  private static final Duration SWEEP = Duration.ofMinutes(10);

  /** The oldest go when there are more. */
  private static final int MOST = 100_000;

  /** Longer than any request may take; after it the first is taken for dead. */
  private static final int RUN_SECONDS = 180;

  private final DatabaseClient db;
  private final SecretKey hashing;
  private Disposable sweeping = Disposables.disposed();

  AnswerStore(DatabaseClient db, KeyProvider keys) {
    this.db = db;
    var master = keys.key(keys.currentKeyId());
    var derived = mac(master, "gateway answers".getBytes(StandardCharsets.UTF_8));
    hashing = new SecretKeySpec(derived, HMAC);
  }

  /** How a request with a key stands. */
  sealed interface Begun {}

  /** It is ours to carry out. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record First(byte[] key, UUID run) implements Begun {}

  /** It was answered before. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Told(int status, @Nullable String location, @Nullable String type, byte[] body)
      implements Begun {}

  /** Somebody is at it. */
  record Running() implements Begun {}

  /** The key belongs to another request. */
  record Another() implements Begun {}

  void start() {
    sweeping =
        Flux.interval(Duration.ZERO, SWEEP)
            .onBackpressureDrop()
            .concatMap(
                tick ->
                    sweep()
                        .onErrorResume(
                            e -> {
                              log.warn("Old answers could not be deleted: {}", e.toString());
                              return Mono.empty();
                            }))
            .subscribe();
  }

  @Override
  public void close() {
    sweeping.dispose();
  }

  /**
   * Claims a key.
   *
   * @param identity who asks for what; the key stands for this and the body
   */
  Mono<Begun> begin(String key, byte[] identity, byte[] body) {
    var name = mac(hashing, key.getBytes(StandardCharsets.US_ASCII));
    var request = mac(hashing, identity, body);
    var claimed = new First(name, UUID.randomUUID());
    return db.sql(
            """
            insert into gateway.answer as a (key, request, run, until)
            values (:key, :request, :run, now() + make_interval(secs => :secs))
            on conflict (key) do update
            set request = excluded.request, run = excluded.run, until = excluded.until,
                status = null, location = null, type = null, body = null
            where a.until < now() and (a.status is not null or a.request = excluded.request)
            """)
        .bind("key", name)
        .bind("request", request)
        .bind("run", claimed.run)
        .bind("secs", RUN_SECONDS)
        .fetch()
        .rowsUpdated()
        .flatMap(rows -> rows > 0 ? Mono.just(claimed) : known(name, request));
  }

  private Mono<Begun> known(byte[] name, byte[] request) {
    return db.sql("select * from gateway.answer where key = :key")
        .bind("key", name)
        .map(row -> begun(row, request))
        .one()
        .defaultIfEmpty(new Running()); // gone again this moment
  }

  private static Begun begun(Readable row, byte[] request) {
    if (!MessageDigest.isEqual(request, row.get("request", byte[].class))) {
      return new Another();
    }
    var status = row.get("status", Integer.class);
    return status == null
        ? new Running()
        : new Told(
            status,
            row.get("location", String.class),
            row.get("type", String.class),
            Objects.requireNonNull(row.get("body", byte[].class)));
  }

  Mono<Void> keep(First run, Told answer) {
    var update =
        db.sql(
                """
                update gateway.answer
                set status = :status, location = :location, type = :type, body = :body,
                    until = now() + interval '24 hours'
                where key = :key and run = :run
                """)
            .bind("status", answer.status)
            .bind("body", answer.body)
            .bind("key", run.key)
            .bind("run", run.run);
    return optional(optional(update, "location", answer.location), "type", answer.type)
        .then()
        .retryWhen(Retry.backoff(2, Duration.ofMillis(100)));
  }

  Mono<Void> forget(First run) {
    return db.sql("delete from gateway.answer where key = :key and run = :run")
        .bind("key", run.key)
        .bind("run", run.run)
        .then();
  }

  Mono<Void> sweep() {
    return db.sql(
            """
            delete from gateway.answer
            where until < now() - case when status is null then interval '1 day'
                                       else interval '0' end
            or key in (select key from gateway.answer order by until desc offset :most)
            """)
        .bind("most", MOST)
        .then();
  }

  private static DatabaseClient.GenericExecuteSpec optional(
      DatabaseClient.GenericExecuteSpec statement, String name, @Nullable String value) {
    return value == null ? statement.bindNull(name, String.class) : statement.bind(name, value);
  }

  private static byte[] mac(SecretKey key, byte[]... parts) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.getEncoded(), HMAC));
      for (var part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
