# Sourced by bench/disk: rows qcow2-raw (a local copy, where nbdcopy asks qemu-nbd) and raw-nbd (into the same server for both).

row_qcow2_raw() { rounds nbdcopy_qcow2 vmto_qcow2; }

vmto_qcow2() {
  renew "$work/vmto" && cold "$disks/disk.qcow2" &&
    measure vmto "$vmto" disk convert "$disks/disk.qcow2" "$work/vmto/out" -O raw --quiet --json &&
    once has_root && once same raw "$work/vmto/out"
}

nbdcopy_qcow2() {
  renew "$work/nbdcopy" && cold "$disks/disk.qcow2" &&
    measure nbdcopy nbdcopy --flush -- [ qemu-nbd --read-only --shared 8 --format qcow2 "$disks/disk.qcow2" ] "$work/nbdcopy/out" &&
    once same raw "$work/nbdcopy/out"
}

row_raw_nbd() { rounds nbdcopy_nbd vmto_nbd; }

vmto_nbd() {
  fresh_export && measure vmto env -C "$work" "$vmto" disk convert "$disks/disk.raw" "$uri" --quiet --json && stop_servers &&
    once has_root && once same raw "$work/export/disk"
}

nbdcopy_nbd() {
  fresh_export && measure nbdcopy nbdcopy --flush "$disks/disk.raw" "$uri" && stop_servers && once same raw "$work/export/disk"
}

fresh_export() { # an empty disk behind nbdkit, at $uri
  local port
  port=$(free_port) && renew "$work/export" && truncate -s "${gib}G" "$work/export/disk" && cold "$disks/disk.raw" &&
    { nbdkit --foreground --ipaddr 127.0.0.1 --port "$port" file "$work/export/disk" >"$work/server.out" 2>"$work/server.err" </dev/null & } &&
    servers+=("$!") && listening "$port" && uri=nbd://127.0.0.1:$port
}
