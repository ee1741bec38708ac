package io.vmto.transfer.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockSink;
import io.vmto.disk.Manifest;
import io.vmto.disk.Qcow2Sink;
import io.vmto.s3.S3Bucket;
import io.vmto.s3.S3Image;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Artifacts as objects of a bucket. The image is the object of the artifact's name; beside it,
 * {@code .manifest} is the stored manifest, which also carries the root of the disk as user
 * metadata {@code vmto-root}, and {@code .keep} says until when it is kept. (The root cannot stand
 * with the image itself: S3 takes metadata only when an upload begins.) What a copy notes on the
 * way lies in a folder of this machine.
 */
public final class S3ArtifactStore implements ArtifactStore, AutoCloseable {
  private static final String MANIFEST = ".manifest";
  private static final String KEEP = ".keep";
  private static final String PROBE = ".reach"; // asked for, and never there
  private static final int LARGEST_MANIFEST = 1 << 30;
  private static final int LARGEST_NOTE = 1 << 10;

  private final S3Bucket bucket;
  private final ArtifactFolders notes;
  private final int parts;

  /**
   * Takes the bucket over.
   *
   * @param notes a folder of this machine
   * @param parts how many parts of an upload are in memory at once
   */
  public S3ArtifactStore(S3Bucket bucket, Path notes, int parts) throws IOException {
    this.bucket = bucket;
    this.notes = new ArtifactFolders(notes);
    this.parts = parts;
  }

  @Override
  public Artifact artifact(String name) throws IOException {
    return new S3Artifact(name, notes.locate(name));
  }

  /** An object is there once its upload is complete. */
  @Override
  public Optional<KeptImage> find(String name) throws IOException {
    notes.inside(name);
    return bucket.find(name).map(object -> new KeptImage(object.version(), object));
  }

  @Override
  public CopyNotes notes(String job, String disk) {
    return notes.notes(job, disk);
  }

  @Override
  public void delete(String name) throws IOException {
    notes.inside(name);
    bucket.abort(name);
    bucket.delete(name);
    bucket.delete(name + MANIFEST);
    bucket.delete(name + KEEP);
    notes.delete(name);
  }

  @Override
  public void keep(String name, Instant until) throws IOException {
    notes.inside(name);
    bucket.put(name + KEEP, until.toString().getBytes(UTF_8), Map.of());
    notes.delete(name);
  }

  @Override
  public int sweep(Instant now) throws IOException {
    int deleted = 0;
    for (var key : bucket.list("")) {
      if (key.endsWith(KEEP) && !until(key).isAfter(now)) {
        delete(key.substring(0, key.length() - KEEP.length()));
        deleted++;
      }
    }
    return deleted;
  }

  private Instant until(String key) throws IOException {
    var note = bucket.find(key);
    return note.isEmpty()
        ? Instant.MAX
        : Instant.parse(new String(note.get().content(LARGEST_NOTE), UTF_8));
  }

  @Override
  public long available() {
    return Long.MAX_VALUE;
  }

  @Override
  public String place() {
    return "bucket";
  }

  @Override
  public void reach() throws IOException {
    var unused = bucket.find(PROBE);
  }

  @Override
  public Path folder() {
    return notes.root;
  }

  @Override
  public Map<String, Long> bytes() throws IOException {
    return notes.bytes();
  }

  @Override
  public void close() {
    bucket.close();
  }

  private final class S3Artifact implements Artifact {
    private final String key;
    private final Path local;

    S3Artifact(String key, Path local) {
      this.key = key;
      this.local = local;
    }

    @Override
    public CopyNotes notes() {
      return CopyNotes.beside(local);
    }

    @Override
    public BlockSink openSink(long capacity) throws IOException {
      long largest = S3Image.largest(capacity);
      var unfinished = S3Image.resume(bucket, key, largest, parts);
      return unfinished.isPresent()
          ? Qcow2Sink.resume(unfinished.get(), local, capacity, false)
          : Qcow2Sink.create(S3Image.create(bucket, key, largest, parts), local, capacity, false);
    }

    @Override
    public BlockReader open() throws IOException {
      return bucket
          .find(key)
          .orElseThrow(() -> new FileNotFoundException("There is no object " + key));
    }

    @Override
    public String place() {
      return "qcow2 object in S3";
    }

    @Override
    public void store(Manifest manifest) throws IOException {
      var file = notes().manifest();
      manifest.write(file);
      bucket.put(key + MANIFEST, Files.readAllBytes(file), Map.of("vmto-root", manifest.root()));
    }

    @Override
    public Manifest manifest() throws IOException {
      var file = notes().manifest();
      if (!Files.exists(file)) {
        var stored =
            bucket
                .find(key + MANIFEST)
                .orElseThrow(() -> new FileNotFoundException("There is no manifest of " + key));
        Files.write(file, stored.content(LARGEST_MANIFEST));
      }
      return Manifest.read(file);
    }
  }
}
