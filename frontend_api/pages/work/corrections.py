"""The founder puts right what a customer meant, and takes all corrections home for training.

A correction counts from the next message on. Only one that ends contact for good acts at once:
the customer must not wait for another message of ours to be heard.
"""

from __future__ import annotations

from collections.abc import Iterator

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from frontend_api.wording.meanings import MEANINGS
from functions.outreach.domain.conversation.events import OptedOutByLink
from functions.outreach.domain.conversation.state import Conversation, ConversationId, Turn, Who
from functions.outreach.domain.conversation.turns import situation_before
from functions.outreach.domain.understanding.acts import NEVER_RAISED, ActKind, Correction
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other

LONGEST_TEXT = 600
"""Of a customer's message that is kept as an exemplar."""
_FOR_GOOD = frozenset({ActKind.OPT_OUT, ActKind.WRONG_PERSON})


def correct(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Keep what one message meant; a meaning that is not offered changes nothing."""
    wanted = ConversationId(request.values["conversation_id"])
    loaded = ports.conversations.load(session.tenant.id, wanted)
    turn = _turn(loaded.conversation, request.values["turn"]) if loaded else None
    meaning = request.typed("meaning")
    if loaded is None or turn is None or turn.reading is None or meaning not in MEANINGS:
        return not_found(request, "There is no such message to put right.")
    found, now, act = loaded.conversation, ports.clock.now(), ActKind(meaning)
    correction = Correction(
        conversation=found.id,
        turn=turn.number,
        text=turn.text[:LONGEST_TEXT],
        language=found.language,
        channel=turn.channel.value,
        situation=situation_before(found, turn),
        act=act,
        read_as=tuple(each.kind for each in turn.reading.acts),
        by=session.founder.id,
        at=now,
    )
    ports.settings.save_correction(session.tenant.id, correction)
    detail = f"{found.id} {turn.number} {act}"
    record_act(session, ports, Action.CORRECTED_READING, detail)
    back = f"/conversations/{found.id}"
    if act not in _FOR_GOOD:
        return see_other(f"{back}?done={'kept' if act in NEVER_RAISED else 'corrected'}")
    event = OptedOutByLink(f"founder-{session.founder.id}-{turn.number}", channel=turn.channel)
    ports.replies.enqueue(
        session.tenant.id, found.id, event, dedupe=f"{found.id}-{turn.number}-{act}"
    )
    return see_other(f"{back}?done=sent&seen={found.version}")


def _turn(conversation: Conversation, number: str) -> Turn | None:
    return next(
        (t for t in conversation.turns if t.who is Who.CUSTOMER and str(t.number) == number), None
    )


def export(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Corrections as lines of tab-separated text, as exemplars are written: all, or of one
    `language`."""
    language = request.asked("language")
    corrections = ports.settings.corrections(session.tenant.id)
    lines = _lines(tuple(c for c in corrections if language in ("", c.language)))
    record_act(session, ports, Action.EXPORTED, "corrections")
    return HttpResponse(
        body="".join(lines).encode(),
        content_type="text/tab-separated-values; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="corrections.tsv"'},
    )


def _lines(corrections: tuple[Correction, ...]) -> Iterator[str]:
    yield "language\tact\ttext\tsituation\tchannel\tread as\n"
    for each in sorted(corrections, key=lambda one: one.at):
        words = " ".join(each.text.split())
        read_as = ",".join(each.read_as)
        yield "\t".join((each.language, each.act, words, each.situation, each.channel, read_as))
        yield "\n"
