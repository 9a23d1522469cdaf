"""Copies what the pages take from npm into `static/vendor`, beside our own static files.

Run after `npm ci`: `python -m frontend_api.build_static`. Downloads nothing itself.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
FILES = {"htmx.org/dist/htmx.min.js": "htmx.min.js"}


def build(modules: Path = HERE.parent / "node_modules") -> tuple[Path, ...]:
    """Copy every file and return where it went. Raises FileNotFoundError before `npm ci`."""
    copied = []
    for source, name in FILES.items():
        target = HERE / "static" / "vendor" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(modules / source, target)
        copied.append(target)
    return tuple(copied)


if __name__ == "__main__":
    try:
        build()
    except FileNotFoundError as missing:
        sys.exit(f"{missing.filename} is missing: run `npm ci` first.")
