package io.vmto.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profile C of the exam: exports. The judge of a stream's content is qemu-img. */
public interface ExportContract extends SourcePlatformContract {

  @Test
  default void anExportHasExactlyTheExportableDisks() {
    try (var source = connect();
        var export = source.export(subject().off())) {
      assertThat(export.diskKeys())
          .containsExactlyElementsOf(
              source.machine(subject().off()).disks().stream()
                  .filter(Machine.Disk::exportable)
                  .map(Machine.Disk::key)
                  .toList());
    }
  }

  @Test
  default void aStreamHoldsTheDisksContentAndTheHostsDigestAgrees(@TempDir Path dir)
      throws IOException, InterruptedException, NoSuchAlgorithmException {
    try (var source = connect();
        var export = source.export(subject().off())) {
      var key = export.diskKeys().getFirst();
      var image = dir.resolve("disk.vmdk");
      var sha1 = MessageDigest.getInstance("SHA-1");
      try (InputStream stream = new DigestInputStream(export.open(key), sha1)) {
        Files.copy(stream, image);
      }
      export.progress(99);
      var digest = export.wireDigest(key).orElseThrow();
      assertThat(digest.size()).isEqualTo(Files.size(image));
      assertThat(digest.algorithm()).isEqualTo("SHA-1");
      assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(sha1.digest()));
      export.complete();
      assertThat(Files.mismatch(raw(image), subject().content())).isEqualTo(-1);
    }
  }

  private static Path raw(Path image) throws IOException, InterruptedException {
    Peers.demand("qemu", Files.isExecutable(Path.of("/usr/bin/qemu-img")), "install qemu-utils");
    var raw = image.resolveSibling("disk.raw");
    var convert =
        new ProcessBuilder(
                "qemu-img", "convert", "-f", "vmdk", "-O", "raw", image.toString(), raw.toString())
            .inheritIO()
            .start();
    assertThat(convert.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(convert.exitValue()).isZero();
    return raw;
  }

  @Test
  default void anExportThatWasClosedCanBeOpenedAgain() throws IOException {
    try (var source = connect()) {
      try (var first = source.export(subject().off());
          var stream = first.open(first.diskKeys().getFirst())) {
        assertThat(stream.readNBytes(4)).asString().isEqualTo("KDMV");
      }
      try (var second = source.export(subject().off())) {
        assertThat(second.diskKeys()).isNotEmpty();
      }
    }
  }

  @Test
  default void aLeaseOfADeadProcessIsAbandonedByItsIdTwice() {
    try (var dead = connect();
        var heir = connect()) {
      var lease = dead.export(subject().off());
      heir.abandonExport(lease.leaseId());
      heir.abandonExport(lease.leaseId());
      heir.export(subject().off()).close();
      lease.close();
    }
  }

  @Test
  default void aLeaseNobodyKnowsIsAbandonedWithoutComplaint() {
    try (var source = connect()) {
      assertThatCode(() -> source.abandonExport("session[x]no-such-lease"))
          .doesNotThrowAnyException();
    }
  }

  @Test
  default void aDiskTheExportDoesNotHaveIsRefused() {
    try (var source = connect();
        var export = source.export(subject().off())) {
      SourcePlatformContract.assertRefused(
          ErrorCode.DISK_NOT_EXPORTABLE, () -> export.open("-1").close());
    }
  }
}
