"""A rehearsal over the founder's own phone: begun, looked at, ended, and counted.

The words go out from the tenant's own number, by outreach; the page only asks for it.
"""

from __future__ import annotations

from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.playbooks.rehearsal import (
    Blocker,
    ended_words,
    find_blockers,
    load_stage,
    rehearsal_page,
)
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.rehearsal import record
from frontend_api.rehearsal.phone import CHANNELS_REHEARSED, plan_rehearsal, refusal_now
from frontend_api.wording.formats import appointment
from frontend_api.wording.refusals import REFUSALS
from frontend_api.wording.terms import spending_stopped
from functions.outreach.domain.conversation.state import ConversationId, Outcome, State, Turn
from functions.outreach.domain.permission.decide import Refused
from functions.outreach.store.conversations.rehearsals import PREFIX, PhoneTaken
from functions.product.channels import Channel
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

_NOT_THERE = "There is no such rehearsal."
_TAKEN = {
    PhoneTaken.BY_REHEARSAL: "A rehearsal over your phone is still open. End it first.",
    PhoneTaken.BY_CUSTOMER: (
        "The agent has written to this number as a customer's. Rehearse over another phone, so "
        "that what is said there is never taken for a customer's word."
    ),
    PhoneTaken.FOR_A_MOMENT: "Your phone was just in use. Begin the rehearsal once more.",
}
_TOO_MANY = "That were enough rehearsals by phone for one day. Go on tomorrow, or in the browser."
_OPTED_OUT = (
    "This number opted out of your messages, and that holds here too. Text START from it to the "
    "agent's number first."
)


@dataclass(frozen=True, slots=True)
class PhoneRehearsalPage:
    template: ClassVar[str] = "phone/phone_rehearsal.html"
    frame: Frame
    id: str
    motion: str
    language: str
    channel: str
    turns: tuple[Turn, ...]
    ended: str
    is_open: bool
    needs_start: bool
    """Twilio keeps a number that wrote STOP from our texts until it writes START."""


def begin(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The agent texts or calls the founder's proved number, within the hour's permission."""
    stage = load_stage(request, session, ports)
    named = request.typed("channel")
    if stage is None or named not in CHANNELS_REHEARSED:
        return not_found(request, _NOT_THERE)
    channel, tenant, now = Channel(named), session.tenant, ports.clock.now()

    def refused(words: str, href: str = "", link: str = "") -> HttpResponse:
        blocker = Blocker(words, href or f"{stage.address}#phone", link or "Back to the rehearsal")
        return rehearsal_page(request, session, ports, stage, refused=blocker)

    limits = stage.settings.bandwidth(session.founder.id)
    if find_blockers(session, stage) or limits is None:
        return rehearsal_page(request, session, ports, stage)
    if not limits.own_phone:
        return refused("Prove your own phone first.", "/bandwidth#phone", "Add your phone")
    if stage.settings.sender(channel) is None:
        return refused("Connect this channel first.", "/channels", "Connect it")
    if stage.settings.blocked:
        return refused(spending_stopped(stage.settings.blocked), "/billing", "Look at it")
    rehearsal = plan_rehearsal(
        identity=ports.ids.new(PREFIX.rstrip("_")),
        tenant=tenant,
        founder=session.founder,
        bandwidth=limits,
        motion=stage.motion,
        language=stage.language,
        offer=stage.offer,
        settings=stage.settings,
        channel=channel,
        now=now,
    )
    why = refusal_now(
        rehearsal,
        stage.settings,
        lambda bandwidth, at: ports.calendars.state(tenant.id, bandwidth, now=at),
        now=now,
    )
    if why is not None:
        return refused(_refusal_words(why, zone=limits.time_zone))
    if ports.rehearsals.is_suppressed(rehearsal):
        return refused(_OPTED_OUT)
    if not ports.rehearsals.count_today(tenant.id, session.founder.id, now=now):
        return refused(_TOO_MANY)
    taken = ports.rehearsals.begin(rehearsal)
    if taken is not None:
        return refused(_TAKEN[taken])
    record_act(session, ports, Action.REHEARSED, f"{stage.id} over {channel}")
    return see_other(f"/rehearsal/phone/{rehearsal.id}?done=ringing")


def _refusal_words(refused: Refused, *, zone: str) -> str:
    why = REFUSALS.get(refused.rule, "no approved opener fits the facts")
    words = f"A customer with your number could not be contacted now: {why[0].lower()}{why[1:]}."
    return (
        f"{words} Possible from {appointment(refused.retry_at, zone)}."
        if refused.retry_at
        else words
    )


def phone_rehearsal(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The transcript, as far as it has come."""
    named = request.values["rehearsal_id"]
    found = ports.conversations.load(session.tenant.id, ConversationId(named))
    if found is None or not found.conversation.rehearsal:
        return not_found(request, _NOT_THERE)
    talk = found.conversation
    context = PhoneRehearsalPage(
        frame=frame_for(
            session, "Rehearsal by phone", section="rehearsal", done=request.asked("done")
        ),
        id=talk.id,
        motion=talk.terms.motion,
        language=talk.language,
        channel=talk.terms.channels[0],
        turns=talk.turns,
        ended=ended_words(talk),
        is_open=talk.state is not State.CLOSED,
        needs_start=talk.outcome is Outcome.OPTED_OUT and talk.terms.channels == (Channel.SMS,),
    )
    return page(context)


def end(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    named = request.values["rehearsal_id"]
    found = ports.conversations.load(session.tenant.id, ConversationId(named))
    if found is None or not found.conversation.rehearsal:
        return not_found(request, _NOT_THERE)
    if found.conversation.state is not State.CLOSED:
        ports.rehearsals.end(found.conversation)
    return see_other(f"/rehearsal/phone/{named}?done=sent")


def count_walks(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """What was gone through over the phone counts as if it had been in the browser."""
    named, tenant = request.values["rehearsal_id"], session.tenant.id
    found = ports.conversations.load(tenant, ConversationId(named))
    if found is None or not found.conversation.rehearsal:
        return not_found(request, _NOT_THERE)
    talk, settings = found.conversation, ports.settings.load(tenant)
    motion, language, now = talk.terms.motion, talk.language, ports.clock.now()
    kept, own = (
        ports.settings.rehearsals(tenant),
        record.own_id(motion, language, session.founder.id),
    )
    before = record.of_team(kept, motion, language)
    if record.with_walks_of(before, talk, at=now, settings=settings) != before:

        def counted(text: str) -> str:
            rehearsal = record.from_text(text)
            return record.to_text(record.with_walks_of(rehearsal, talk, at=now, settings=settings))

        stored = ports.settings.edit_rehearsal(tenant, own, counted)
        after = record.of_team({**kept, own: stored}, motion, language)
        if after.complete(settings) and not before.complete(settings):
            record_act(session, ports, Action.REHEARSED, record.rehearsal_id(motion, language))
    return see_other(f"/rehearsal?motion={talk.terms.motion}&language={talk.language}&done=saved")
