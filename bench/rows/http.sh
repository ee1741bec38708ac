# Sourced by bench/disk: row http, an export downloaded, proven and converted: in one pass, and step by step.

row_http() {
  best_flags qcow2 && serve "${tool[@]}" io.vmto.bench.RangeServer "$disks" 0 && url=http://127.0.0.1:$answer/export.vmdk &&
    rounds steps_http vmto_http
}

vmto_http() {
  renew "$work/vmto" && cold "$disks/export.vmdk" &&
    measure vmto "$vmto" disk convert "$url" "$work/vmto/out" -O qcow2 --quiet --json &&
    once has_root && once same qcow2 "$work/vmto/out"
}

steps_http() {
  renew "$work/steps" && cold "$disks/export.vmdk" &&
    measure step-by-step bash -euc '
      cd "$1"
      curl -fsS -o download.vmdk "$2"
      openssl dgst -sha256 download.vmdk
      qemu-img convert $3 -f vmdk -O qcow2 download.vmdk out
      openssl dgst -sha256 out
      sync out' - "$work/steps" "$url" "${flags[qcow2]}" &&
    once same qcow2 "$work/steps/out"
}
