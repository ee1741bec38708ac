/**
 * A pretend Proxmox VE node: the real REST protocol, real disks by qemu-img, real boots by QEMU
 * under TCG, and everything a node says no with.
 */
@NullMarked
package io.vmto.sandbox.pve;

import org.jspecify.annotations.NullMarked;
