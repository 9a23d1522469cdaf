"""The console's own scripts, styles and pictures, served under names made of their content."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from tenancy.values.lazy_dataclass import dataclass

STATIC_FOLDER = Path(__file__).parent.parent / "static"


@dataclass(frozen=True, slots=True)
class StaticFile:
    body: bytes
    content_type: str


_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@functools.cache
def static_files() -> dict[str, StaticFile]:
    """Every static file by its served name, which carries a hash of the content.

    The name changes with the content, so browsers may keep a file for ever.
    """
    return {
        _hashed_name(path): StaticFile(path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(STATIC_FOLDER.rglob("*"))
        if path.suffix in _TYPES
    }


@functools.cache
def static_url(name: str) -> str:
    """The address of a static file. A name that does not exist is a bug in a template."""
    return f"/static/{_hashed_name(STATIC_FOLDER / name)}"


def _hashed_name(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, _, suffix = path.name.partition(".")
    return f"{stem}-{digest}.{suffix}"
