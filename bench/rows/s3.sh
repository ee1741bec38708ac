# Sourced by bench/disk: row s3, a VMDK as qcow2 in a bucket: uploaded during the pass, and converted first, then uploaded.

row_s3() {
  local port
  best_flags qcow2 && port=$(free_port) && mkdir -p "$work/objects/bench" && s3_conf "$port" >"$work/s3proxy.conf" &&
    { "$JAVA_HOME/bin/java" -Xmx1g -cp "$tools" org.gaul.s3proxy.Main --properties "$work/s3proxy.conf" >"$work/server.out" 2>"$work/server.err" </dev/null & } &&
    servers+=("$!") && listening "$port" && endpoint=http://127.0.0.1:$port || return
  export AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=loopback-only AWS_REGION=us-east-1 AWS_ENDPOINT_URL=$endpoint
  rounds steps_s3 vmto_s3
}

s3_conf() { # port
  printf '%s\n' "s3proxy.endpoint=http://127.0.0.1:$1" s3proxy.authorization=aws-v2-or-v4 s3proxy.identity=bench \
    s3proxy.credential=loopback-only jclouds.provider=filesystem-nio2 "jclouds.filesystem.basedir=$work/objects"
}

vmto_s3() {
  rm -f "$work"/objects/bench/* && cold "$disks/disk.vmdk" &&
    measure vmto env -C "$work" "$vmto" disk convert "$disks/disk.vmdk" s3://bench/vmto.qcow2 -O qcow2 --quiet --json &&
    once has_root && once same qcow2 "$work/objects/bench/vmto.qcow2"
}

steps_s3() {
  rm -f "$work"/objects/bench/* && renew "$work/steps" && cold "$disks/disk.vmdk" &&
    measure convert-then-upload bash -euc '
      qemu-img convert $1 -f vmdk -O qcow2 "$2" "$3"
      "$4" -cp "$5" io.vmto.bench.S3Put "$6" bench steps.qcow2 "$3"' \
      - "${flags[qcow2]}" "$disks/disk.vmdk" "$work/steps/out" "$JAVA_HOME/bin/java" "$tools" "$endpoint" &&
    once same qcow2 "$work/objects/bench/steps.qcow2"
}
