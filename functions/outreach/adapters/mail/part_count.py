"""How deep a mail nests and how many parts it has, counted before a parser takes it apart.

The parser of the standard library holds every line against the boundary of every part around it, so
depth times lines is what a stranger makes it work. This reads each line once, and ends headers
where that parser ends them; it must never decide what a mail says.
"""

from __future__ import annotations

import re
from email.message import Message
from email.parser import BytesHeaderParser

PARTS_AT_MOST = 1_000
"""A mail of a person has fewer than a hundred, one with every reply attached a few hundred."""
_HEADERS = BytesHeaderParser()
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_OF_A_HEADER = re.compile(rb"From |[!-9;-~]*:|[\t ]")
_TELLS_PARTS = re.compile(rb"multipart/|message/", re.IGNORECASE)
_DIGEST = "multipart/digest"
_REPORT = "message/delivery-status"


def is_taken_apart(raw: bytes, *, deepest: int) -> bool:
    """Whether a parser may have it: it nests at most `deepest` and has PARTS_AT_MOST parts."""
    walk = _Walk()
    for found in _LINE.finditer(raw):
        walk.read(found[0], found.start(), raw)
        if walk.parts > PARTS_AT_MOST or walk.deepest > deepest:
            return False
    walk.end(raw)
    return walk.parts <= PARTS_AT_MOST and walk.deepest <= deepest


class _Walk:
    """Where one reading of the lines stands."""

    def __init__(self) -> None:
        self.depth = 0
        self.deepest = 0
        """How deep it has stood: a line may open what it closes in the same breath."""
        self.parts = 0
        self._open: dict[bytes, int] = {}
        """Boundary → how deep the parts stand that it divides; never more than are deep."""
        self._digests: set[bytes] = set()
        """Boundaries whose parts are messages unless they say otherwise."""
        self._begun = 0
        self._last = b""
        """The boundary that the line before was."""
        self._reads_headers, self._in_digest, self._in_report = True, False, False

    def read(self, line: bytes, at: int, raw: bytes) -> None:
        name, ends = self._boundary_in(line.rstrip())
        is_empty = not line.rstrip(b"\r\n")
        if self._in_report and is_empty:
            self.parts += 1
        while self._reads_headers and (name or not _OF_A_HEADER.match(line)):
            self._end_headers(raw[self._begun : at])
            self._begun = at
            if is_empty:
                self._begun += len(line)
                break
            if not name:
                # It belongs to what begins here: it may be the boundary that was just opened.
                name, ends = self._boundary_in(line.rstrip())
        if name:
            # Lines of one boundary below each other are one to the parser, which closes nothing.
            ends = ends and name != self._last
            self.depth = self._open[name] - ends
            self._open = {each: deep for each, deep in self._open.items() if deep <= self.depth}
            self._in_digest, self._in_report = name in self._digests, False
            self._reads_headers, self._begun = not ends, at + len(line)
        self._last = name if not ends else b""

    def end(self, raw: bytes) -> None:
        if self._reads_headers:
            self._end_headers(raw[self._begun :])

    def _boundary_in(self, line: bytes) -> tuple[bytes, bool]:
        """The open boundary that a line is, and whether it closes it; empty if it is none."""
        if not line.startswith(b"--"):
            return b"", False
        name = line[2:]
        if name in self._open:
            return name, False
        closed = name.removesuffix(b"--")
        return (closed, True) if closed in self._open else (b"", False)

    def _end_headers(self, block: bytes) -> None:
        self.parts += 1
        self._reads_headers = False
        if not self._in_digest and not _TELLS_PARTS.search(block):
            return
        headers = _HEADERS.parsebytes(block)
        if self._in_digest:
            headers.set_default_type("message/rfc822")
        kind = headers.get_content_type()
        self._in_digest, self._in_report = False, kind == _REPORT
        if kind.startswith("message/") and kind != _REPORT:
            self._goes_deeper()
            self._reads_headers = True
        elif kind.startswith("multipart/"):
            self._opens(_boundary_of(headers), is_digest=kind == _DIGEST)

    def _opens(self, boundary: bytes, *, is_digest: bool) -> None:
        if boundary and boundary not in self._open:
            self._goes_deeper()
            self._open[boundary] = self.depth
            (self._digests.add if is_digest else self._digests.discard)(boundary)

    def _goes_deeper(self) -> None:
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)


def _boundary_of(headers: Message) -> bytes:
    named = headers.get_boundary()
    return named.encode("utf-8", "surrogateescape") if named else b""
