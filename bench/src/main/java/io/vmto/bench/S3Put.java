package io.vmto.bench;

import io.minio.MinioClient;
import io.minio.UploadObjectArgs;
import io.minio.errors.MinioException;
import java.io.IOException;

/**
 * Uploads a finished file as anybody with the MinIO client would: {@code S3Put ENDPOINT BUCKET KEY
 * FILE}, with the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
 */
final class S3Put {
  private S3Put() {}

  public static void main(String... args) throws IOException, MinioException {
    MinioClient client =
        MinioClient.builder()
            .endpoint(args[0])
            .credentials(environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"))
            .region("us-east-1")
            .build();
    client.uploadObject(
        UploadObjectArgs.builder().bucket(args[1]).object(args[2]).filename(args[3]).build());
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return value;
  }
}
