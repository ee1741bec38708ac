package io.vmto.transfer.artifact;

import io.vmto.s3.BucketSettings;
import io.vmto.s3.Encryption;
import io.vmto.s3.S3Bucket;
import io.vmto.s3.S3Image;
import io.vmto.s3.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Chooses where artifacts lie: a bucket where {@code vmto.artifacts.s3.bucket} names one, else a
 * folder below {@code vmto.data}.
 */
@Configuration(proxyBeanMethods = false)
public class ArtifactConfiguration {
  private static final String S3 = "vmto.artifacts.s3.";
  private static final Duration SWEEP = Duration.ofHours(1);

  @Bean
  ArtifactStore artifactStore(@Value("${vmto.data}") Path data, Environment settings)
      throws IOException {
    var folder = data.resolve("artifacts");
    return settings.getProperty(S3 + "bucket", "").isEmpty()
        ? new LocalArtifactStore(folder)
        : new S3ArtifactStore(
            S3Bucket.open(bucket(settings)),
            folder,
            settings.getProperty(S3 + "parts", Integer.class, S3Image.PARTS));
  }

  private static BucketSettings bucket(Environment settings) throws IOException {
    var usual = BucketSettings.Timeouts.USUAL;
    return new BucketSettings(
        URI.create(settings.getRequiredProperty(S3 + "endpoint")),
        settings.getProperty(S3 + "region", "us-east-1"),
        settings.getRequiredProperty(S3 + "bucket"),
        settings.getProperty(S3 + "prefix", ""),
        settings.getRequiredProperty(S3 + "access-key"),
        secret(Path.of(settings.getRequiredProperty(S3 + "secret-key-file"))),
        encryption(settings),
        new BucketSettings.Timeouts(
            timeout(settings, "connect", usual.connect()),
            timeout(settings, "read", usual.read()),
            timeout(settings, "write", usual.write())));
  }

  private static Duration timeout(Environment settings, String what, Duration usual) {
    var bound = Binder.get(settings).bind(S3 + what + "-timeout", Duration.class);
    return bound.isBound() ? bound.get() : usual;
  }

  private static Secret secret(Path file) throws IOException {
    return new Secret(Files.readString(file).strip().toCharArray());
  }

  private static Encryption encryption(Environment settings) {
    var kind = settings.getProperty(S3 + "encryption", "none");
    return switch (kind) {
      case "none" -> new Encryption.None();
      case "s3" -> new Encryption.S3();
      case "kms" -> new Encryption.Kms(settings.getRequiredProperty(S3 + "kms-key"));
      default ->
          throw new IllegalArgumentException(S3 + "encryption is none, s3 or kms, not " + kind);
    };
  }

  @Bean
  ArtifactDesk artifactDesk(ArtifactStore store) {
    return new ArtifactDesk(store);
  }

  @Bean
  ExtentDesk extentDesk(ArtifactStore store) {
    return new ExtentDesk(store);
  }

  @Bean
  Sweeper artifactSweeper(ArtifactStore store) {
    return new Sweeper(store, Clock.systemUTC(), SWEEP);
  }
}
