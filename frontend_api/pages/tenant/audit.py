"""The audit log: who did what, to which campaign, customer or file, by their names.

Rows keep ids for ever; a founder reads names, and nothing where what an id meant is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import ClassVar

from frontend_api.http.listing import place_in_list, place_within
from frontend_api.http.session import Session
from frontend_api.pages.founder_names import founder_names
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.meanings import MEANINGS
from frontend_api.wording.terms import PART_WORDS, WORDS, part_word, word
from functions.product.motions import MOTIONS
from tenancy.identity.audit import Action, AuditRow
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

_LINE = re.compile(r"(?P<motion>[a-z_]+)-(?P<language>[a-z]{2})(?:-(?P<part>[a-z_]+)-.*)?\Z")
_ID = re.compile(r"\b[a-z]+_[\w-]+")


ROWS_A_PAGE = 18


@dataclass(frozen=True, slots=True)
class AuditPage:
    template: ClassVar[str] = "tenant/audit.html"
    frame: Frame
    presses: tuple[tuple[AuditRow, tuple[str, ...]], ...]
    """What was done at one moment, once, with everything it is about; one page of them."""
    total: int
    offset: int
    step: int
    names: Mapping[FounderId, str]
    """Founder → name."""


def audit(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Asks for names of what stands on this page of the log only."""
    together = groupby(ports.audit.rows(session.tenant.id), key=_press)
    presses = [tuple(group) for _, group in together]
    offset = place_within(place_in_list(request), len(presses), ROWS_A_PAGE)
    here = presses[offset : offset + ROWS_A_PAGE]
    rows = [row for press in here for row in press]
    names = founder_names(session, ports, _founders_in(rows))
    known: dict[str, str] = dict(ports.audit.names(session.tenant.id, rows))
    known.update((str(founder), name) for founder, name in names.items())
    shown = tuple((press[0], tuple(about(row.detail, known) for row in press)) for press in here)
    frame = frame_for(session, "Audit log", section="settings")
    return page(AuditPage(frame, shown, len(presses), offset, ROWS_A_PAGE, names))


def _founders_in(rows: Iterable[AuditRow]) -> Iterator[FounderId]:
    for row in rows:
        yield row.by
        yield from (FounderId(word) for word in row.detail.split(" ") if word.startswith("f_"))


def _press(row: AuditRow) -> tuple[datetime, FounderId, Action]:
    """Rows of one second by one person are one press: "Approve all" writes one for each line."""
    return row.at.replace(microsecond=0), row.by, row.action


def about(detail: str, known: Mapping[str, str]) -> str:
    """What a row is about, in the founder's words."""
    if detail in known:
        return known[detail]
    line = _LINE.match(detail)
    if line is not None and line["motion"] in MOTIONS:
        place = f"{word(line['motion'])}, {word(line['language'])}"
        return f"{place}: {part_word(line['part'])}" if line["part"] else place
    parts = [_part(part, known) for part in detail.split(" ")]
    sentence = " ".join(part for part in parts if part)
    return sentence[:1].upper() + sentence[1:]


def _part(part: str, known: Mapping[str, str]) -> str:
    if part in known:
        return known[part]
    if part in MEANINGS:
        return MEANINGS[part]
    return (WORDS.get(part) or PART_WORDS.get(part, "")) if _ID.fullmatch(part) else part
