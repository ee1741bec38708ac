package io.vmto.sandbox.vcenter;

/**
 * What was sent of an export.
 *
 * @param size bytes on the wire
 * @param content bytes of disk content in it, zeros left out
 */
record StreamDigest(String sha1, String sha256, long size, long content) {}
