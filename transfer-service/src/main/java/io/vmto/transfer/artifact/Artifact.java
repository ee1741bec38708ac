package io.vmto.transfer.artifact;

import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockSink;
import io.vmto.disk.Manifest;
import java.io.IOException;
import java.nio.file.Path;

/** A disk as a qcow2 image in a store, with its manifest and what a copy notes on the way. */
public interface Artifact {
  /** What a copy notes on the way. */
  CopyNotes notes();

  /** The folder of its notes, where a step may keep some of its own. */
  default Path folder() {
    return notes().folder();
  }

  /** Begins the image, or goes on with what an earlier attempt has made durable. */
  BlockSink openSink(long capacity) throws IOException;

  /** The finished image byte for byte, whose capacity is its size. */
  BlockReader open() throws IOException;

  /** What kind of place it is read from, for the evidence. */
  String place();

  /** Stores the manifest with the image, durably. */
  void store(Manifest manifest) throws IOException;

  /** The manifest that was stored. */
  Manifest manifest() throws IOException;
}
