#!/usr/bin/env bash
# Finds Chromium without a head, or any Chromium, or installs Debian's where that is possible.
# The first has no windows and no user interface, so that a page costs it half of the processor.
set -u
shell=chromium-headless-shell
command -v "$shell" >/dev/null 2>&1 && exit 0

found=""
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null 2>&1 && found=$name; done
tried=${1:-build/cache/chromium-tried}

instead() {
  echo "$shell is not to be had here; the browser tests use another Chromium instead: $1"
  exit 0
}

if [ -e "$tried" ] && [ -n "$found" ]; then instead "$found"; fi

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium (once)"
  install="timeout 300 apt-get install -y -qq --no-remove"
  # Only an answer is remembered: without a network, the next time may find one.
  timeout 60 apt-get update -qq >/dev/null 2>&1 && mkdir -p "$(dirname "$tried")" && touch "$tried"
  DEBIAN_FRONTEND=noninteractive $install "$shell" >/dev/null 2>&1 && exit 0
  [ -z "$found" ] && DEBIAN_FRONTEND=noninteractive $install chromium >/dev/null && instead chromium
fi
[ -n "$found" ] && instead "$found"
echo "The browser tests need Chromium. Install it (Debian: apt-get install $shell) and try again." >&2
exit 1
