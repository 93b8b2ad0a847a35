#!/bin/sh
# Fetches the players of package-lock.json into target/web, when they are not there yet.
set -eu
cd "$(dirname "$0")"
target=../target/web
stamp=$target/complete
if [ -e "$stamp" ] && cmp -s package-lock.json "$target/package-lock.json"; then
  exit 0
fi
command -v npm >/dev/null 2>&1 || {
  echo "The watch page needs npm (Node 20 or newer) at build time: on Debian, apt-get install npm." >&2
  exit 1
}
mkdir -p "$target"
rm -f "$stamp"
cp package.json package-lock.json .npmrc "$target"
npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund --loglevel=error >"$target/npm.log" 2>&1 || {
  cat "$target/npm.log" >&2
  echo "The players of the watch page could not be fetched by npm." >&2
  exit 1
}
# Only what is served is kept; the packages bring 160 MB of sources and maps.
vendor=$target/vendor
mkdir -p "$vendor"
cp "$target/node_modules/hls.js/dist/hls.min.mjs" "$vendor/hls.mjs"
cp "$target/node_modules/hls.js/LICENSE" "$vendor/hls.LICENSE.txt"
cp "$target/node_modules/dashjs/dist/modern/umd/dash.all.min.js" "$vendor/dash.js"
cp "$target/node_modules/dashjs/dist/modern/umd/dash.all.min.js.LICENSE.txt" "$vendor/dash.LICENSE.txt"
cat "$target/node_modules/dashjs/LICENSE.md" >>"$vendor/dash.LICENSE.txt"
rm -rf "$target/node_modules"
: >"$stamp"
