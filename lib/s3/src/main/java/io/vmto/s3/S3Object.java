package io.vmto.s3;

import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.HeadObjectResponse;
import io.vmto.disk.BlockReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of an object as it was when it was found, read by range; once it is replaced or
 * deleted, reading fails.
 */
public final class S3Object implements BlockReader {
  private static final int CHUNK = 1 << 16;
  private static final int CONNECTIONS = 4;

  private final S3Bucket bucket;
  private final String key;
  private final HeadObjectResponse head;

  S3Object(S3Bucket bucket, String key, HeadObjectResponse head) {
    this.bucket = bucket;
    this.key = key;
    this.head = head;
  }

  /** The size of the object in bytes. */
  @Override
  public long capacity() {
    return head.size();
  }

  @Override
  public int connections() {
    return CONNECTIONS;
  }

  /** Tells it from what else was or will be stored under its key. */
  public String version() {
    return head.etag();
  }

  /** What was stored with it under {@code x-amz-meta-} and this name. */
  public Optional<String> metadata(String name) {
    return Optional.ofNullable(head.headers().get("x-amz-meta-" + name));
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(position, target.remaining(), capacity());
    if (!target.hasRemaining()) {
      return;
    }
    int start = target.position();
    var what = "reading " + target.remaining() + " bytes of " + key + " at byte " + position;
    bucket.retries.run(
        what,
        () -> {
          // a repeated attempt goes on where the one before broke off
          try (var body = request(position + target.position() - start, target.remaining())) {
            fill(body, target);
            return target;
          }
        },
        () -> false);
  }

  private GetObjectResponse request(long position, int length) throws Exception {
    var args =
        GetObjectArgs.builder()
            .bucket(bucket.settings.bucket())
            .object(bucket.name(key))
            .offset(position)
            .length((long) length)
            .matchETag(head.etag())
            .build();
    return bucket.client.getObject(args).get();
  }

  private static void fill(InputStream body, ByteBuffer target) throws IOException {
    var chunk = new byte[Math.min(CHUNK, target.remaining())];
    while (target.hasRemaining()) {
      int count = body.read(chunk, 0, Math.min(chunk.length, target.remaining()));
      if (count < 0) {
        throw new EOFException("the answer ends " + target.remaining() + " bytes early");
      }
      target.put(chunk, 0, count);
    }
  }

  /** The whole of a small object. */
  public byte[] content(int most) throws IOException {
    if (capacity() > most) {
      throw new IOException(key + " has " + capacity() + " bytes, more than " + most);
    }
    var content = ByteBuffer.allocate((int) capacity());
    read(0, content);
    return content.array();
  }

  /** Holds nothing between reads. */
  @Override
  public void close() {}
}
