package io.vmto.disk;

/**
 * How far a pass is, all in bytes.
 *
 * @param wireBytes taken from the source's wire, compressed where it compresses
 * @param zeroBytes of the disk that are zeros and were not written
 * @param writtenBytes handed to the sink
 * @param hashedBytes of logical content whose leaf is known
 * @param reachedBytes the highest logical offset seen: the measure of progress on most sources
 */
public record Counters(
    long wireBytes, long zeroBytes, long writtenBytes, long hashedBytes, long reachedBytes) {}
