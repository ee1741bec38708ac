package io.vmto.s3;

import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListPartsArgs;
import io.minio.UploadPartArgs;
import io.minio.messages.Part;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The multipart requests (Amazon S3 API, "CreateMultipartUpload" and those that follow). */
final class Uploads {
  private static final int MOST_PAGES = 1_000;
  private static final int MOST_ABORTS = 5;

  private final S3Bucket bucket;
  private final String name;

  Uploads(S3Bucket bucket) {
    this.bucket = bucket;
    this.name = bucket.settings.bucket();
  }

  String begin(String key) throws IOException {
    var args =
        CreateMultipartUploadArgs.builder()
            .bucket(name)
            .object(bucket.name(key))
            .headers(bucket.encryption())
            .build();
    return bucket
        .retries
        .ask("beginning to upload " + key, () -> bucket.client.createMultipartUpload(args))
        .result()
        .uploadId();
  }

  /** Sends a part; the server compares it with its MD5, in flight there and back. */
  Part send(String key, String upload, int number, byte[] data, int length, BooleanSupplier closed)
      throws IOException {
    var args =
        UploadPartArgs.builder()
            .bucket(name)
            .object(bucket.name(key))
            .uploadId(upload)
            .partNumber(number)
            .data(data, length)
            .headers(new Http.Headers(Http.Headers.CONTENT_MD5, md5(data, length)))
            .build();
    var what = "uploading part " + number + " of " + key;
    var sent = bucket.retries.ask(what, () -> bucket.client.uploadPart(args), closed);
    return new Part(number, sent.part().etag());
  }

  /** The parts the server has, by their numbers. */
  List<Part> parts(String key, String upload) throws IOException {
    var parts = new ArrayList<Part>();
    while (parts.size() <= PartPlan.MOST_PARTS) {
      var args = ListPartsArgs.builder().bucket(name).object(bucket.name(key)).uploadId(upload);
      if (!parts.isEmpty()) {
        args.partNumberMarker(parts.getLast().partNumber());
      }
      var asked = args.build();
      var page =
          bucket.retries.ask("listing the parts of " + key, () -> bucket.client.listParts(asked));
      var listed = page.result().parts();
      parts.addAll(listed);
      if (!page.result().isTruncated() || listed.isEmpty()) {
        return parts;
      }
    }
    throw new IOException("The server lists more parts of " + key + " than there can be");
  }

  /** The ids of the unfinished uploads of a key. */
  List<String> list(String key) throws IOException {
    var ids = new ArrayList<String>();
    String keyMarker = null;
    String idMarker = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      var args = ListMultipartUploadsArgs.builder().bucket(name).prefix(bucket.name(key));
      if (keyMarker != null && idMarker != null) {
        args.keyMarker(keyMarker).uploadIdMarker(idMarker);
      }
      var asked = args.build();
      var what = "listing the uploads of " + key;
      var result = bucket.retries.ask(what, () -> bucket.client.listMultipartUploads(asked));
      for (var upload : result.result().uploads()) {
        if (upload.objectName().equals(bucket.name(key))) {
          ids.add(upload.uploadId());
        }
      }
      keyMarker = result.result().nextKeyMarker();
      idMarker = result.result().nextUploadIdMarker();
      if (!result.result().isTruncated() || keyMarker == null || idMarker == null) {
        return ids;
      }
    }
    throw new IOException("The server lists too many uploads of " + key);
  }

  /** Makes the object of the parts; asked again after a lost answer, it is there already. */
  void complete(String key, String upload, List<Part> parts, long size) throws IOException {
    var args =
        CompleteMultipartUploadArgs.builder()
            .bucket(name)
            .object(bucket.name(key))
            .uploadId(upload)
            .parts(parts.toArray(Part[]::new))
            .build();
    try {
      bucket.retries.ask("completing " + key, () -> bucket.client.completeMultipartUpload(args));
    } catch (S3Exception e) {
      if (!e.code().equals("NoSuchUpload")) {
        throw e;
      }
    }
    var stored = bucket.head(key);
    if (stored.isEmpty() || stored.get().size() != size) {
      throw new IOException("The server does not have " + key + " as it was sent");
    }
  }

  /**
   * Gives an upload up. A part that was under way may come late and be kept, so the server is asked
   * again until it knows nothing of the upload.
   */
  void abort(String key, String upload) throws IOException {
    var args =
        AbortMultipartUploadArgs.builder()
            .bucket(name)
            .object(bucket.name(key))
            .uploadId(upload)
            .build();
    try {
      for (int i = 0; i < MOST_ABORTS; i++) {
        bucket.retries.ask(
            "giving up the upload of " + key, () -> bucket.client.abortMultipartUpload(args));
        if (parts(key, upload).isEmpty()) {
          return;
        }
      }
    } catch (S3Exception e) {
      if (e.code().equals("NoSuchUpload")) {
        return;
      }
      throw e;
    }
    throw new IOException("The server keeps parts of the upload of " + key);
  }

  /** As the header Content-MD5 wants it (RFC 1864). */
  static String md5(byte[] data, int length) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      digest.update(data, 0, length);
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
