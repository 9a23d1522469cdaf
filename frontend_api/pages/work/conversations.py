"""Conversations: the list, one with everything in it, and what the founder may do in it.

Taking over, answering and handing back are events on the replies queue; outreach decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from frontend_api.acts.conversations import (
    LONGEST_ANSWER,
    ConversationAct,
    act_in_conversation,
    keep_note,
    may_take_over,
)
from frontend_api.http.forms import Form
from frontend_api.http.htmx import fragment_wanted
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.founder_names import founder_names
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.work.recordings import RecordedCall, recorded_calls
from frontend_api.ports import Ports
from frontend_api.wording.meanings import MEANINGS
from frontend_api.wording.terms import in_words
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    State,
)
from functions.outreach.domain.permission.zone_words import zone_words
from functions.outreach.domain.scheduling.callback import is_outdated_by
from functions.outreach.ports import EffectRecord, FounderNote, LoadedConversation
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import FounderId, Role
from tenancy.values.lazy_dataclass import dataclass

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class ConversationPage:
    template: ClassVar[str] = "work/conversation.html"
    frame: Frame
    conversation: Conversation
    effects: tuple[EffectRecord, ...]
    may_take_over: bool
    may_answer: bool
    awaited: bool
    """What the founder did is on its way: the page looks again until it shows."""
    their_zone: str
    reason: str
    """Why it stands as it does, in words a founder reads; empty when there is nothing to say."""
    facts_too_old: bool
    """Whether a promised return will state no facts unless a newer file is uploaded."""
    form: Form
    meanings: Mapping[str, str]
    """What a message can have meant → its words."""
    corrections: Mapping[int, str]
    """Number of a turn → what the founder says it meant."""
    notes: tuple[tuple[str, FounderNote], ...]
    """(who wrote it, note), in the order they were written."""
    recorded: tuple[RecordedCall, ...]
    """Its calls in which recording was asked about."""
    may_listen: bool
    live: bool
    """Whether more may come of it, so that the page looks again."""


def _load(request: HttpRequest, session: Session, ports: Ports) -> LoadedConversation | None:
    wanted = ConversationId(request.values["conversation_id"])
    return ports.conversations.load(session.tenant.id, wanted)


def conversation(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    loaded = _load(request, session, ports)
    if loaded is None:
        return not_found(request, "This conversation does not exist.")
    if fragment_wanted(request) and request.asked("since") == str(loaded.conversation.version):
        return HttpResponse(status=204)
    return _conversation_page(request, session, ports, loaded, Form())


def _conversation_page(
    request: HttpRequest, session: Session, ports: Ports, loaded: LoadedConversation, form: Form
) -> HttpResponse:
    found = loaded.conversation
    title = found.facts.name or found.facts.email or "Conversation"
    awaited = request.asked("seen") == str(found.version)
    done = request.asked("done")
    done = done if awaited or done in ("corrected", "kept", "noted") else ""
    named = (*(one.by for one in loaded.notes), *map(FounderId, _FOUNDER.findall(found.reason)))
    names = founder_names(session, ports, named)
    asked = any(one.file for one in found.recordings)
    kept = ports.recordings.kept(session.tenant.id, found.id) if asked else frozenset()
    context = ConversationPage(
        frame=frame_for(session, title, section="conversations", done=done),
        conversation=found,
        effects=loaded.effects,
        may_take_over=may_take_over(found),
        may_answer=found.state is State.TAKEN_OVER,
        awaited=awaited,
        their_zone=zone_words(found.time_zone),
        reason=_reason(found.reason, names),
        notes=tuple((names.get(one.by, "a teammate"), one) for one in loaded.notes),
        recorded=recorded_calls(found, kept),
        may_listen=session.founder.role.covers(Role.MEMBER),
        live=found.state is not State.CLOSED,
        facts_too_old=_too_old_at_callback(found),
        form=form,
        meanings=MEANINGS,
        corrections={
            each.turn: each.act.value
            for each in ports.settings.corrections(session.tenant.id, found.id)
        },
    )
    played_from = ports.upload_origins if kept else ()
    return page(context, status=422 if form.errors else 200, media=played_from)


_FOUNDER = re.compile(r"\bf_[a-z0-9]+\b")


def _too_old_at_callback(found: Conversation) -> bool:
    promised = found.callback_at
    return promised is not None and is_outdated_by(found.facts, promised)


def _reason(words: str, names: Mapping[FounderId, str]) -> str:
    """The conversation knows founders by their ids; people know them by their names."""
    for founder, name in names.items():
        words = words.replace(founder, name)
    return in_words(words)


def act(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Take over, answer, hand back to the agent, mark as settled, or keep a note."""
    loaded = _load(request, session, ports)
    wanted = request.values["act"]
    if loaded is None:
        return not_found(request, "This conversation does not exist.")
    found, text = loaded.conversation, request.typed("text")
    back = f"/conversations/{found.id}"
    if wanted == "answer" and (not text or len(text) > LONGEST_ANSWER):
        words = "Write your answer first." if not text else f"At most {LONGEST_ANSWER} characters."
        form = Form({"text": text}, {"text": words})
        return _conversation_page(request, session, ports, loaded, form)
    if wanted == "note":
        if text:
            keep_note(session, ports, found, text)
        return see_other(f"{back}?done=noted#notes")
    if wanted not in set(ConversationAct):
        return not_found(request, "There is nothing like that to do here.")
    shown = request.typed("version")
    version = int(shown) if shown.isdecimal() and len(shown) < 10 else None
    turns = request.typed("turns")
    sent = act_in_conversation(
        session,
        ports,
        found,
        ConversationAct(wanted),
        text=text,
        version=version,
        turns=int(turns) if turns.isdecimal() and len(turns) < 10 else None,
    )
    return see_other(f"{back}?done=sent&seen={found.version}" if sent else back)
