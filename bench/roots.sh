#!/usr/bin/env bash
# The roots of raw disks with dd, openssl and perl alone: bench/roots.sh FILE... (an image first: qemu-img convert -O raw IMAGE FILE)
# root = SHA-256("vmto-root-1" ‖ u64 capacity ‖ u32 leaf size ‖ SHA-256 of every 4 MiB), numbers big endian.
set -euo pipefail
for file in "$@"; do
  size=$(stat -c %s "$file")
  {
    perl -e 'print "vmto-root-1", pack("Q>N", @ARGV)' "$size" 4194304
    for ((at = 0; at < size; at += 4194304)); do dd if="$file" bs=4194304 skip=$((at / 4194304)) count=1 status=none | openssl dgst -sha256 -binary; done
  } | openssl dgst -sha256 -r | sed "s|\*stdin|$file|"
done
