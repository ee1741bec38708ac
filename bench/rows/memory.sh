# Sourced by bench/disk: row memory, the peak of resident memory with a heap of 256 MiB, whatever the size of the disk.

row_memory() {
  "${tool[@]}" io.vmto.bench.MakeDisk "$work/sparse.raw" $((1 << 40)) $((1 << 30)) 40 || return
  VMTO_JAVA_OPTS=-Xmx256m rounds memory_of_the_disk memory_of_a_tebibyte
}

memory_of_the_disk() {
  renew "$work/vmto" && cold "$disks/disk.vmdk" &&
    measure this-disk "$vmto" disk convert "$disks/disk.vmdk" "$work/vmto/out" -O qcow2 --quiet --json &&
    once has_root && once same qcow2 "$work/vmto/out"
}

memory_of_a_tebibyte() {
  renew "$work/vmto" && cold "$work/sparse.raw" &&
    measure 1-TiB "$vmto" disk convert "$work/sparse.raw" "$work/vmto/out" -O qcow2 --quiet --json &&
    once same qcow2 "$work/vmto/out" "$work/sparse.raw"
}
