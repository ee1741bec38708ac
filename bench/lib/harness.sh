# Sourced by bench/disk: how a run is measured, what counts as a sample, and how a row fails.

say() { echo "bench: $*" >&2; }

# Everything a row makes lies below $work, and goes with it.
fresh() { rm -rf "$work" && mkdir -p "$work"; }

cold_how() {
  if [ -w /proc/sys/vm/drop_caches ]; then echo "dropped before each run (drop_caches)"
  else echo "advised away before each run (posix_fadvise of the inputs; not root)"; fi
}

cold() { # files that the next run reads; without them the page cache goes all the same when we are root
  sync
  if [ -w /proc/sys/vm/drop_caches ]; then echo 3 >/proc/sys/vm/drop_caches
  else for file in "$@"; do dd if="$file" iflag=nocache count=0 status=none; done; fi
}

sample() { printf '%s\t%s\t%s\t%s\n' "$row" "$@" >>"${samples:-$results/samples.tsv}"; } # contestant metric value

fail() { # the row ends here; the reason is the last word of the report
  say "$row failed: $*"
  printf '%s\t%s\n' "$row" "$*" >>"$results/failures.tsv"
  return 1
}

last_words() { tail -n 3 "$1" | tr '\n\t' '  ' | cut -c1-300; }

# One run of a command and its whole process tree: wall from outside, CPU and peak memory of all that it waited for.
measure() { # contestant, command...
  local who=$1 began ended; shift
  began=$EPOCHREALTIME
  "$gnu_time" -q -o "$work/time" -f '%U %S %M' timeout --foreground 3600 "$@" >"$work/stdout" 2>"$work/stderr" </dev/null ||
    { fail "$who: exit $? $(last_words "$work/stderr")"; return; }
  ended=$EPOCHREALTIME
  local user system peak
  read -r user system peak < <(tail -n 1 "$work/time")
  sample "$who" wall "$(perl -e 'printf "%.3f", $ARGV[1] - $ARGV[0]' "$began" "$ended")"
  sample "$who" cpu "$(perl -e 'printf "%.2f", $ARGV[0] + $ARGV[1]' "$user" "$system")"
  sample "$who" rss "$peak"
  say "$row, $who: $(perl -e 'printf "%.2f s, CPU %.2f s, %d MiB", $ARGV[1] - $ARGV[0], $ARGV[2] + $ARGV[3], $ARGV[4] / 1024' "$began" "$ended" "$user" "$system" "$peak")"
}

# A background server: its first line of output (a port) in $answer, its process id among those that end with the row.
serve() { # command...
  : >"$work/server.out"
  "$@" >"$work/server.out" 2>"$work/server.err" </dev/null &
  servers+=("$!")
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if read -r answer <"$work/server.out"; then return 0; fi
    kill -0 "${servers[-1]}" 2>/dev/null || break
    pause
  done
  fail "a server did not start: $(last_words "$work/server.err")"
}

listening() { # port: waits for it, 30 s at most
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
    pause
  done
  fail "nothing listens on port $1"
}

pause() { perl -e 'select undef, undef, undef, 0.1'; }

free_port() { perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'; }

stop_servers() {
  local server
  for server in "${servers[@]}"; do kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || :; done
  servers=()
}

# Every contestant in turn, so that what disturbs the machine disturbs all of them alike.
rounds() { # functions
  local contestant
  for ((run = 1; run <= runs; run++)); do
    for contestant in "$@"; do "$contestant" || return; done
  done
}

once() { [ "$run" -gt 1 ] || "$@"; } # the checks belong to the first round, outside the timing

renew() { rm -rf "$1" && mkdir -p "$1"; }

same() { # format, image: holds what the disk holds, and is sound
  { [ "$1" != qcow2 ] || qemu-img check -q -f qcow2 "$2" >/dev/null 2>&1 || fail "qemu-img check finds errors in $2"; } &&
    { qemu-img compare -q -f raw -F "$1" "${3:-$disks/disk.raw}" "$2" >/dev/null 2>&1 || fail "$2 differs from its source"; }
}

has_root() { grep -q "$root" "$work/stdout" || fail "the root is not $root: $(head -c 300 "$work/stdout")"; }
