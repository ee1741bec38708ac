package io.vmto.transfer.artifact;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.operations.ArtifactStorage;
import io.vmto.contract.operations.OperationsQuery.FindArtifactStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells where disk images are kept and how much room there is. */
final class ArtifactDesk {
  private static final Logger log = LoggerFactory.getLogger(ArtifactDesk.class);

  private final ArtifactStore store;

  ArtifactDesk(ArtifactStore store) {
    this.store = store;
  }

  @QueryHandler
  ArtifactStorage answer(FindArtifactStorage query) {
    try {
      store.reach();
      return view(store.available(), store.bytes(), null);
    } catch (IOException e) {
      log.warn("The artifact store cannot be reached", e);
      return view(
          -1,
          Map.of(),
          Failure.passing(
              ErrorCode.UNREACHABLE,
              "The artifact store cannot be reached.",
              "Look at the folder's rights, or at the bucket's address and keys; the log has the"
                  + " reason."));
    }
  }

  private ArtifactStorage view(long available, Map<String, Long> bytes, @Nullable Failure why) {
    var folder = store.folder();
    return new ArtifactStorage(
        store.place(),
        available == Long.MAX_VALUE ? -1 : available,
        folder.toString(),
        free(),
        bytes,
        why);
  }

  private long free() {
    try {
      return Files.getFileStore(store.folder()).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }
}
