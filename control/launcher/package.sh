#!/bin/sh
# `./fairlead package`: one executable file with its own Java runtime and start-up cache inside.
# Called by the launcher with JAVA_HOME and ROOT set, after the build.
#
# The file is a shell stub with a compressed tar behind it. It is unpacked once, into a cache folder
# named by the hash of its content, and started from there; see decisions/0003-single-file.md.
set -eu

# What the jars need; the cryptography of elliptic curves is in java.base.
MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.management,jdk.unsupported

say() { printf 'fairlead package: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

[ -x "$JAVA_HOME/bin/jlink" ] || die "this JDK has no jlink: $JAVA_HOME"
version=$(unzip -p "$ROOT"/control/target/control-*.jar dev/fairlead/control/boot/version.properties 2>/dev/null |
  sed -n 's/^version=//p')
[ -n "$version" ] || version=$(sed -n 's/^version=//p' "$ROOT/control/target/classes/dev/fairlead/control/boot/version.properties")
system=$(uname -s | tr '[:upper:]' '[:lower:]')
machine=$(uname -m)
out=$ROOT/dist/fairlead-$version-$system-$machine

work=$ROOT/control/target/package
rm -rf "$work"
mkdir -p "$work/app/lib" "$ROOT/dist"
app=$work/app

say "linking a Java runtime"
"$JAVA_HOME/bin/jlink" --add-modules "$MODULES" --output "$app/runtime" \
  --strip-java-debug-attributes --no-header-files --no-man-pages --compress=zip-0 \
  --generate-cds-archive >"$work/jlink.log" 2>&1 || {
  cat "$work/jlink.log" >&2
  die "jlink failed"
}
# The archive of the runtime alone is of no use beside a cache of everything.
rm -f "$app"/runtime/lib/server/classes*.jsa

cp "$ROOT"/control/target/control-*.jar "$ROOT"/control/target/app/*.jar "$app/lib/"
case $machine in
  x86_64 | amd64) rm -f "$app"/lib/*linux-aarch_64.jar ;;
  aarch64 | arm64) rm -f "$app"/lib/*linux-x86_64.jar ;;
esac
cp "$ROOT/LICENSE" "$app/"
# The library of the embedded store, unpacked once and not at every start.
case $system-$machine in
  linux-x86_64 | linux-amd64) sqlite=Linux/x86_64 ;;
  linux-aarch64 | linux-arm64) sqlite=Linux/aarch64 ;;
  *) sqlite= ;;
esac
if [ -n "$sqlite" ]; then
  mkdir -p "$app/native"
  unzip -q -j -o "$app"/lib/sqlite-jdbc-*.jar "org/sqlite/native/$sqlite/libsqlitejdbc.so" -d "$app/native" ||
    die "the embedded store's library is not in its jar"
fi

# The Java machine keeps no class of a signed jar in its start-up cache, and checks the signature at
# every start. What is inside of one file needs no signatures between its parts.
for jar in "$app"/lib/*.jar; do
  unzip -l "$jar" 'META-INF/*.SF' >/dev/null 2>&1 || continue
  open=$work/unsigned
  mkdir "$open"
  (cd "$open" && "$JAVA_HOME/bin/jar" --extract --file "$jar" && rm META-INF/*.SF)
  "$JAVA_HOME/bin/jar" --create --file "$jar" --manifest "$open/META-INF/MANIFEST.MF" -C "$open" . 2>"$work/jar.log" || {
    cat "$work/jar.log" >&2
    die "could not write $jar"
  }
  rm -rf "$open"
done

# Nor does it keep classes older than Java 6, as those of the command line's library are.
"$JAVA_HOME/bin/java" "$ROOT/control/launcher/UpgradeClasses.java" "$app"/lib/*.jar >"$work/upgrade.log" 2>&1 || {
  cat "$work/upgrade.log" >&2
  die "could not bring old classes up to date"
}

# Flags and class path are fixed here: the cache is good for exactly these.
{
  cat "$ROOT/.mvn/fairlead.jvmargs" "$ROOT/.mvn/fairlead.serve.jvmargs"
} >"$app/jvmargs"
names=$(cd "$app/lib" && LC_ALL=C ls *.jar)

cat >"$app/run" <<'END'
#!/bin/sh
# Starts what lies beside this file.
here=$1
shift
END
{
  printf 'cp='
  first=1
  for name in $names; do
    [ "$first" = 1 ] || printf ':'
    first=0
    printf '$here/lib/%s' "$name"
  done
  printf '\n'
  cat <<'END'
native=
[ ! -d "$here/native" ] || native="-Dorg.sqlite.lib.path=$here/native -Dorg.sqlite.lib.name=libsqlitejdbc.so"
# As the launcher of a checkout has it: chunks of pools go back to the system.
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-1048576}"
# shellcheck disable=SC2086
exec "$here/runtime/bin/java" "@$here/jvmargs" $native ${FAIRLEAD_AOT:--XX:AOTCache=$here/fairlead.aot} -cp "$cp" dev.fairlead.control.boot.Main "$@"
END
} >>"$app/run"
chmod +x "$app/run"

# The cache checks the age of every jar against what it saw in training.
find "$app" -exec touch -h -t 202001010000 {} +

say "training the start-up cache"
train=$work/train
mkdir -p "$train"
field() { sed 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/' "$train/ready.json"; }

# Starts a node with the flag $1 and waits until it is ready.
start_node() {
  rm -f "$train/ready.json"
  FAIRLEAD_AOT=$1 sh "$app/run" "$app" serve --data "$train/data" --ready-file "$train/ready.json" \
    --set rtmp.port=0 --set srt.port=0 --set http.port=0 --set webrtc.port=0 --set control.port=0 \
    >"$train/out.txt" 2>&1 &
  node=$!
  waited=0
  until [ -e "$train/ready.json" ]; do
    kill -0 "$node" 2>/dev/null || {
      cat "$train/out.txt" >&2
      die "the node did not start"
    }
    waited=$((waited + 1))
    [ "$waited" -lt 300 ] || die "the node did not become ready within 60 s"
    sleep 0.2
  done
}

stop_node() {
  kill -TERM "$(field pid)"
  wait "$node" || die "the node did not end with status 0"
}

# The very first start makes tables and the first account. The cache is for all later ones: every
# class in it is loaded at every start, so it is trained with what those and their first people need.
start_node -XX:-AOTClassLinking
waited=0
until grep -q '^ *password ' "$train/out.txt"; do
  waited=$((waited + 1))
  [ "$waited" -lt 100 ] || die "the node told no password within 20 s"
  sleep 0.2
done
password=$(sed -n 's/^ *password *\([A-Za-z0-9]*\) .*/\1/p' "$train/out.txt")
stop_node
start_node "-XX:AOTCacheOutput=$app/fairlead.aot"
if command -v curl >/dev/null 2>&1; then
  http=$(field http)
  id=$(field playbackId)
  for url in "$http/" "$http/watch/$id" "$http/play/$id" "$http/hls/$id/index.m3u8" "$(field control)/metrics"; do
    curl -s -o /dev/null "$url" || :
  done
  # What the first people ask for: signing in, the API, the console.
  api=$(field control)/api/v1
  token=$(curl -s --data "{\"email\":\"operator@localhost\",\"password\":\"$password\"}" "$api/auth/login" |
    sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p')
  [ -n "$token" ] || die "nobody could sign in"
  for path in /me /streams /sessions /node /users /tokens /audit /openapi.json; do
    curl -s -o /dev/null -H "Authorization: Bearer $token" "$api$path" || :
  done
  curl -s -o /dev/null "$(field control)/console/" || :
fi
if command -v ffmpeg >/dev/null 2>&1; then
  ffmpeg -nostdin -v quiet -re -f lavfi -i testsrc2=size=320x180:rate=30 -f lavfi -i sine \
    -t 4 -c:v libx264 -preset ultrafast -g 30 -pix_fmt yuv420p -c:a aac -f flv "$(field rtmp)/live/$(field streamKey)" &
  push=$!
  sleep 3
  ! command -v curl >/dev/null 2>&1 || curl -s -m 2 -o /dev/null "$http/hls/$id/index.m3u8" || :
  wait "$push" || :
fi
stop_node
[ -s "$app/fairlead.aot" ] || {
  cat "$train/out.txt" >&2
  die "no start-up cache was written"
}
touch -t 202001010000 "$app/fairlead.aot" "$app"

say "packing"
tar -C "$app" --sort=name --owner=0 --group=0 --numeric-owner -cf "$work/app.tar" . 2>/dev/null ||
  tar -C "$app" -cf "$work/app.tar" .
gzip -9 -n "$work/app.tar"
if command -v sha256sum >/dev/null 2>&1; then
  hash=$(sha256sum <"$work/app.tar.gz" | cut -c1-16)
else
  hash=$(shasum -a 256 <"$work/app.tar.gz" | cut -c1-16)
fi

cat >"$work/stub" <<END
#!/bin/sh
# Fairlead $version for $system on $machine. Unpacks itself once, then runs. FAIRLEAD_CACHE names the
# folder to unpack into.
set -eu
HASH=$hash
SKIP=@@@@@
END
cat >>"$work/stub" <<'END'
for base in "${FAIRLEAD_CACHE:-}" "${XDG_CACHE_HOME:+$XDG_CACHE_HOME/fairlead}" "${HOME:+$HOME/.cache/fairlead}" "${TMPDIR:-/tmp}/fairlead-$(id -u)"; do
  [ -n "$base" ] || continue
  mkdir -p -m 700 "$base" 2>/dev/null || continue
  # Nobody else may have put something there for us to run.
  [ ! -L "$base" ] && [ -O "$base" ] && [ -w "$base" ] && break
  base=
done
[ -n "$base" ] || {
  echo "fairlead: no folder to unpack into; name one by FAIRLEAD_CACHE" >&2
  exit 1
}
app=$base/$HASH
if [ ! -d "$app" ]; then
  new=$app.$$
  trap 'rm -rf "$new"' EXIT
  mkdir -m 700 "$new"
  tail -c "+$SKIP" "$0" | gzip -dc | tar -xpf - -C "$new" || {
    echo "fairlead: could not unpack into $base; FAIRLEAD_CACHE names another folder" >&2
    exit 1
  }
  mv "$new" "$app" 2>/dev/null || [ -d "$app" ]
  # Where two unpacked at once, the second moved into the first.
  rm -rf "$app/${new##*/}" "$new"
  trap - EXIT
fi
exec "$app/run" "$app" "$@"
END
size=$(($(wc -c <"$work/stub") + 1))
skip=$(printf '%05d' "$size")
# No leading zeros: they would read as octal somewhere; the placeholder keeps its five characters.
sed "s/^SKIP=@@@@@/SKIP=$(printf '%-5s' "$size")/" "$work/stub" >"$work/stub.done"
[ "$(wc -c <"$work/stub.done")" = "$((size - 1))" ] || die "the stub changed its length: $skip"
cat "$work/stub.done" "$work/app.tar.gz" >"$out.new"
chmod 755 "$out.new"
mv "$out.new" "$out"
unpacked=$(du -sm "$app" | cut -f1)
rm -rf "$work"
say "made $out ($(($(wc -c <"$out") >> 20)) MB, $unpacked MB unpacked)"
