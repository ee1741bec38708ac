package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobCommand.RecordImageCheck;
import io.vmto.contract.job.JobId;
import io.vmto.disk.DiskFormatException;
import io.vmto.disk.Qcow2Reader;
import io.vmto.disk.Rehash;
import io.vmto.transfer.artifact.ArtifactStore;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads an image of the store again: what is in it now? */
public final class ImageCheck {
  private final ArtifactStore artifacts;

  public ImageCheck(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Blocks until the whole image is read.
   *
   * @param name {@code job/disk/file}
   * @return what its job is to be told; null when it was asked to stop before
   */
  public @Nullable RecordImageCheck run(String name, BooleanSupplier stop) {
    try {
      return read(name, stop);
    } catch (CancellationException e) {
      return null;
    } catch (DiskFormatException e) {
      return result(name, "", "", rotten(e));
    } catch (IOException | RuntimeException e) {
      return result(name, "", "", StepFailures.of(e));
    }
  }

  private RecordImageCheck read(String name, BooleanSupplier stop) throws IOException {
    try (var image = artifacts.find(name).orElse(null)) {
      if (image == null) {
        return result(name, "", "", gone());
      }
    }
    var artifact = artifacts.artifact(name);
    try (var disk = Qcow2Reader.open(artifact.open())) {
      var seen =
          Rehash.of(
              disk,
              done -> {
                if (stop.getAsBoolean()) {
                  throw new CancellationException();
                }
              });
      return result(name, seen.root(), artifact.place(), null);
    }
  }

  private static RecordImageCheck result(
      String name, String root, String by, @Nullable Failure failure) {
    var job = new JobId(name.substring(0, name.indexOf('/')));
    return new RecordImageCheck(job, name, root, by, failure);
  }

  private static Failure rotten(DiskFormatException e) {
    return Failure.of(
        ErrorCode.EXPORT_CORRUPT,
        "The image is not a valid disk any more: " + e.getMessage() + ".",
        "Look at the storage that keeps it, and do not use the image.");
  }

  private static Failure gone() {
    return Failure.of(
        ErrorCode.UNKNOWN_RESOURCE,
        "There is no whole image of this name where images are kept.",
        "Look whether somebody has deleted it there; its job can be run again.");
  }
}
