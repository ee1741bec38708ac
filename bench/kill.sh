#!/usr/bin/env bash
# Kills `vmto disk convert` with -9 at random moments and lets it go on each time: bench/kill.sh [--kills N] [--size MiB] [--seed N] [--dir DIR] [FROM:TO...]
# A moment is a random number of bytes that the process has written. Fails (exit 1) when the root differs from the one of public tools, when more than 64 MiB were lost by a kill, when what was
# durable is lost or written again, or when fewer than half of the kills struck in the middle of the copying.
# Lost is measured from outside: granules of content in the unfinished file, less those under leaves that the journal names.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
kills=10 size=1280 seed=1 dir=$here/target/kill roads=()
while [ $# -gt 0 ]; do
  case $1 in
    --kills) kills=$2; shift 2 ;;
    --size) size=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    *:*) roads+=("$1"); shift ;;
    *) echo "usage: bench/kill.sh [--kills N] [--size MiB] [--seed N] [--dir DIR] [FROM:TO...]" >&2; exit 2 ;;
  esac
done
[ ${#roads[@]} -gt 0 ] || roads=(vmdk:qcow2 vmdk:raw raw:qcow2 qcow2:raw)
for tool in qemu-img openssl perl; do command -v "$tool" >/dev/null || { echo "kill: needs $tool" >&2; exit 3; }; done
mkdir -p "$dir"
work=$(mktemp -d "$dir/run.XXXXXX")
pid=
finish() { if [ -n "$pid" ]; then kill -9 "$pid" 2>/dev/null || :; fi; rm -rf "$work"; }
trap finish EXIT
RANDOM=$seed

generate() { # three quarters of the granules of 64 KiB hold content, in runs, half of it incompressible; the same for the same seed
  openssl enc -aes-128-ctr -nosalt -pbkdf2 -pass "pass:$seed" -in /dev/zero 2>/dev/null | perl -e '
    my ($file, $granules, $seed) = @ARGV; srand($seed); open(my $out, ">", $file) or die; binmode $out; binmode STDIN;
    for (my $at = 0; $at < $granules;) {
      my $run = 1 + int(rand(64)); my $full = rand() < 0.75;
      for (; $run-- > 0 && $at < $granules; $at++) {
        next unless $full;
        read(STDIN, my $noise, 32768) == 32768 or die; seek($out, $at * 65536, 0); print $out $noise, ("granule $at of a disk " x 2000) =~ /^(.{32768})/s;
      }
    }
    close $out or die; truncate($file, $granules * 65536) or die' "$work/source.raw" $((size * 16)) "$seed" || true
  [ "$(stat -c %s "$work/source.raw")" = $((size << 20)) ]
}

weigh() { # PART JOURNAL: MiB of content in the part, MiB of the source under durable leaves, MiB of content in the source, durable leaves
  perl -e '
    my ($source, $part, $journal) = @ARGV; my $zero = "\0" x 65536; my %durable;
    if (open(my $in, "<", $journal)) { binmode $in; read($in, my $head, 28);
      while (read($in, my $record, 40) == 40) { my $leaf = unpack("N", $record); if ($leaf & 0x80000000) { delete $durable{$leaf & 0x7fffffff} } else { $durable{$leaf} = 1 } } }
    my ($written, $kept, $all) = (0, 0, 0);
    if (open(my $in, "<", $part)) { binmode $in; while (read($in, my $granule, 65536)) { $written++ if $granule ne substr($zero, 0, length $granule) } }
    open(my $in, "<", $source) or die; binmode $in;
    for (my $at = 0; read($in, my $granule, 65536); $at++) { next if $granule eq $zero; $all++; $kept++ if $durable{int($at / 64)} }
    printf "%.1f %.1f %.1f %d\n", $written / 16, $kept / 16, $all / 16, scalar keys %durable' "$work/source.raw" "$1" "$2"
}

strike() { # PID BYTES: kills the process once it has written so much, as the kernel counts; prints how long that took; false when it ended before
  perl -e '
    use Time::HiRes qw(time); my ($pid, $bytes) = @ARGV; my $began = time;
    while (open(my $io, "<", "/proc/$pid/io")) {
      my ($written) = join("", <$io>) =~ /wchar: (\d+)/ or exit 1;
      if ($written >= $bytes) { kill(9, $pid) or exit 1; printf "%.1f\n", time - $began; exit 0 }
      select(undef, undef, undef, 0.005) }
    exit 1' "$1" "$2"
}

above() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > b) }'; }

bad=0
complain() { echo "  ✗ $*"; bad=1; }

attack() { # FROM TO
  local from=$1 to=$2 target=$work/target.$2 struck=0 before=0 kill moment after
  rm -f "$work"/target.*
  echo "$from → $to"
  printf '  %4s %8s %12s %12s %10s\n' kill after written durable lost
  for ((kill = 1; kill <= kills; kill++)); do
    "$here/vmto" disk convert "$work/source.$from" "$target" -O "$to" --quiet 2>"$work/err" &
    pid=$!
    # Four fifths of the disk are copied by the time of the last kill, were nothing lost.
    moment=$(perl -e 'printf "%d", (1 + $ARGV[0]) / 32768 * 1.6 * $ARGV[1] * 1048576 / $ARGV[2]' "$RANDOM" "$content" "$kills")
    if ! after=$(strike "$pid" "$moment"); then
      wait "$pid" || { cat "$work/err"; complain "kill $kill: it had failed by itself"; }
      pid=
      [ ! -e "$target" ] || { echo "  it was done before kill $kill"; break; }
      continue
    fi
    wait "$pid" 2>/dev/null || :
    pid=
    read -r written durable all _ < <(weigh "$target.part" "$target.part.leaves")
    lost=$(awk -v a="$written" -v b="$durable" 'BEGIN { printf "%.1f", a - b }')
    printf '  %4d %6s s %8s MiB %8s MiB %6s MiB\n' "$kill" "$after" "$written" "$durable" "$lost"
    ! above "$written" 0 || struck=$((struck + 1))
    ! above "$lost" 64 || complain "kill $kill: more than 64 MiB were lost"
    ! above "$before" "$durable" || complain "kill $kill: what was durable is not any more"
    before=$durable
  done
  [ "$struck" -ge $(((kills + 1) / 2)) ] || complain "only $struck of $kills kills struck while it was copying: try a larger --size"
  if [ ! -e "$target" ]; then
    "$here/vmto" disk convert "$work/source.$from" "$target" -O "$to" --json --quiet >"$work/json" 2>"$work/err" || { cat "$work/err"; complain "it did not go on"; return; }
    ours=$(sed -n 's/.*"root":"\([0-9a-f]*\)".*/\1/p' "$work/json")
    written=$(sed -n 's/.*"written":\([0-9]*\).*/\1/p' "$work/json")
    echo "  the last attempt wrote $((written >> 20)) MiB of the disk's $all MiB, $before MiB were durable"
    ! above "$written" "$(awk -v a="$all" -v b="$before" 'BEGIN { print (a - b + 0.2) * 1048576 }')" || complain "what was durable was written again" # the two are rounded to 0.1 MiB
    [ "$ours" = "$root" ] || complain "the root is $ours and should be $root"
  fi
  qemu-img convert -f "$to" -O raw "$target" "$work/back.raw"
  [ "$("$here/bench/roots.sh" "$work/back.raw" | cut -d ' ' -f 1)" = "$root" ] || complain "the target holds another disk"
  leftovers=$(cd "$work" && ls -d target.* | grep -vx -e "target.$to" -e "target.$to.manifest" || :)
  [ -z "$leftovers" ] || complain "left behind: $leftovers"
}

generate
qemu-img convert -O qcow2 "$work/source.raw" "$work/source.qcow2"
qemu-img convert -O vmdk -o subformat=streamOptimized "$work/source.raw" "$work/source.vmdk"
head -c 512 /dev/zero >>"$work/source.vmdk" # qemu-img leaves out the end-of-stream marker
root=$("$here/bench/roots.sh" "$work/source.raw" | cut -d ' ' -f 1)
read -r _ _ content _ < <(weigh /dev/null /dev/null)
"$here/vmto" disk --version >/dev/null
for road in "${roads[@]}"; do attack "${road%:*}" "${road#*:}"; done
[ $bad = 0 ] && echo "every kill was survived: root $root"
exit $bad
