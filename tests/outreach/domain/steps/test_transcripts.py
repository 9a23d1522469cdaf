"""Whole conversations as they read, kept word for word, so that a change of tone is seen.

Regenerate them with `python -m tests.outreach.domain.steps.test_transcripts`; read the diff.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    Interrupted,
)
from functions.outreach.domain.handoff import Handoff, build
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import Walk, walk, window

FOLDER = Path(__file__).parents[3] / "transcripts"


def upsell_sms() -> Walk:
    talk = walk(channels=(Channel.SMS,))
    talk.says("who is this?", Act(ActKind.ASKS_QUESTION, answer=AnswerId("starter-en-who-are-you")))
    talk.says("and what does it cost?", ActKind.ASKS_PRICE)
    talk.says("hm ok, sounds useful", ActKind.INTERESTED)
    talk.says("mornings only", Act(ActKind.OTHER_TIMES, window=window(date(2026, 9, 16))))
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    talk.says("thanks!", ActKind.THANKS)
    return talk


def upsell_voice() -> Walk:
    talk = walk(channels=(Channel.VOICE,))
    talk.happens(CallConnected(call="CA1"))
    talk.says("wait, are you a robot?", ActKind.ARE_YOU_A_PERSON, channel=Channel.VOICE)
    talk.says("does it run on Mars?", ActKind.ASKS_QUESTION, channel=Channel.VOICE)
    talk.happens(Interrupted(call="CA1", heard="I don't know that, and I'd rather not guess."))
    talk.says("the first one", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    talk.says("yes, that's right", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    talk.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED, seconds=95))
    return talk


def upsell_email() -> Walk:
    talk = walk(channels=(Channel.EMAIL,))
    talk.later(timedelta(hours=20))
    talk.says(
        "Yes, but not before March, and what does it cost?",
        ActKind.INTERESTED,
        Act(ActKind.NOT_NOW, window=window(date(2027, 3, 1))),
        ActKind.ASKS_PRICE,
        channel=Channel.EMAIL,
    )
    talk.wakes()
    talk.says("Good timing, let's talk.", ActKind.INTERESTED, channel=Channel.EMAIL)
    talk.says("The second one.", Act(ActKind.CHOOSES_SLOT, slot=1), channel=Channel.EMAIL)
    return talk


def win_back_sms() -> Walk:
    talk = walk(Motion.WIN_BACK, channels=(Channel.SMS,))
    talk.says("sure", ActKind.INTERESTED)
    talk.says("honestly it was too slow with big files", ActKind.ANSWERS)
    talk.says("could you do it cheaper?", ActKind.NEGOTIATES)
    talk.says("3", Act(ActKind.CHOOSES_SLOT, slot=2))
    talk.says("can we move it?", ActKind.RESCHEDULES)
    talk.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    return talk


def win_back_voice() -> Walk:
    talk = walk(Motion.WIN_BACK, channels=(Channel.VOICE,))
    talk.happens(CallConnected(call="CA1"))
    talk.says("mm", ActKind.UNCLEAR, channel=Channel.VOICE)
    talk.says("not now, ask me in a month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))),
              channel=Channel.VOICE)  # fmt: skip
    talk.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED, seconds=41))
    talk.wakes()
    talk.happens(CallConnected(call="CA2"))
    talk.says("take me off your list", ActKind.OPT_OUT, channel=Channel.VOICE)
    talk.happens(CallEnded(call="CA2", end=CallEnd.COMPLETED, seconds=12))
    return talk


def win_back_email() -> Walk:
    talk = walk(Motion.WIN_BACK, channels=(Channel.EMAIL,))
    talk.wakes()
    talk.says("No thanks, we built our own.", ActKind.DECLINED, channel=Channel.EMAIL)
    talk.says("Actually, who runs this?", ActKind.UNCLEAR, channel=Channel.EMAIL)
    return talk


def vague_stop_sms() -> Walk:
    talk = walk(channels=(Channel.SMS,))
    talk.says("hm, the blue one", ActKind.UNCLEAR)
    talk.says("all these messages, honestly", ActKind.POSSIBLE_OPT_OUT)
    talk.says("START", ActKind.OPT_IN)
    talk.says("your update broke my reports by the way", ActKind.COMPLAINT)
    return talk


def vague_stop_unanswered_email() -> Walk:
    talk = walk(channels=(Channel.EMAIL, Channel.SMS))
    talk.says("We get rather a lot of these.", ActKind.POSSIBLE_OPT_OUT, channel=Channel.EMAIL)
    talk.wakes()
    return talk


WALKS: dict[str, Callable[[], Walk]] = {
    made.__name__: made
    for made in (
        upsell_sms,
        upsell_voice,
        upsell_email,
        win_back_sms,
        win_back_voice,
        win_back_email,
        vague_stop_sms,
        vague_stop_unanswered_email,
    )
}


def rendered(talk: Walk) -> str:
    """The conversation as a person would read it, with its end, its meter and its handoff."""
    lines = []
    for turn in talk.talk.turns:
        heard = turn.text if turn.cut_at is None else f"{turn.cut_at} [interrupted]"
        text = heard.replace("\n", "\n    ")
        lines.append(f"{turn.at:%Y-%m-%d %H:%M} {turn.channel.value:>8} {turn.who.value}: {text}")
    notices = [e.notice for e in talk.effects if e.kind is EffectKind.NOTIFY_FOUNDER]
    outcome = talk.talk.outcome.value if talk.talk.outcome else "none"
    lines += [
        "",
        f"state: {talk.talk.state.value}, outcome: {outcome}",
        f"founder told: {', '.join(notices) or 'nothing'}",
        f"metered: {', '.join(f'{u.kind.value} {u.quantity}' for u in talk.usage) or 'nothing'}",
    ]
    handoff = build(talk.talk)
    assert isinstance(handoff, Handoff)
    lines += [f"why: {line}" for line in handoff.why]
    lines += [f"talking point: {handoff.talking_point}", ""]
    return "\n".join(lines)


@pytest.mark.parametrize("name", WALKS)
def test_the_conversation_reads_as_it_did(name: str) -> None:
    assert rendered(WALKS[name]()) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, made in WALKS.items():
        (FOLDER / f"{name}.txt").write_text(rendered(made()), encoding="utf-8")
