#!/bin/sh
# Assembles guest.S with GNU binutils into one flat file: boot sector, then stage 2. Where: guest.bin of the resources, or $1.
set -eu
cd "$(dirname "$0")"
out=${1:-../resources/io/vmto/sandbox/guest/guest.bin}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
as --32 -o "$tmp/guest.o" guest.S
ld -m elf_i386 --section-start=.boot=0x7c00 --section-start=.stage2=0x1200 -e 0x7c00 -o "$tmp/guest.elf" "$tmp/guest.o"
objcopy -O binary -j .boot "$tmp/guest.elf" "$tmp/boot"
objcopy -O binary -j .stage2 "$tmp/guest.elf" "$tmp/stage2"
mkdir -p "$(dirname "$out")"
cat "$tmp/boot" "$tmp/stage2" > "$out"
