"""What the readers that ship do with replies they never saw: the gates of `make eval`.

A blind set is written by somebody who saw neither code nor phrases nor other writers' lines; it is
measured once under its date and joins the exemplars afterwards. A test holds that no line of it
stands among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.counted_acts import act_of, counted, first_of
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.learned.reader import ACT_OF_LABEL
from functions.outreach.domain.understanding.understand import Reader, understand
from infra.training.exemplars import Exemplar
from infra.training.requests import request_of
from tests.benchmarks.measured import ROOT, Row

BLIND = ROOT / "tests" / "outreach" / "domain" / "understanding" / "blind"
SITUATIONS = {
    "opening": "question",
    "slots": "slots",
    "churn": "leaving_reason",
    "retention": "blockers",
    "booked": "booked",
}
TO_FOUNDER = frozenset(
    {
        ActKind.HUMAN_WANTED,
        ActKind.HOSTILE,
        ActKind.DISTRESS,
        ActKind.COMPLAINT,
        ActKind.REFERRAL,
        ActKind.ALREADY_DONE,
        ActKind.LANGUAGE_WISH,
    }
)
"""Acts that end with the founder: one of them for another is right enough."""
ASKED = frozenset({ActKind.UNCLEAR, ActKind.POSSIBLE_OPT_OUT, ActKind.POSSIBLE_WRONG_PERSON})
HURT = frozenset(
    {
        ActKind.OPT_OUT,
        ActKind.HUMAN_WANTED,
        ActKind.WRONG_PERSON,
        ActKind.HOSTILE,
        ActKind.DISTRESS,
        ActKind.COMPLAINT,
        ActKind.DECLINED,
        ActKind.MINOR,
    }
)
"""Who says one of these is harmed by the next step of a pitch."""
GENTLE = frozenset({*TO_FOUNDER, *HURT, ActKind.CANCELS_BOOKING, ActKind.AUTOMATIC})
MUST_NOT_MISS = (ActKind.HUMAN_WANTED, ActKind.WRONG_PERSON, ActKind.HOSTILE, ActKind.DISTRESS)
STOPS = frozenset({*MUST_NOT_MISS, ActKind.COMPLAINT, ActKind.OPT_OUT, ActKind.MINOR, *ASKED})
Z = 1.96
"""Of the 95 % interval (Wilson)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reply: what it means, and what the conversation would decide by."""

    reply: Exemplar
    meant: tuple[ActKind, ...]
    deciding: Act
    may_end: bool = False
    """Whether a possible opt-out was heard, though something else decides: all stops at once."""

    @property
    def asked(self) -> bool:
        return self.deciding.kind in ASKED

    @property
    def right(self) -> bool:
        kind = self.deciding.kind
        if kind is ActKind.CHOOSES_SLOT:
            return f"chooses_slot:{(self.deciding.slot or 0) + 1}" in self.reply.labels
        return kind in self.meant or (kind in TO_FOUNDER and bool(TO_FOUNDER & {*self.meant}))

    @property
    def missed_opt_out(self) -> bool:
        found = self.deciding.kind in (ActKind.OPT_OUT, ActKind.POSSIBLE_OPT_OUT)
        return ActKind.OPT_OUT in self.meant and not found and not self.may_end

    @property
    def suppressed_by_mistake(self) -> bool:
        ends = self.deciding.kind in (ActKind.OPT_OUT, ActKind.WRONG_PERSON)
        return ends and not {ActKind.OPT_OUT, ActKind.WRONG_PERSON} & {*self.meant}

    @property
    def wrong_booking(self) -> bool:
        """Any slot of the offered ones is proposed first: only a chosen one is booked."""
        booked = self.deciding.kind is ActKind.CHOOSES_SLOT and not self.deciding.any_slot
        return booked and not self.right

    @property
    def harmful(self) -> bool:
        """A wrong end or booking, an opt-out that got a pitch, a pitch to somebody it hurts."""
        kind = self.deciding.kind
        pitched = not self.asked and kind not in GENTLE
        missed = self.missed_opt_out and pitched
        hurt = not self.right and self.meant[0] in HURT and pitched
        return self.suppressed_by_mistake or self.wrong_booking or missed or hurt


def load_blind(path: Path) -> list[Exemplar]:
    """Lines of `state, channel, acts, text`; the language is the last word of the file's name."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        state, channel, labels, text = line.split("\t")
        language = path.stem.rpartition("_")[2]
        situation = SITUATIONS[state]
        acts = tuple(labels.split(","))
        found.append(Exemplar(text, language, situation, channel, acts, path.stem))
    return found


def judge(replies: Iterable[Exemplar], *, more: tuple[Reader, ...] = ()) -> list[Outcome]:
    """Read by the readers that ship, and `more`, in the surroundings of the product."""
    readers, outcomes = (*load_embedded_readers(), *more), []
    for reply in replies:
        request = request_of(reply)
        acts = counted(understand(request, readers), channel=request.channel)
        meant = tuple(ACT_OF_LABEL.get(act) or ActKind(act) for act in reply.acts)
        decides = first_of(acts) or acts[0]
        may_end = decides.kind in TO_FOUNDER and act_of(acts, ActKind.POSSIBLE_OPT_OUT) is not None
        outcomes.append(Outcome(reply, meant, decides, may_end))
    return outcomes


def gate_rows(name: str, outcomes: list[Outcome]) -> list[Row]:
    """The gates with their 95 % intervals."""
    spoken = [each for each in outcomes if each.reply.channel == "voice"]
    opted = [each for each in outcomes if ActKind.OPT_OUT in each.meant]
    noisy = [each for each in spoken if ActKind.OPT_OUT in each.meant]
    acted = [each for each in outcomes if not each.asked]
    must = [each for each in outcomes if {*MUST_NOT_MISS} & {*each.meant}]
    calm = [each for each in outcomes if not {*GENTLE} & {*each.meant}]
    return [
        gate_row(f"{name} opt-out recall", [not each.missed_opt_out for each in opted], 0.99),
        gate_row(
            f"{name} opt-out recall, voice", [not each.missed_opt_out for each in noisy], 0.95
        ),
        gate_row(
            f"{name} suppressed by mistake",
            [each.suppressed_by_mistake for each in outcomes],
            0.005,
            most=True,
        ),
        gate_row(f"{name} harmful", [each.harmful for each in outcomes], 0.02, most=True),
        gate_row(
            f"{name} wrong bookings", [each.wrong_booking for each in outcomes], 0.0, most=True
        ),
        gate_row(f"{name} right or asked again", [e.right or e.asked for e in outcomes], 0.95),
        gate_row(f"{name} acted on", [not each.asked for each in outcomes], 0.70),
        gate_row(f"{name} right where acted on", [each.right for each in acted], None),
        gate_row(
            f"{name} must-not-miss found", [each.deciding.kind in STOPS for each in must], 0.90
        ),
        gate_row(
            f"{name} false must-not-miss",
            [each.deciding.kind in MUST_NOT_MISS for each in calm],
            0.001,
            most=True,
        ),
    ]


def gate_row(
    name: str, hits: list[bool], goal: float | None, *, most: bool = False, empty: float = 1.0
) -> Row:
    """The share of hits with its interval; `most` where the goal is an upper one."""
    share = sum(hits) / len(hits) if hits else empty
    low, high = interval(sum(hits), len(hits))
    return {
        "name": f"{name} ({len(hits)}; {low:.3f} to {high:.3f})",
        "value": round(share, 4),
        "unit": "share",
        "baseline": None,
        "ratio": None,
        "goal": goal,
        "holds": goal is None or (share <= goal if most else share >= goal),
    }


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z * Z / of
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(share * (1 - share) / of + square / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def worst(outcomes: list[Outcome], count: int) -> list[Outcome]:
    """Harmful first, then wrong, in the order of the file."""
    wrong = [each for each in outcomes if not each.right and not each.asked]
    return sorted(wrong, key=lambda each: not each.harmful)[:count]


def confusion(outcomes: list[Outcome]) -> Counter[tuple[str, str]]:
    """How often each act was taken for each other one."""
    return Counter((each.meant[0].value, each.deciding.kind.value) for each in outcomes)


def blind_files() -> list[Path]:
    return sorted(BLIND.glob("*.tsv"))
