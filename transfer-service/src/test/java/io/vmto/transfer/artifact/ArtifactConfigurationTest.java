package io.vmto.transfer.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ArtifactConfigurationTest {
  @TempDir Path data;

  private ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withUserConfiguration(ArtifactConfiguration.class)
        .withPropertyValues("vmto.data=" + data);
  }

  @Test
  void artifactsAreFilesWhereNothingElseIsSaid() {
    runner()
        .run(
            context ->
                assertThat(context.getBean(ArtifactStore.class))
                    .isInstanceOf(LocalArtifactStore.class));
  }

  @Test
  void artifactsAreObjectsWhereABucketIsNamed() throws Exception {
    var secret = Files.writeString(data.resolve("secret"), "canary-of-the-tests\n");
    runner()
        .withPropertyValues(
            "vmto.artifacts.s3.bucket=disks",
            "vmto.artifacts.s3.endpoint=https://s3.example.org",
            "vmto.artifacts.s3.access-key=tester",
            "vmto.artifacts.s3.secret-key-file=" + secret,
            "vmto.artifacts.s3.encryption=s3",
            "vmto.artifacts.s3.read-timeout=90s")
        .run(
            context ->
                assertThat(context.getBean(ArtifactStore.class))
                    .isInstanceOf(S3ArtifactStore.class));
  }

  @Test
  void anUnknownEncryptionIsNotTakenForNone() throws Exception {
    var secret = Files.writeString(data.resolve("secret"), "canary-of-the-tests");
    runner()
        .withPropertyValues(
            "vmto.artifacts.s3.bucket=disks",
            "vmto.artifacts.s3.endpoint=https://s3.example.org",
            "vmto.artifacts.s3.access-key=tester",
            "vmto.artifacts.s3.secret-key-file=" + secret,
            "vmto.artifacts.s3.encryption=aes")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("none, s3 or kms")
                    .satisfies(
                        e -> assertThat(String.valueOf(e)).doesNotContain("canary-of-the-tests")));
  }
}
