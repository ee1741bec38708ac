package io.vmto.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An S3 server of others (s3proxy) on the loopback, which keeps objects as files of a folder. It
 * holds clients to the limits that Amazon documents, and breaks on demand.
 */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "artifacts";
  public static final String USER = "tester";
  public static final String SECRET = "canary-of-the-tests";
  private static final int LEAST_PART = 5 << 20;
  private static final int MOST_PARTS = 10_000;

  /** Asked before a part is stored; throws to refuse it. */
  public interface PartRule {
    void before(int number) throws S3ProxyException;
  }

  private final Path folder;
  private final Strict store;
  private final S3Proxy proxy;
  private volatile PartRule rule = number -> {};

  private S3Server(Path folder) throws Exception {
    this.folder = folder;
    this.store = new Strict(new FilesystemNio2BlobStore(folder.toString()));
    store.createContainer(BUCKET);
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    this.proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V4, USER, SECRET)
            .v4MaxNonChunkedRequestSize(64 << 20)
            .ignoreUnknownHeaders(true)
            .build();
    proxy.start();
  }

  /** Listens when this returns; the folder must be there. */
  public static S3Server start(Path folder) throws Exception {
    return new S3Server(folder);
  }

  public int port() {
    return proxy.getPort();
  }

  public BucketSettings settings() {
    return settings(port(), SECRET, new Encryption.None());
  }

  static BucketSettings settings(int port, String secret, Encryption encryption) {
    return new BucketSettings(
        URI.create("http://127.0.0.1:" + port),
        "us-east-1",
        BUCKET,
        "vmto/",
        USER,
        new Secret(secret.toCharArray()),
        encryption,
        BucketSettings.Timeouts.USUAL);
  }

  /** The content of an object as the server keeps it. */
  public byte[] stored(String key) throws IOException {
    return Files.readAllBytes(folder.resolve(BUCKET).resolve("vmto").resolve(key));
  }

  /** How many uploads the server keeps unfinished. */
  public int unfinished() {
    return store.listMultipartUploads(BUCKET).size();
  }

  /** The names of all objects, without the server's own notes. */
  public List<String> objects() {
    return store.list(BUCKET).contents().stream()
        .map(o -> o.key())
        .filter(name -> !name.startsWith(".s3proxy-"))
        .toList();
  }

  public void onPart(PartRule other) {
    rule = other;
  }

  static S3ProxyException refusal(S3ErrorCode code) {
    return new S3ProxyException(code);
  }

  @Override
  public void close() throws Exception {
    proxy.stop();
    store.close();
  }

  private final class Strict extends ForwardingBlobStore {
    private final Map<String, Map<Integer, Long>> lengths = new ConcurrentHashMap<>();

    Strict(BlobStore store) {
      super(store);
    }

    /** So that it is not refused; it is the request that tests look at. */
    @Override
    public boolean supportsServerSideEncryption() {
      return true;
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
        MultipartUpload upload, UploadPartRequest request, InputStream body) {
      int number = request.partNumber();
      rule.before(number);
      if (number < 1 || number > MOST_PARTS) {
        throw refusal(S3ErrorCode.INVALID_ARGUMENT);
      }
      var response = super.uploadMultipartPart(upload, request, body);
      lengths
          .computeIfAbsent(upload.id(), _ -> new ConcurrentHashMap<>())
          .put(number, request.contentLength());
      return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
        MultipartUpload upload, CompleteMultipartUploadRequest request) {
      var parts = request.multipartUpload().parts();
      var known = lengths.getOrDefault(upload.id(), Map.of());
      for (var part : parts.subList(0, parts.size() - 1)) {
        if (known.getOrDefault(part.partNumber(), 0L) < LEAST_PART) {
          throw refusal(S3ErrorCode.ENTITY_TOO_SMALL);
        }
      }
      return super.completeMultipartUpload(upload, request);
    }
  }
}
