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
    qemu_durably qemu-img "${flags[$format]}" "$format" &&
    once same "$format" "$work/qemu/out"
}

# A copy counts when it is durable, as ours is: where qemu-img leaves it in the page cache (without -t none), sync writes it out.
qemu_durably() { # contestant, flags, format
  measure "$1" bash -euc 'qemu-img convert $1 -f vmdk -O "$2" "$3" "$4"; sync "$4"' - "$2" "$3" "$disks/disk.vmdk" "$work/qemu/out"
}

# The fastest of what qemu-img offers, each tried once.
declare -A flags
best_flags() { # format
  [ -z "${flags[$1]+tried}" ] || return 0
  local candidate
  for candidate in "" "-t none" "-t none -T none" "-W -m 16" "-t none -W -m 16"; do
    renew "$work/qemu" && cold "$disks/disk.vmdk" && samples=$work/tried qemu_durably "${candidate:-no flags}" "$candidate" "$1" || return
  done
  local tried
  tried=$(awk -F'\t' '$3 == "wall" { print $4 "\t" $2 }' "$work/tried" | sort -n)
  rm -rf "$work/tried" "$work/qemu"
  flags[$1]=$(sed -n '1s/.*\t//p' <<<"$tried" | sed 's/^no flags$//')
  echo "qemu-img convert -O $1, each way once, the fastest is the peer: $(awk -F'\t' '{ printf "%s%s %.2f s", n++ ? ", " : "", $2, $1 }' <<<"$tried")" >>"$results/notes"
}
