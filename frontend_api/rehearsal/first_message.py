"""The first message as a customer gets it: by the production engine, to a made-up customer.

It shows approved lines where there are any and the starter's otherwise; nothing is sent from here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from frontend_api.rehearsal.engine import REHEARSAL_PAGE, AskCalendar, begin
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, WorkingHours
from functions.outreach.domain.campaigns.motions import first_fitting
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.playbooks.playbook import (
    Approval,
    Line,
    LineStatus,
    Part,
    Playbook,
)
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.speaking.utterance import text_of
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import MOTIONS, Motion
from tenancy.tenant import Founder, Tenant
from tenancy.values.lazy_dataclass import dataclass

SAMPLE_CODE = "a2b3c4d5e6f7g2h3"
"""As long as the code of a real link."""
_PREVIEW = "preview"
_MOTIONS = tuple(sorted(MOTIONS, key=lambda motion: MOTIONS[motion].needs_offer))
"""Those that need no offer first."""


@dataclass(frozen=True, slots=True)
class FirstMessage:
    subject: str
    text: str
    of_starter: bool
    """Nothing is approved yet: the words are the starter's."""
    waits_for_approval: bool = False
    """The provider has approved no template with these words yet, so nothing opens with them."""


def first_message(
    tenant: Tenant,
    founder: Founder,
    channel: Channel,
    settings: TenantSettings,
    *,
    hooks_url: str,
    ask_calendar: AskCalendar,
    now: datetime,
) -> FirstMessage | None:
    """None where the engine would open no conversation on this channel."""
    for starter in (False, True):
        for motion in _MOTIONS:
            known = _speaking(settings, motion, founder, tenant, starter=starter, now=now)
            if known is None:
                continue
            book = known.playbook(motion, tenant.default_language)
            waits = book is not None and _waits_for_template(book, channel)
            if waits:
                known = _as_if_approved(known)
            offer = first_fitting(motion, settings.offers)
            step = begin(
                identity=f"preview-{channel}",
                tenant=tenant,
                founder=founder,
                motion=motion,
                language=tenant.default_language,
                offer=offer,
                settings=known,
                ask_calendar=ask_calendar,
                now=now,
                channel=channel,
            )
            effect = _opening(step.effects if step else ())
            if effect is not None:
                shown = _shown(effect, channel, hooks_url, of_starter=starter)
                return replace(shown, waits_for_approval=waits)
    return None


def _speaking(
    settings: TenantSettings,
    motion: Motion,
    founder: Founder,
    tenant: Tenant,
    *,
    starter: bool,
    now: datetime,
) -> TenantSettings | None:
    """The settings with a founder's week, and the starter's words where they are wanted."""
    language = tenant.default_language
    book = settings.playbook(motion, language)
    if not starter and (book is None or not any(_approved(line) for line in book.lines)):
        return None
    if starter:
        lines = tuple(
            replace(line, approval=Approval(founder.id, now, line.sha256))
            for line in starter_lines(motion, language)
        )
        book = Playbook(motion, language, lines)
    hours = tuple(WorkingHours(day, time(9), time(17)) for day in range(5))
    bandwidth = settings.bandwidth(founder.id) or Bandwidth(founder.id, tenant.time_zone, hours)
    others = tuple(
        one for one in settings.playbooks if (one.motion, one.language) != (motion, language)
    )
    return replace(
        settings,
        playbooks=(*others, *((book,) if book else ())),
        bandwidths=(bandwidth,),
    )


def _waits_for_template(book: Playbook, channel: Channel) -> bool:
    takes = CHANNELS[channel].takes_templates
    return takes and not any(line.content_sid for line in book.lines)


def _as_if_approved(settings: TenantSettings) -> TenantSettings:
    """With a template's id beside every opener, to see what it will send."""
    books = tuple(
        replace(
            book,
            lines=tuple(
                replace(line, content_sid=_PREVIEW) if line.part is Part.OPENER else line
                for line in book.lines
            ),
        )
        for book in settings.playbooks
    )
    return replace(settings, playbooks=books)


def _approved(line: Line) -> bool:
    return line.status is LineStatus.APPROVED


def _opening(effects: tuple[Effect, ...]) -> Effect | None:
    return next((one for one in effects if one.kind is EffectKind.CONTACT_CUSTOMER), None)


def _shown(effect: Effect, channel: Channel, hooks_url: str, *, of_starter: bool) -> FirstMessage:
    text = text_of(effect.pieces, CHANNELS[channel])
    link = f"{hooks_url}/c/{SAMPLE_CODE}"
    return FirstMessage(effect.subject, text.replace(REHEARSAL_PAGE, link), of_starter)
