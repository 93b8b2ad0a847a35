#!/bin/sh
# `./fairlead check`: prepares what the tests need, then runs them all. Called by the launcher with
# JAVA_HOME and ROOT set; further arguments go to Maven.
set -eu

say() { printf 'fairlead check: %s\n' "$*" >&2; }

case ${1:-} in
  -h | --help)
    cat <<'END'
Usage: ./fairlead check [MAVEN OPTIONS]

Runs mvn verify over all modules. As root on Debian it first installs what the tests need and the
machine lacks; elsewhere it lists what is missing, and the tests that need it are skipped. With
CI=true a skipped interop test is a failure.
END
    exit 0
    ;;
esac

# Program, and the Debian package it comes in.
NEEDS='mvn:maven npm:npm ffmpeg:ffmpeg ffprobe:ffmpeg chromium:chromium fc-match:fontconfig
rtmpdump:rtmpdump srt-live-transmit:srt-tools setpriv:util-linux xmllint:libxml2-utils nginx:nginx wrk:wrk
flock:util-linux'
FONT=/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf
RTMP_MODULE=/usr/lib/nginx/modules/ngx_rtmp_module.so
POSTGRES=/usr/lib/postgresql

missing() {
  packages=
  for need in $NEEDS; do
    PATH=$PATH:/usr/sbin command -v "${need%%:*}" >/dev/null 2>&1 || packages="$packages ${need#*:}"
  done
  [ -e "$FONT" ] || packages="$packages fonts-dejavu-core"
  [ -e "$RTMP_MODULE" ] || packages="$packages libnginx-mod-rtmp"
  ls "$POSTGRES"/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
  printf '%s\n' $packages | sort -u | tr '\n' ' ' | sed 's/^ *//; s/ *$//'
}

packages=$(missing)
if [ -n "$packages" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing $packages"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    # A policy that starts nothing: the tests run their own servers on ports of their own.
    # shellcheck disable=SC2086
    if ! { apt-get -q update && RUNLEVEL=1 apt-get -q install -y --no-install-recommends $packages; } >"$log" 2>&1; then
      tail -n 15 "$log" >&2
      say "the packages could not be installed"
    fi
    rm -f "$log"
    packages=$(missing)
  fi
  if [ -n "$packages" ]; then
    say "missing, so that tests that need it are skipped (names as in Debian): $packages"
  fi
fi

if [ "${CI:-}" = true ]; then
  export FAIRLEAD_INTEROP=required
fi
cd "$ROOT"
exec mvn -B -ntp verify "$@"
