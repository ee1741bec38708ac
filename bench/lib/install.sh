# Sourced by bench/disk: the peers, our program, and the disks that all rows share.

need() { # installs what is missing when it may, else names the command
  local missing=() package
  for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} = 0 ] && return
  local install="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" != 0 ] || ! { apt-get update && DEBIAN_FRONTEND=noninteractive $install; } >"$dir/apt.log" 2>&1 </dev/null; then
    say "missing: ${missing[*]}. Install with: sudo $install"
    exit 2
  fi
}

build() { # the program itself builds when it is first run; the tools of the bench are built here
  say "building"
  "$vmto" --version >/dev/null || exit 2
  (cd "$home" && ./mvnw -B -ntp -q -Pbench -DskipTests -Dspotless.check.skip=true -pl bench -am package) >"$dir/build.log" 2>&1 </dev/null ||
    { say "the build failed: $dir/build.log"; exit 2; }
  . "$home/.mvn/find-jdk.sh"
  tools=$(echo "$home"/bench/target/vmto-bench-*.jar):$home/bench/target/lib/*
  tool=("$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$tools")
}

# The disks: raw from a seed, the same as qcow2, as qemu-img's streamOptimized VMDK, and as ESXi's form of it with the footer.
# They stay for the next run and are made again when the generator is another one.
disks() {
  local key
  key=$(cat "$home"/bench/src/main/java/io/vmto/bench/{MakeDisk,Dice,Content}.java "$home/bench/lib/footer-form.pl" "$home/bench/roots.sh" | openssl dgst -sha256 -r | cut -c1-12)
  disks=$dir/disks-$gib-$key
  if [ ! -f "$disks/root" ]; then
    say "making a disk of $gib GiB and its images"
    rm -rf "$dir"/disks-"$gib"-* && mkdir -p "$disks"
    "${tool[@]}" io.vmto.bench.MakeDisk "$disks/disk.raw" $((gib << 30)) $((gib * 1990 * 131072)) 20
    qemu-img convert -f raw -O qcow2 "$disks/disk.raw" "$disks/disk.qcow2"
    qemu-img convert -f raw -O vmdk -o subformat=streamOptimized "$disks/disk.raw" "$disks/disk.vmdk"
    perl "$home/bench/lib/footer-form.pl" "$disks/disk.vmdk" "$disks/export.vmdk"
    qemu-img compare -q -f vmdk -F raw "$disks/export.vmdk" "$disks/disk.raw"
    "$home/bench/roots.sh" "$disks/disk.raw" | cut -d' ' -f1 >"$disks/root.new"
    mv "$disks/root.new" "$disks/root"
  fi
  root=$(cat "$disks/root")
}
