#!/usr/bin/env bash
# Prints a Python of 3.12 or later; Lambda runs 3.13, and DuckDB's wheel needs its newer glibc.
set -u
good() { "$1" -c 'import sys, venv; raise SystemExit(not (3, 12) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }
for candidate in python3.13 python3.12 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python \
                 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python python3; do
  path=$(command -v "$candidate" 2>/dev/null) || continue
  if good "$path"; then "$path" -c 'import sys; print(sys.executable)'; exit 0; fi
done
echo "Warmline needs Python 3.12 or later with its venv module. Install it (Debian: apt-get install python3.13 python3.13-venv, or pyenv install 3.13) and try again." >&2
exit 1
