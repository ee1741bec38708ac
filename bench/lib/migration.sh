# Sourced by bench/warm, bench/cbt-bugs, bench/crash and bench/api: builds what is older than its sources, then runs a class of the bench
# beside the program as it was packaged.
home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

case " $* " in *" --help "* | *" -h "*) sed -n '2,/^set /{/^#/s/^# //p}' "$0"; exit 2 ;; esac
for tool in qemu-img qemu-system-x86_64 openssl perl curl cmp; do command -v "$tool" >/dev/null || { echo "bench: needs $tool" >&2; exit 2; }; done

build() { # the program itself builds when it is first run; the bench is built here
  "$home/vmto" --version >/dev/null || exit 2
  (cd "$home" && ./mvnw -B -ntp -q -Pbench -DskipTests -Dspotless.check.skip=true -pl bench -am package) >"$home/target/bench-build.log" 2>&1 </dev/null ||
    { echo "bench: the build failed: $home/target/bench-build.log" >&2; exit 2; }
  . "$home/.mvn/find-jdk.sh"
  unpacked=$home/standalone/target/unpacked
  program="$(echo "$unpacked"/standalone-*-exec.jar):$unpacked/lib/*"
  [ -r "$unpacked/serve.aot" ] || train
}

train() { # what a server does at its start is kept: it starts in half the time
  local scratch server tries
  scratch=$(mktemp -d "$home/target/training.XXXXXX")
  "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$unpacked/serve.aot" -Xmx512m $options -cp "$program" io.vmto.standalone.Vmto \
    serve --data "$scratch/data" --port 0 --key-file "$scratch/key" >"$home/target/bench-training.log" 2>&1 </dev/null &
  server=$!
  for ((tries = 0; tries < 900; tries++)); do
    [ ! -e "$scratch/data/server.json" ] && kill -0 "$server" 2>/dev/null || break
    perl -e 'select undef, undef, undef, 0.1'
  done
  kill "$server" 2>/dev/null || :
  wait "$server" || :
  rm -rf "$scratch"
}

# With the cache a server starts in half the time, but it was made by the first compiler alone, and what it profiled stays slower.
cached=yes

bench() { # class, options...
  local class=$1 cache=
  shift
  build
  [ "$cached" = no ] || cache="-XX:AOTCache=$unpacked/serve.aot "
  exec "$JAVA_HOME/bin/java" -Xmx512m $options -Dbench.home="$home" -Dbench.tools="$home/bench/target/lib/*" -Dvmto.program="$cache-cp $program io.vmto.standalone.Vmto" \
    -cp "$(echo "$home"/bench/target/vmto-bench-*.jar):$(echo "$home"/standalone/target/standalone-*-tests.jar):$program" "io.vmto.bench.$class" "$@"
}
