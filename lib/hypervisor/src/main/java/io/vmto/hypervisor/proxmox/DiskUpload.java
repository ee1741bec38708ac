package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.PveClient.segment;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads an image with its checksum. The node reads the parts of the body by their order and the
 * file part by its first header, spools to {@code /var/tmp}, checks the sum and copies the file to
 * the storage.
 */
final class DiskUpload {
  private static final Logger log = LoggerFactory.getLogger(DiskUpload.class);
  private static final Duration STALL = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofHours(1);
  private static final Duration COPY = Duration.ofHours(12);
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** One upload at a time per endpoint and node, for they share a spool. */
  private static final Map<String, ReentrantLock> TURNS = new ConcurrentHashMap<>();

  private final PveClient client;
  private final PveTasks tasks;
  private final Storages storages;
  private final String endpoint;

  DiskUpload(PveClient client, PveTasks tasks, Storages storages, String endpoint) {
    this.client = client;
    this.tasks = tasks;
    this.storages = storages;
    this.endpoint = endpoint;
  }

  String upload(String node, String storage, ImageFile image, String sha256, LongConsumer sent) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a SHA-256 has 64 lower case hex digits");
    }
    var turn = TURNS.computeIfAbsent(endpoint + " " + node, _ -> new ReentrantLock());
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PveTasks.interrupted(e);
    }
    try {
      return inTurn(node, storage, image, sha256, sent);
    } finally {
      turn.unlock();
    }
  }

  private String inTurn(
      String node, String storage, ImageFile image, String sha256, LongConsumer sent) {
    var volume = storage + ":import/" + image.name();
    precheck(node, storage, image, volume);
    var body = new CountedBody(body(boundary(), image, sha256), sent);
    var answer =
        client.postLong(
            Storages.path(node, storage) + "/upload",
            "multipart/form-data; boundary=" + body.boundary(),
            body.publisher(),
            STALL,
            body::moved);
    tasks.await(answer, COPY, ErrorCode.UPLOAD_REJECTED);
    var size = storages.list(node, storage, "import", "").get(volume);
    if (size == null || size != image.size()) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.UPLOAD_REJECTED,
                  "The uploaded image is not on the storage as it was sent",
                  "Look at the storage's import folder on the node.")
              .with("volume", volume)
              .with("sent", image.size())
              .with("found", size == null ? "nothing" : size));
    }
    return volume;
  }

  private void precheck(String node, String storage, ImageFile image, String volume) {
    var target = storages.usable(node, storage, "import");
    if (target.available() < image.size()) {
      throw full(ErrorCode.TARGET_FULL, "storage " + storage, image.size(), target.available());
    }
    spool(node, image.size());
    if (storages.exists(node, volume)) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.NAME_TAKEN,
                  "The storage already has a file of this name",
                  "If an earlier attempt left it, delete it; somebody else's is not overwritten.")
              .with("volume", volume));
    }
  }

  /** The spool is on the root file system of most nodes; a fifth must stay free. */
  private void spool(String node, long size) {
    try {
      var free = client.get("/nodes/" + segment(node) + "/status").path("rootfs").path("avail");
      var needed = size + size / 5;
      if (free.isNumber() && free.asLong() < needed) {
        throw full(ErrorCode.SPOOL_FULL, "/var/tmp of node " + node, needed, free.asLong());
      }
    } catch (PlatformException e) {
      if (e.failure().code() != ErrorCode.PERMISSION_MISSING) {
        throw e;
      }
      log.warn("The token may not see how much room is in /var/tmp of node {}", node);
    }
  }

  private static PlatformException full(ErrorCode code, String where, long needed, long available) {
    return new PlatformException(
        Failure.of(code, "There is not enough room for the upload in " + where, "Free space there.")
            .with("needed", needed)
            .with("available", available));
  }

  private static String boundary() {
    var random = new byte[16];
    ThreadLocalRandom.current().nextBytes(random);
    return "vmto-" + HexFormat.of().formatHex(random);
  }

  /** A multipart body of known length. */
  record Body(String boundary, BodyPublisher publisher) {}

  /** Text parts in the only order the node takes, then the file. */
  static Body body(String boundary, ImageFile image, String sha256) {
    var head =
        part(boundary, "content", "import")
            + part(boundary, "checksum-algorithm", "sha256")
            + part(boundary, "checksum", sha256)
            + "--"
            + boundary
            + "\r\n"
            + "Content-Disposition: form-data; name=\"filename\"; filename=\""
            + image.name()
            + "\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n";
    var tail = "\r\n--" + boundary + "--\r\n";
    return new Body(
        boundary,
        BodyPublishers.concat(
            BodyPublishers.ofString(head, StandardCharsets.US_ASCII),
            BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> open(image)), image.size()),
            BodyPublishers.ofString(tail, StandardCharsets.US_ASCII)));
  }

  private static InputStream open(ImageFile image) {
    try {
      return image.content().open();
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(ErrorCode.UPLOAD_REJECTED, "The image is gone", "Run the copy step again."),
          e);
    }
  }

  private static String part(String boundary, String name, String value) {
    return "--"
        + boundary
        + "\r\n"
        + "Content-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  /** Tells how much of a body was handed to the socket. */
  private static final class CountedBody {
    private final Body body;
    private final LongConsumer sent;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private volatile long lastMove = System.nanoTime();

    CountedBody(Body body, LongConsumer sent) {
      this.body = body;
      this.sent = sent;
    }

    String boundary() {
      return body.boundary();
    }

    /** Once everything is sent the node may be busy passing it on to another node. */
    boolean moved() {
      var now = count.get();
      if (asked.getAndSet(now) != now) {
        lastMove = System.nanoTime();
        return true;
      }
      return now >= body.publisher().contentLength()
          && System.nanoTime() - lastMove < ANSWER.toNanos();
    }

    BodyPublisher publisher() {
      Flow.Publisher<ByteBuffer> counted =
          subscriber -> body.publisher().subscribe(new Counter(subscriber));
      return BodyPublishers.fromPublisher(counted, body.publisher().contentLength());
    }

    private final class Counter implements Flow.Subscriber<ByteBuffer> {
      private final Flow.Subscriber<? super ByteBuffer> next;

      Counter(Flow.Subscriber<? super ByteBuffer> next) {
        this.next = next;
      }

      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        next.onSubscribe(subscription);
      }

      @Override
      public void onNext(ByteBuffer item) {
        var bytes = item.remaining();
        next.onNext(item);
        sent.accept(count.addAndGet(bytes));
      }

      @Override
      public void onError(Throwable error) {
        next.onError(error);
      }

      @Override
      public void onComplete() {
        next.onComplete();
      }
    }
  }
}
