"""Replies written before the phrase tables were looked at: the act that counts is the one meant.

The tables were mended for the first corpus since, so only the held-out one still says something of
strangers (docs/decisions/reader-accuracy.md). A row still misread stays in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.playbooks.starter import starter_answers
from functions.outreach.domain.understanding.acts import ActKind, OpenQuestion, ReadingRequest
from functions.outreach.domain.understanding.counted_acts import ORDER, counted
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.knowledge import ApprovedQuestion
from functions.outreach.domain.understanding.understand import understand
from functions.product.channels import Channel

CORPUS = Path(__file__).parent / "corpus" / "unseen_readings.tsv"
HELD_OUT = CORPUS.with_name("heldout_readings.tsv")
"""Written after the mending the first corpus led to; one row of it, a wrong booking, was mended."""
NOW = datetime(2026, 11, 25, 14, 0)  # noqa: DTZ001 - local wall time of the customer
OFFERED = (
    datetime(2026, 12, 1, 10, 30),  # noqa: DTZ001
    datetime(2026, 12, 1, 15, 0),  # noqa: DTZ001
    datetime(2026, 12, 3, 9, 0),  # noqa: DTZ001
)
SLOTS = {"-": 0, "booked": 0, "one": 1, "three": 3}
"""How many times were offered, by the corpus' flag; `booked` has a conversation reserved."""
LAST = (ActKind.ANSWERS, ActKind.THANKS, ActKind.UNCLEAR)
SAYS_ALONG = (
    ActKind.ARE_YOU_A_PERSON,
    ActKind.ASKS_PRICE,
    ActKind.NEGOTIATES,
    ActKind.ASKS_QUESTION,
)
"""Acts that are answered along the way, whatever decides."""
MEANT = (*(kind for kind in ORDER if kind not in LAST), *SAYS_ALONG, *LAST)


@dataclass(frozen=True, slots=True)
class Unseen:
    """One reply, what it means and what was read: an act, with its slot where one was chosen."""

    language: str
    text: str
    wanted: str
    found: str

    @property
    def act(self) -> str:
        return self.wanted.partition(":")[0]

    @property
    def right(self) -> bool:
        return self.wanted == self.found


def _main_act(text: str, *, language: str, asked: OpenQuestion | None, offered: str) -> str:
    slots = OFFERED[: SLOTS[offered]]
    legal = list(ALWAYS)
    if slots:
        legal.append(ActKind.CHOOSES_SLOT)
    if offered == "booked":
        legal += [ActKind.CANCELS_BOOKING, ActKind.RESCHEDULES]
    if asked is not None:
        legal.append(ActKind.ANSWERS)
    answers = tuple(ApprovedQuestion(a.id, a.questions) for a in starter_answers(language))
    request = ReadingRequest(text, language, Channel.SMS, NOW, tuple(legal), asked, slots, answers)
    acts = counted(understand(request, load_embedded_readers()), channel=Channel.SMS)
    main = min(acts, key=lambda act: MEANT.index(act.kind) if act.kind in MEANT else len(MEANT))
    return main.kind.value if main.slot is None else f"{main.kind.value}:{main.slot}"


def unseen(corpus: Path = CORPUS) -> list[Unseen]:
    """Every reply of the corpus, read as the conversation would count it."""
    found = []
    for line in corpus.read_text(encoding="utf-8").splitlines():
        language, asked, offered, text, wanted = line.split("\t")
        open_question = OpenQuestion(asked) if asked in set(OpenQuestion) else None
        read = _main_act(text, language=language, asked=open_question, offered=offered)
        found.append(Unseen(language, text, wanted, read))
    return found


@pytest.mark.slow
def test_replies_that_were_once_unseen_stay_read_as_meant() -> None:
    replies = unseen()
    whole = Counter(reply.language for reply in replies)
    right = Counter(reply.language for reply in replies if reply.right)
    assert {language: right[language] / count >= 0.85 for language, count in whole.items()} == {
        "en": True,
        "lt": True,
        "ru": True,
    }
