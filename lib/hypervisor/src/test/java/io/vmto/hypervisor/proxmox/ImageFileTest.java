package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vmto.hypervisor.ImageBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images are made by qemu-img. */
class ImageFileTest {
  @TempDir Path folder;

  private Path qemuImg(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("qemu-img", "create", "-q"));
    command.addAll(List.of(arguments));
    var file = folder.resolve("image");
    command.addAll(List.of(file.toString(), "8M"));
    try {
      var process = new ProcessBuilder(command).inheritIO().start();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } catch (IOException e) {
      var what = "MISSING PEER qemu: " + e.getMessage();
      if (System.getenv().getOrDefault("VMTO_REQUIRE", "").contains("qemu")) {
        throw new AssertionError(what, e);
      }
      abort(what);
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "qcow2, compat=1.1, web.qcow2",
    "qcow2, compat=0.10, web.qcow2",
    "raw, preallocation=off, web.raw",
    "vmdk, subformat=streamOptimized, web.vmdk",
    "vmdk, subformat=monolithicSparse, web.vmdk",
  })
  void anImageIsTakenUnderItsOwnEnding(String format, String option, String name) throws Exception {
    var file = qemuImg("-f", format, "-o", option);
    assertThat(ImageFile.check(ImageBytes.of(file), name))
        .isEqualTo(new ImageFile(ImageBytes.of(file), name, Files.size(file)));
  }

  @ParameterizedTest
  @CsvSource({
    "qcow2, compat=1.1, web.raw",
    "qcow2, compat=1.1, web.vmdk",
    "vmdk, subformat=streamOptimized, web.raw",
    "vmdk, subformat=monolithicFlat, web.vmdk",
    "vpc, subformat=fixed, web.qcow2",
    "vpc, subformat=dynamic, web.raw",
    "vhdx, subformat=dynamic, web.raw",
    "raw, preallocation=off, web.qcow2",
    "raw, preallocation=off, web.img",
    "raw, preallocation=off, web.ova",
    "raw, preallocation=off, ../web.raw",
    "raw, preallocation=off, 'a b.raw'",
    "qcow2, data_file=outside, web.qcow2",
  })
  void anImageUnderAForeignNameIsRejected(String format, String option, String name)
      throws Exception {
    var file =
        qemuImg("-f", format, "-o", option.replace("outside", folder.resolve("d").toString()));
    assertThatThrownBy(() -> ImageFile.check(ImageBytes.of(file), name))
        .hasMessageContaining("UPLOAD_REJECTED");
  }

  @Test
  void anImageThatNeedsAnotherOneIsRejected() throws Exception {
    var base = Files.move(qemuImg("-f", "qcow2"), folder.resolve("base"));
    var file = qemuImg("-f", "qcow2", "-b", base.toString(), "-F", "qcow2");
    assertThatThrownBy(() -> ImageFile.check(ImageBytes.of(file), "web.qcow2"))
        .hasMessageContaining("backing");
  }

  @Test
  void anEmptyOrMissingImageIsRejected() throws Exception {
    var empty = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> ImageFile.check(ImageBytes.of(empty), "web.raw"))
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> ImageFile.check(ImageBytes.of(folder.resolve("none")), "web.raw"))
        .hasMessageContaining("cannot be read");
  }
}
