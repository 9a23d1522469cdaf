#!/usr/bin/env bash
# Finds Chromium without a head, or any Chromium, or installs Debian's where that is possible.
# The first has no windows and no user interface, so that a page costs it half of the processor.
set -u
shell=chromium-headless-shell
command -v "$shell" >/dev/null 2>&1 && exit 0

found=""
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null 2>&1 && found=$name; done
tried=${1:-build/cache/chromium-tried}
if [ -e "$tried" ] && [ -n "$found" ]; then exit 0; fi

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium (once)"
  mkdir -p "$(dirname "$tried")" && touch "$tried"
  install="timeout 300 apt-get install -y -qq --no-remove"
  timeout 60 apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive $install "$shell" >/dev/null 2>&1 && exit 0
  [ -z "$found" ] && DEBIAN_FRONTEND=noninteractive $install chromium >/dev/null && exit 0
fi
[ -n "$found" ] && exit 0
echo "The browser tests need Chromium. Install it (Debian: apt-get install $shell) and try again." >&2
exit 1
