package io.vmto.s3;

import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.ServerSideEncryption;
import io.minio.credentials.Credentials;
import io.minio.errors.MinioException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of an S3 server, and the whole objects in it. Keys are relative to the prefix of its
 * settings. Every call blocks, is bounded in time, and is repeated a few times where the failure
 * may pass; what fails for good is an {@link S3Exception}. For any number of threads.
 */
public final class S3Bucket implements Closeable {
  private static final Duration LONGEST_CALL = Duration.ofHours(1);
  private static final int CONNECTIONS = 64;
  private static final int MOST_PAGES = 10_000;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

  final MinioAsyncClient client;
  final BucketSettings settings;
  final Retries retries;
  final Uploads uploads;
  private final OkHttpClient http;

  private S3Bucket(BucketSettings settings, Retries retries) {
    this.settings = settings;
    this.retries = retries;
    this.http = http(settings.timeouts());
    this.client =
        MinioAsyncClient.builder()
            .endpoint(settings.endpoint().toString())
            .region(settings.region())
            .credentialsProvider(() -> credentials(settings))
            .httpClient(http, false)
            .build();
    this.uploads = new Uploads(this);
  }

  /** Asks nobody yet. */
  public static S3Bucket open(BucketSettings settings) {
    return open(settings, Retries.USUAL);
  }

  static S3Bucket open(BucketSettings settings, Retries retries) {
    return new S3Bucket(settings, retries);
  }

  /** One client that neither repeats nor redirects by itself. */
  private static OkHttpClient http(BucketSettings.Timeouts timeouts) {
    var dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(CONNECTIONS);
    dispatcher.setMaxRequestsPerHost(CONNECTIONS);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .connectTimeout(timeouts.connect())
        .readTimeout(timeouts.read())
        .writeTimeout(timeouts.write())
        .callTimeout(LONGEST_CALL)
        .protocols(List.of(Protocol.HTTP_1_1))
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .build();
  }

  private static Credentials credentials(BucketSettings settings) {
    return new Credentials(settings.accessKey(), settings.secretKey().reveal(), null, null);
  }

  /** The object under a key as it is now, or empty where there is none. */
  public Optional<S3Object> find(String key) throws IOException {
    return head(key).map(head -> new S3Object(this, key, head));
  }

  Optional<HeadObjectResponse> head(String key) throws IOException {
    var args = HeadObjectArgs.builder().bucket(settings.bucket()).object(name(key)).build();
    try {
      return Optional.of(retries.ask("asking for " + key, () -> client.headObject(args)));
    } catch (S3Exception e) {
      if (e.code().equals("NoSuchKey")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Stores a small object, over one that may be there; its MD5 goes along for the server. */
  public void put(String key, byte[] content, Map<String, String> metadata) throws IOException {
    var headers = encryption();
    metadata.forEach((name, value) -> headers.put("x-amz-meta-" + name, value));
    headers.put(Http.Headers.CONTENT_MD5, Uploads.md5(content, content.length));
    var args =
        PutObjectAPIArgs.builder()
            .bucket(settings.bucket())
            .object(name(key))
            .data(content, content.length)
            .headers(headers)
            .build();
    retries.ask("storing " + key, () -> client.putObject(args));
  }

  /** Deletes an object; one that is not there is fine. */
  public void delete(String key) throws IOException {
    var args = RemoveObjectArgs.builder().bucket(settings.bucket()).object(name(key)).build();
    retries.ask("deleting " + key, () -> client.removeObject(args));
  }

  /** Gives up every unfinished upload of a key, with the parts that were sent. */
  public void abort(String key) throws IOException {
    for (var upload : uploads.list(key)) {
      uploads.abort(key, upload);
    }
  }

  /** The keys of all objects below a folder of keys; the empty one is the whole prefix. */
  public List<String> list(String folder) throws IOException {
    var start = settings.prefix() + (folder.isEmpty() ? "" : checked(folder) + "/");
    var keys = new ArrayList<String>();
    String token = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      var result = page(start, token);
      result
          .contents()
          .forEach(item -> keys.add(item.objectName().substring(settings.prefix().length())));
      token = result.nextContinuationToken();
      if (!result.isTruncated() || token == null) {
        return keys;
      }
    }
    throw new IOException("The bucket lists more than " + MOST_PAGES + " pages of objects");
  }

  private io.minio.messages.ListBucketResultV2 page(String start, @Nullable String token)
      throws IOException {
    var args = ListObjectsV2Args.builder().bucket(settings.bucket()).prefix(start);
    if (token != null) {
      args.continuationToken(token);
    }
    var asked = args.build();
    return retries.ask("listing objects", () -> client.listObjectsV2(asked)).result();
  }

  /** The full name of an object. */
  String name(String key) {
    return settings.prefix() + checked(key);
  }

  private static String checked(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not a key");
    }
    return key;
  }

  /** What asks the server to encrypt a new object as the settings say. */
  Http.Headers encryption() {
    try {
      return switch (settings.encryption()) {
        case Encryption.None none -> new Http.Headers();
        case Encryption.S3 s3 -> new Http.Headers(new ServerSideEncryption.S3().headers());
        case Encryption.Kms kms ->
            new Http.Headers(new ServerSideEncryption.KMS(kms.key(), null).headers());
      };
    } catch (MinioException e) {
      throw new IllegalArgumentException("the KMS key", e);
    }
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
