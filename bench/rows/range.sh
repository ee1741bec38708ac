# Sourced by bench/disk: row range, a raw disk hashed over HTTP from a host that answers every request 20 ms late.

row_range() {
  serve "${tool[@]}" io.vmto.bench.RangeServer "$disks" 20 && url=http://127.0.0.1:$answer/disk.raw && rounds range_1 range_4 range_8
}

range_1() { range 1-connection 1; }
range_4() { range 4-connections 4; }
range_8() { range 8-connections 8; }

range() { # contestant, connections
  cold "$disks/disk.raw" &&
    measure "$1" "$vmto" disk hash "$url" --connections "$2" --json && once has_root &&
    sample "$1" rate "$(tail -n 3 "$results/samples.tsv" | awk -F'\t' -v bytes=$((gib << 30)) '$3 == "wall" { printf "%.0f", bytes / $4 }')"
}
