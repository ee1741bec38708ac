package io.vmto.standalone.disk;

import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockSink;
import io.vmto.disk.ImageStorage;
import io.vmto.disk.Manifest;
import io.vmto.disk.Qcow2Sink;
import io.vmto.s3.BucketSettings;
import io.vmto.s3.Encryption;
import io.vmto.s3.S3Bucket;
import io.vmto.s3.S3Image;
import io.vmto.s3.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An object of an S3 server, which the environment names as for other tools: AWS_ENDPOINT_URL,
 * AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
 */
record Bucket(String name, String key) {
  private static final Pattern ADDRESS = Pattern.compile("s3://([^/]+)/(.+)");
  private static final String ROOT = "vmto-root";

  static Bucket parse(String text) throws Refusal {
    var address = ADDRESS.matcher(text);
    if (!address.matches()) {
      throw new Refusal(Exit.WRONG_REQUEST, "Not an object: " + text, "Use s3://BUCKET/KEY.");
    }
    return new Bucket(address.group(1), address.group(2));
  }

  @Override
  public String toString() {
    return "s3://" + name + "/" + key;
  }

  private S3Bucket open() throws Refusal {
    try {
      return S3Bucket.open(
          new BucketSettings(
              URI.create(variable("AWS_ENDPOINT_URL")),
              Objects.requireNonNullElse(System.getenv("AWS_REGION"), "us-east-1"),
              name,
              "",
              variable("AWS_ACCESS_KEY_ID"),
              new Secret(variable("AWS_SECRET_ACCESS_KEY").toCharArray()),
              new Encryption.None(),
              BucketSettings.Timeouts.USUAL));
    } catch (IllegalArgumentException e) {
      throw new Refusal(Exit.WRONG_REQUEST, this + ": " + e.getMessage(), "Check it.");
    }
  }

  private static String variable(String name) throws Refusal {
    var value = System.getenv(name);
    if (value == null || value.isBlank()) {
      throw new Refusal(
          Exit.WRONG_REQUEST, name + " is not set", "Set it, so that the S3 server is known.");
    }
    return value;
  }

  /** The object's bytes. */
  BlockReader object() throws IOException {
    var bucket = open();
    try {
      var object =
          bucket
              .find(key)
              .orElseThrow(
                  () -> new Refusal(Exit.NOT_FOUND, this + " is not there", "Check the key."));
      return new Closing(object, bucket);
    } catch (IOException | RuntimeException e) {
      bucket.close();
      throw e;
    }
  }

  /** An upload of a qcow2 image, or the unfinished one; its log is called {@code name} here. */
  BlockSink upload(Path name, long capacity, boolean compress, boolean resume) throws IOException {
    var bucket = open();
    try {
      long largest = S3Image.largest(capacity);
      var begun =
          resume
              ? S3Image.resume(bucket, key, largest, S3Image.PARTS)
              : java.util.Optional.<S3Image>empty();
      ImageStorage storage =
          new Uploading(
              begun.isPresent() ? begun.get() : S3Image.create(bucket, key, largest, S3Image.PARTS),
              bucket);
      return begun.isPresent()
          ? Qcow2Sink.resume(storage, name, capacity, compress)
          : Qcow2Sink.create(storage, name, capacity, compress);
    } catch (IOException | RuntimeException e) {
      bucket.close();
      throw e;
    }
  }

  /** Stores the manifest beside the object, with the root for those who only ask for its head. */
  void store(Path manifest) throws IOException {
    try (var bucket = open()) {
      var root = Manifest.read(manifest).root();
      bucket.put(key + ".manifest", Files.readAllBytes(manifest), Map.of(ROOT, root));
    }
  }

  /** An object whose connections go with it. */
  private record Closing(BlockReader object, S3Bucket bucket) implements BlockReader {
    @Override
    public long capacity() {
      return object.capacity();
    }

    @Override
    public int connections() {
      return object.connections();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
      object.read(offset, target);
    }

    @Override
    public void close() throws IOException {
      try (bucket) {
        object.close();
      }
    }
  }

  /** An upload whose connections go with it. */
  private record Uploading(ImageStorage image, S3Bucket bucket) implements ImageStorage {
    @Override
    public long dataStart() {
      return image.dataStart();
    }

    @Override
    public void write(long position, ByteBuffer data) throws IOException {
      image.write(position, data);
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
      image.read(position, target);
    }

    @Override
    public long flush() throws IOException {
      return image.flush();
    }

    @Override
    public long cut(long position) throws IOException {
      return image.cut(position);
    }

    @Override
    public void finish(ByteBuffer header) throws IOException {
      image.finish(header);
    }

    @Override
    public int connections() {
      return image.connections();
    }

    @Override
    public void close() throws IOException {
      try (bucket) {
        image.close();
      }
    }
  }
}
