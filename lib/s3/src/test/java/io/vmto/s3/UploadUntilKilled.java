package io.vmto.s3;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** A process that uploads content and says how much is durable, until somebody kills it. */
final class UploadUntilKilled {
  private UploadUntilKilled() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    var content = Content.random(Long.parseLong(args[2]), Integer.parseInt(args[3]));
    var settings = S3Server.settings(port, S3Server.SECRET, new Encryption.None());
    try (var bucket = S3Bucket.open(settings);
        var image = S3Image.create(bucket, args[1], new PartPlan(5 << 20), 2)) {
      for (int at = 0; at < content.length; at += Content.CLUSTER) {
        image.write(Content.START + at, ByteBuffer.wrap(content, at, Content.CLUSTER));
        System.out.println(image.flush());
      }
      TimeUnit.MINUTES.sleep(1); // its killer is about to come
    }
  }
}
