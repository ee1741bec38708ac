package io.vmto.transfer.artifact;

import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockSink;
import io.vmto.disk.Manifest;
import io.vmto.disk.Qcow2Sink;
import io.vmto.disk.RawReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Artifacts as files in a folder that only this user can read. */
public final class LocalArtifactStore implements ArtifactStore {
  private static final String KEEP = ".keep";
  private static final byte[] MAGIC = {'Q', 'F', 'I', (byte) 0xfb};

  private final ArtifactFolders folders;

  public LocalArtifactStore(Path root) throws IOException {
    this.folders = new ArtifactFolders(root);
  }

  @Override
  public Artifact artifact(String name) throws IOException {
    return new LocalArtifact(folders.locate(name));
  }

  @Override
  public Optional<KeptImage> find(String name) throws IOException {
    var image = folders.inside(name);
    try {
      return isWhole(image)
          ? Optional.of(new KeptImage(version(image), RawReader.open(image)))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String version(Path image) throws IOException {
    return "%s %s %s"
        .formatted(
            Files.getAttribute(image, "unix:ino"),
            Files.size(image),
            Files.getLastModifiedTime(image).toInstant());
  }

  /** The header of an image is written last. */
  private static boolean isWhole(Path image) throws IOException {
    try (var bytes = Files.newInputStream(image)) {
      return Arrays.equals(bytes.readNBytes(MAGIC.length), MAGIC);
    }
  }

  @Override
  public CopyNotes notes(String job, String disk) {
    return folders.notes(job, disk);
  }

  @Override
  public void delete(String name) throws IOException {
    folders.delete(name);
  }

  @Override
  public void keep(String name, Instant until) throws IOException {
    Files.writeString(folders.locate(name + KEEP), until.toString());
  }

  @Override
  public int sweep(Instant now) throws IOException {
    int deleted = 0;
    try (var files = Files.walk(folders.root)) {
      for (var file : files.filter(f -> f.toString().endsWith(KEEP)).toList()) {
        if (!Instant.parse(Files.readString(file)).isAfter(now)) {
          var kept = folders.root.relativize(file).toString();
          delete(kept.substring(0, kept.length() - KEEP.length()));
          deleted++;
        }
      }
    }
    return deleted;
  }

  @Override
  public long available() throws IOException {
    return Files.getFileStore(folders.root).getUsableSpace();
  }

  @Override
  public String place() {
    return folders.root.toString();
  }

  @Override
  public void reach() throws IOException {
    if (!Files.isWritable(folders.root)) {
      throw new IOException(folders.root + " cannot be written");
    }
  }

  @Override
  public Path folder() {
    return folders.root;
  }

  @Override
  public Map<String, Long> bytes() throws IOException {
    return folders.bytes();
  }

  private record LocalArtifact(Path image) implements Artifact {
    @Override
    public CopyNotes notes() {
      return CopyNotes.beside(image);
    }

    @Override
    public BlockSink openSink(long capacity) throws IOException {
      return Files.exists(image)
          ? Qcow2Sink.resume(image, capacity)
          : Qcow2Sink.create(image, capacity);
    }

    @Override
    public BlockReader open() throws IOException {
      return RawReader.uncached(image);
    }

    @Override
    public String place() {
      return "qcow2 file";
    }

    @Override
    public void store(Manifest manifest) throws IOException {
      manifest.write(notes().manifest());
    }

    @Override
    public Manifest manifest() throws IOException {
      return Manifest.read(notes().manifest());
    }
  }
}
