# Sourced by bench/disk: rows delta-1 and delta-5, a copy brought up to date when 1 % or 5 % of its 64 KiB blocks changed.

row_delta_1() { delta_row 10; }
row_delta_5() { delta_row 50; }

delta_row() { # thousandths
  delta=("${tool[@]}" -XX:AOTCache="$work/delta.aot" -Xlog:aot*=off -Xlog:cds*=off io.vmto.bench.Delta)
  cp --sparse=always "$disks/disk.raw" "$work/changed.raw" &&
    "${tool[@]}" io.vmto.bench.ChangeDisk "$work/changed.raw" "$1" 30 >"$work/extents" &&
    warm_up && mkdir "$work/state" && "${tool[@]}" io.vmto.bench.Delta "$disks/disk.raw" "$work/replica.raw" "$work/state" &&
    changed_root=$("$home/bench/roots.sh" "$work/changed.raw" | cut -d' ' -f1) &&
    rounds rsync_delta full_copy vmto_delta
}

warm_up() { # as the program itself does when it is built
  mkdir "$work/small" && head -c 200000 "$disks/disk.qcow2" >"$work/small/disk" && echo 65536 65536 >"$work/small/extents" &&
    "${tool[@]}" io.vmto.bench.Delta "$work/small/disk" "$work/small/target" "$work/small" &&
    "${tool[@]}" -XX:AOTCacheOutput="$work/delta.aot" io.vmto.bench.Delta "$work/small/disk" "$work/small/extents" "$work/small/target" "$work/small" >"$work/aot.log" 2>&1
}

before() { # the replica as the full pass left it, and what that pass kept
  rm -rf "$work"/target.raw "$work/now" && cp --sparse=always "$work/replica.raw" "$work/target.raw" && cp -r "$work/state" "$work/now" &&
    cold "$work/changed.raw" "$work/target.raw"
}

vmto_delta() {
  before && measure vmto "${delta[@]}" "$work/changed.raw" "$work/extents" "$work/target.raw" "$work/now" &&
    sample vmto bytes "$(cut -d' ' -f1 "$work/stdout")" && sample changed bytes "$(awk '{ sum += $2 } END { print sum }' "$work/extents")" &&
    root=$changed_root once has_root && once same raw "$work/target.raw" "$work/changed.raw"
}

rsync_delta() {
  before && measure rsync rsync --inplace --no-whole-file --fsync "$work/changed.raw" "$work/target.raw" &&
    once same raw "$work/target.raw" "$work/changed.raw"
}

full_copy() {
  before && measure full-copy bash -euc 'cp --sparse=auto "$1" "$2"; sync "$2"' - "$work/changed.raw" "$work/target.raw" &&
    once same raw "$work/target.raw" "$work/changed.raw"
}
