package io.vmto.s3;

import io.minio.messages.Part;
import io.vmto.disk.ImageStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An image that becomes an object of a bucket by a multipart upload. Content begins at 5 MiB, so
 * that the first part, the header and zeros, can go last while all others are durable as soon as
 * the server has them. A few parts are in memory at once, and writing waits where they are not
 * stored as fast as they fill up.
 *
 * <p>What was stored cannot be read, nor changed in part, before the image is finished: {@link
 * #read} serves parts in memory only, and {@link #cut} keeps parts whole. {@link #flush} answers
 * the start of a part, and does not wait for the parts that are under way.
 *
 * <p>{@link #close} leaves an unfinished upload at the server, for {@link #resume}; nobody sees an
 * object until {@link #finish}. {@link S3Bucket#abort} gives it up.
 */
public final class S3Image implements ImageStorage {
  /** How many parts are in memory at once, unless one says otherwise. */
  public static final int PARTS = 3;

  private static final long SLACK = 256L << 20;

  private final S3Bucket bucket;
  private final String key;
  private final String upload;
  private final PartPlan plan;
  private final int most;
  private final NavigableMap<Integer, Part> stored = new ConcurrentSkipListMap<>();
  private final ExecutorService senders;
  private volatile PartWindow window;
  private volatile @Nullable S3Object finished;
  private volatile boolean closed;

  private S3Image(S3Bucket bucket, String key, String upload, PartPlan plan, int most) {
    this.bucket = bucket;
    this.key = key;
    this.upload = upload;
    this.plan = plan;
    this.most = most;
    this.window = new PartWindow(plan.size(), most, 2);
    var named = Thread.ofPlatform().daemon().name("s3-part-", 0).factory();
    this.senders = Executors.newFixedThreadPool(most, named);
  }

  /** Starts an upload over: what a key holds, and earlier uploads of it, are given up. */
  public static S3Image create(S3Bucket bucket, String key, long largest, int parts)
      throws IOException {
    return create(bucket, key, PartPlan.of(largest), parts);
  }

  static S3Image create(S3Bucket bucket, String key, PartPlan plan, int parts) throws IOException {
    bucket.abort(key);
    bucket.delete(key);
    return new S3Image(bucket, key, bucket.uploads.begin(key), plan, parts);
  }

  /**
   * Goes on with the one unfinished upload of a key, which must have been created for the same
   * largest size; empty when there is none. To be cut before anything is written.
   */
  public static Optional<S3Image> resume(S3Bucket bucket, String key, long largest, int parts)
      throws IOException {
    return resume(bucket, key, PartPlan.of(largest), parts);
  }

  static Optional<S3Image> resume(S3Bucket bucket, String key, PartPlan plan, int parts)
      throws IOException {
    var uploads = bucket.uploads.list(key);
    if (uploads.size() != 1) {
      return Optional.empty();
    }
    var image = new S3Image(bucket, key, uploads.getFirst(), plan, parts);
    try {
      bucket.uploads.parts(key, image.upload).stream()
          .filter(part -> part.partNumber() >= 2 && part.partSize() == plan.size())
          .forEach(part -> image.stored.put(part.partNumber(), bare(part)));
      return Optional.of(image);
    } catch (IOException | RuntimeException e) {
      image.close();
      throw e;
    }
  }

  private static Part bare(Part part) {
    return new Part(part.partNumber(), part.etag());
  }

  /** More bytes than an image of a disk takes, with all its tables and what restarts waste. */
  public static long largest(long capacity) {
    return Math.addExact(capacity, capacity / 256 + SLACK);
  }

  @Override
  public long dataStart() {
    return PartPlan.FIRST;
  }

  @Override
  public void write(long position, ByteBuffer data) throws IOException {
    if (position < PartPlan.FIRST || closed) {
      throw new IllegalStateException("nothing can be written there, or not any more");
    }
    long at = position;
    while (data.hasRemaining()) {
      int number = plan.number(at);
      int within = (int) (at - plan.start(number));
      int length = Math.min(data.remaining(), plan.size() - within);
      var full = window.write(number, within, data.slice(data.position(), length));
      full.ifPresent(part -> senders.execute(() -> send(part)));
      data.position(data.position() + length);
      at += length;
    }
  }

  private void send(PartWindow.Held part) {
    try {
      stored.put(part.number, sent(part.number, part.data, part.length()));
      window.stored(part);
    } catch (IOException e) {
      window.fail(e);
    } catch (RuntimeException e) {
      window.fail(new IOException("Uploading part " + part.number, e));
    }
  }

  private Part sent(int number, byte[] data, int length) throws IOException {
    return bucket.uploads.send(key, upload, number, data, length, () -> closed);
  }

  /** Reads from parts that are in memory, or from the finished object. */
  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    if (finished != null) {
      finished.read(position, target);
      return;
    }
    long at = position;
    while (target.hasRemaining()) {
      int number = plan.number(at);
      int within = (int) (at - plan.start(number));
      int length = Math.min(target.remaining(), plan.size() - within);
      if (!window.read(number, within, target, length)) {
        throw new IOException("Byte " + at + " is uploaded: to be read once the image is finished");
      }
      at += length;
    }
  }

  @Override
  public long flush() throws IOException {
    return plan.start(window.unstored());
  }

  @Override
  public long cut(long position) throws IOException {
    int number = plan.number(position);
    boolean within = position > plan.start(number);
    int next = within ? number + 1 : number;
    stored.tailMap(next, true).clear();
    if (stored.size() != next - 2) {
      throw new IOException("Parts are missing at the server below byte " + position);
    }
    window = new PartWindow(plan.size(), most, next);
    return plan.start(next);
  }

  @Override
  public void finish(ByteBuffer header) throws IOException {
    var last = window.last();
    last.ifPresent(part -> senders.execute(() -> send(part)));
    window.drain();
    long size = last.map(part -> plan.start(part.number) + part.length()).orElse(flush());
    var first = new byte[PartPlan.FIRST];
    header.get(first, 0, header.remaining());
    stored.put(1, sent(1, first, first.length));
    bucket.uploads.complete(key, upload, List.copyOf(stored.values()), size);
    finished = bucket.find(key).orElseThrow(() -> new IOException(key + " is gone"));
  }

  /** Waits for what is under way, so that no part of this image comes late, and sends no more. */
  @Override
  public void close() {
    closed = true;
    window.fail(new IOException("The image is closed"));
    senders.shutdown();
    var timeouts = bucket.settings.timeouts();
    try {
      senders.awaitTermination(
          timeouts.read().plus(timeouts.write()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    senders.shutdownNow();
  }
}
