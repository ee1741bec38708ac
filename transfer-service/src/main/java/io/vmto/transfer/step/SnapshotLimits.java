package io.vmto.transfer.step;

import java.time.Duration;

/**
 * How far a snapshot of the source may go.
 *
 * @param floorBytes the datastores of the machine keep at least so much free
 * @param age a snapshot is open for no longer
 */
public record SnapshotLimits(long floorBytes, Duration age) {}
