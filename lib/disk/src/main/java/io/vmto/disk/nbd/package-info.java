/**
 * A client of network block devices: {@link io.vmto.disk.nbd.NbdDisk} is the disk behind an {@link
 * io.vmto.disk.nbd.NbdAddress}. The protocol is the NBD project's {@code doc/proto.md}, fixed
 * newstyle with structured replies; what a server sends is hostile until checked.
 */
package io.vmto.disk.nbd;
