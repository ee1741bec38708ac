#!/usr/bin/env bash
# The roots of raw disks with openssl and perl alone: bench/roots.sh FILE... (an image first: qemu-img convert -O raw IMAGE FILE)
# root = SHA-256("vmto-root-2" ‖ u64 capacity ‖ u32 leaf size ‖ leaves), leaf = SHA-256 over the SHA-256 of each of its 64 KiB, numbers big endian.
set -euo pipefail
for file in "$@"; do
  perl -MDigest::SHA=sha256 -e '
    my ($file) = @ARGV; my $zeros = "\0" x 65536; my $zero = sha256($zeros);
    open(my $in, "<:raw", $file) or die "$file: $!\n"; binmode STDOUT;
    print "vmto-root-2", pack("Q>N", -s $file, 4194304);
    for (my $leaf = ""; ; ) {
      my $got = read($in, my $granule, 65536) // die "$file: $!\n";
      $leaf .= $granule eq $zeros ? $zero : sha256($granule) if $got;
      next if $got && length($leaf) < 64 * 32;
      print sha256($leaf) if $leaf ne "";
      last unless $got;
      $leaf = "";
    }' "$file" | openssl dgst -sha256 -r | sed "s|\*stdin|$file|"
done
