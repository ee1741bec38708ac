package io.vmto.transfer.artifact;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.operations.ArtifactStorage;
import io.vmto.contract.operations.OperationsQuery.FindArtifactStorage;
import io.vmto.contract.transfer.ImageQuery;
import io.vmto.contract.transfer.ImageQuery.FindImage;
import io.vmto.contract.transfer.ImageQuery.Found;
import io.vmto.contract.transfer.ImageQuery.Part;
import io.vmto.contract.transfer.ImageQuery.ReadImage;
import io.vmto.disk.BlockReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells where disk images are kept and how much room there is, and reads them out. */
final class ArtifactDesk {
  private static final Logger log = LoggerFactory.getLogger(ArtifactDesk.class);

  private final ArtifactStore store;

  /** By which it is asked again for an image that it has found; another one each time it runs. */
  private final String me = UUID.randomUUID().toString();

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

  @QueryHandler
  Found answer(FindImage query) throws IOException {
    try (var image = find(query.name())) {
      return image == null
          ? Found.NOTHING
          : new Found(me, image.version(), image.bytes().capacity());
    }
  }

  @QueryHandler
  Part answer(ReadImage query) throws IOException {
    if (!query.holder().equals(me) || query.length() < 1 || query.length() > ImageQuery.MOST) {
      return Part.NOTHING;
    }
    try (var image = find(query.name())) {
      return image == null || !image.version().equals(query.version())
          ? Part.NOTHING
          : read(image.bytes(), query.offset(), query.length());
    }
  }

  private static Part read(BlockReader bytes, long offset, int length) throws IOException {
    if (offset < 0 || offset > bytes.capacity() - length) {
      return Part.NOTHING;
    }
    var part = ByteBuffer.allocate(length);
    bytes.read(offset, part);
    return new Part(part.array());
  }

  /** A name that leads out of the store is none of ours. */
  private @Nullable KeptImage find(String name) throws IOException {
    try {
      return store.find(name).orElse(null);
    } catch (IllegalArgumentException e) {
      return null;
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
