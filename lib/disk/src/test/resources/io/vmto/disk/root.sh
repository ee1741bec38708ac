#!/bin/bash
# The root of a raw disk, derived with public tools only: root.sh FILE
set -euo pipefail
raw=$1
size=$(stat -c %s "$raw")
leaves() { # SHA-256 over the SHA-256 of every 64 KiB, for every 4 MiB
  perl -MDigest::SHA=sha256 -e '
    binmode STDIN; my ($leaf, $count) = ("", 0);
    while ((my $got = read(STDIN, my $granule, 65536)) > 0) {
      $leaf .= sha256($granule);
      if (++$count % 64 == 0) { print sha256($leaf); $leaf = "" } }
    print sha256($leaf) if $leaf ne ""' <"$raw"
}
{
  printf vmto-root-2
  perl -e 'print pack("Q>N", @ARGV)' "$size" 4194304
  leaves
} | openssl dgst -sha256 -r | cut -d ' ' -f 1
