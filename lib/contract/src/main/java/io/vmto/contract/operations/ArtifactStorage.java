package io.vmto.contract.operations;

import io.vmto.contract.error.Failure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where disk images are kept.
 *
 * @param place a folder, or the address of a bucket
 * @param available bytes that can still be stored there; -1 where that cannot be known
 * @param folder this machine's folder, where copies keep their notes
 * @param folderFree bytes free there
 * @param bytes what each job keeps; of a bucket only what lies on this machine
 * @param failure why it could not be reached
 */
public record ArtifactStorage(
    String place,
    long available,
    String folder,
    long folderFree,
    Map<String, Long> bytes,
    @Nullable Failure failure) {
  public ArtifactStorage {
    bytes = Map.copyOf(bytes);
  }
}
