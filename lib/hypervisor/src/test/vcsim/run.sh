#!/usr/bin/env bash
# Runs vcsim until its standard input closes; arguments are those of main.go.
# The first run builds it from Debian's packages (under a minute) and, as root, installs them.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${VMTO_VCSIM_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/vmto/vcsim}
packages=(golang-go golang-github-vmware-govmomi-dev)

mkdir -p "$work"
binary=$work/vcsim-$(sha256sum "$source/main.go" | cut -c1-12)
exec 9>"$work/lock"
flock 9
if [[ ! -x $binary ]]; then
  if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    if [[ $(id -u) != 0 ]]; then
      echo "vcsim is missing; as root: apt-get install --no-install-recommends ${packages[*]}" >&2
      exit 69
    fi
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${packages[@]}" >&2
  fi
  mkdir -p "$work/go"
  ln -sfn /usr/share/gocode/src "$work/go/src"
  GO111MODULE=off CGO_ENABLED=0 GOPATH=$work/go GOCACHE=$work/go-cache \
    go build -o "$binary.new" "$source/main.go" >&2
  mv "$binary.new" "$binary"
fi
exec 9>&-
exec "$binary" "$@"
