package io.vmto.contract.transfer;

import java.time.Instant;

/**
 * One thing that was checked about one disk.
 *
 * @param disk the source's disk key
 * @param value a root, a digest, or the plain result ({@code OK})
 * @param by the method, e.g. {@code https-range}, {@code shared-file O_DIRECT}
 */
public record Evidence(String disk, Kind kind, String value, String by, Instant at) {
  /** What was checked. */
  public enum Kind {
    /** The root over what was decoded from the stream. */
    STREAM_ROOT,
    /** The host's manifest agrees with the raw bytes received. */
    WIRE_DIGEST,
    SOURCE_REREAD,
    ARTIFACT_REREAD,
    /** The node computed the checksum of the upload and it agreed. */
    UPLOAD_CHECKSUM,
    /** The node's import task ended plainly OK. */
    IMPORT,
    TARGET_REREAD
  }
}
