# Sourced by bench/disk: rows vmdk-qcow2 and vmdk-raw, a streamOptimized VMDK of qemu-img turned into the other format.

row_vmdk_qcow2() { convert_row qcow2; }
row_vmdk_raw() { convert_row raw; }

convert_row() { # format
  format=$1
  best_flags "$format" && rounds qemu_convert vmto_convert
}

vmto_convert() {
  renew "$work/vmto" && cold "$disks/disk.vmdk" &&
    measure vmto "$vmto" disk convert "$disks/disk.vmdk" "$work/vmto/out" -O "$format" --quiet --json &&
    once has_root && once same "$format" "$work/vmto/out"
}

qemu_convert() {
  renew "$work/qemu" && cold "$disks/disk.vmdk" &&
    measure qemu-img qemu-img convert ${flags[$format]} -f vmdk -O "$format" "$disks/disk.vmdk" "$work/qemu/out" &&
    once same "$format" "$work/qemu/out"
}

# The fastest of what qemu-img offers, each tried once; its default leaves the output in the page cache, ours never does.
declare -A flags
best_flags() { # format
  [ -z "${flags[$1]+tried}" ] || return 0
  local candidate
  for candidate in "" "-t none" "-t none -T none" "-W -m 16" "-t none -W -m 16"; do
    renew "$work/qemu" && cold "$disks/disk.vmdk" && results=$work measure "$candidate" \
      qemu-img convert $candidate -f vmdk -O "$1" "$disks/disk.vmdk" "$work/qemu/out" || return
  done
  flags[$1]=$(sort -t$'\t' -k4n <(grep -P '\twall\t' "$work/samples.tsv") | head -n 1 | cut -f2)
  rm -rf "$work/samples.tsv" "$work/qemu"
  echo "qemu-img convert -O $1 is fastest here with: ${flags[$1]:-no flags}" >>"$results/notes"
}
