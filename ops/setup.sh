#!/bin/sh
# Brings everything Binnacle needs onto this machine, and does nothing where it is there already.
#
#   ops/setup.sh                 to run it and to test it
#   ops/setup.sh --with-browser  also Chromium and promtool, for the tests of the pages and of the Prometheus rules
#
# Debian and Ubuntu, as root or with sudo. Elsewhere it says what to install. It reaches the network by apt and npm only.
set -eu
cd "$(dirname "$0")/.."

browser=no
for argument in "$@"; do
  case $argument in
    --with-browser) browser=yes ;;
    *) echo "There is no option $argument. Usage: ops/setup.sh [--with-browser]" >&2; exit 2 ;;
  esac
done

say() { printf '  %s\n' "$*"; }
fail() { printf 'Setup stopped: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Any Node from 18 on can run npm; the project brings its own Node 24 as an npm package.
node_runs_npm() { has npm && has node && [ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ]; }
has_nats() { has nats-server || [ -x /usr/sbin/nats-server ]; }
has_browser() { has chromium || has chromium-browser || has google-chrome; }

# Runs a command without a word unless it fails; then what it said of errors, or else its last words.
quietly() {
  words=$(mktemp)
  if "$@" >"$words" 2>&1 </dev/null; then rm -f "$words"; return 0; fi
  { grep -E '^E:|ERR!|[Ee]rror' "$words" || cat "$words"; } | head -n 20 >&2
  rm -f "$words"
  return 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif has sudo; then sudo "$@"
  else fail "this needs root: run \`$*\` as root, then this again."; fi
}

apt_install() {
  [ $# -gt 0 ] || return 0
  say "installing $*"
  [ -n "${apt_updated:-}" ] || quietly as_root apt-get update -q -o Acquire::Retries=3 || fail 'apt-get update failed (above).'
  apt_updated=yes
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends -o Acquire::Retries=3 "$@" ||
    fail "apt-get could not install $* (above)."
}

# Debian starts the servers it installs. Binnacle starts a NATS of its own, on a free port, and of Prometheus only promtool
# is wanted.
stop_debians() {
  [ -d /run/systemd/system ] || return 0
  quietly as_root systemctl disable --now "$1.service" || say "the $1 of Debian could not be stopped; it does no harm"
}

missing_libraries() {
  # Charts are drawn with these; the -dev packages and a compiler are added below only if they turn out to be needed.
  for package in libcairo2 libpango-1.0-0 libpangocairo-1.0-0 libjpeg62-turbo libgif7 librsvg2-2; do
    case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in *' installed') continue ;; esac
    # Ubuntu calls the JPEG library otherwise.
    [ "$package" = libjpeg62-turbo ] && ldconfig -p | grep -q 'libjpeg\.so' && continue
    echo "$package"
  done
}

on_debian() {
  node_runs_npm || { if has node && ! has npm; then apt_install npm; else apt_install nodejs npm; fi; }
  node_runs_npm || fail "npm needs Node 18 or newer, and $(node -v 2>/dev/null || echo none) is first on the path."
  has_nats || { apt_install nats-server; stop_debians nats-server; }
  # shellcheck disable=SC2046 # one word a package
  apt_install $(missing_libraries)
  [ $browser = no ] || has_browser || apt_install chromium
  [ $browser = no ] || has promtool || { apt_install prometheus; stop_debians prometheus; }
}

elsewhere() {
  missing=
  node_runs_npm || missing="$missing
    Node 18 or newer, with npm    https://nodejs.org/en/download"
  has_nats || missing="$missing
    nats-server 2.9 or newer      https://nats.io/download"
  [ $browser = no ] || has_browser || missing="$missing
    Chromium"
  [ -z "$missing" ] || fail "this machine has no apt. Install these and run it again:$missing
  Charts also want cairo, pango, libjpeg, giflib and librsvg."
}

npm_packages_are_there() {
  [ node_modules/.package-lock.json -nt package-lock.json ] && node_modules/.bin/node --version >/dev/null 2>&1
}

npm_packages() {
  npm_packages_are_there && return 0
  say 'installing the npm packages of package-lock.json'
  quietly npm ci --no-audit --no-fund && return 0
  # A canvas without a prebuilt binary for this machine is compiled; only then a compiler is needed.
  { has apt-get && grep -q '"node_modules/canvas"' package-lock.json; } || fail 'npm ci failed (above).'
  apt_install build-essential python3 pkg-config libcairo2-dev libpango1.0-dev libjpeg-dev libgif-dev librsvg2-dev
  quietly npm ci --no-audit --no-fund || fail 'npm ci failed (above).'
}

echo 'Setting up Binnacle'
if has apt-get; then on_debian; else elsewhere; fi
npm_packages
echo "Ready, with Node $(node_modules/.bin/node -p process.versions.node). Next: npm start   (or: npm test)"
