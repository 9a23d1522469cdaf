"""What a step may consult besides the conversation and the event, put together from settings."""

from __future__ import annotations

from datetime import datetime

from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.playbooks.playbook import Playbook
from functions.outreach.domain.settings import TenantSettings


def build_step_context(
    conversation: Conversation,
    *,
    settings: TenantSettings,
    now: datetime,
    page_url: str = "",
    unsubscribe_url: str = "",
) -> StepContext:
    """A founder whose bandwidth is gone has no time to offer; an opt-out must work all the same."""
    terms = conversation.terms
    nothing_free = Bandwidth(terms.founder, time_zone="UTC", hours=())
    bandwidth = settings.bandwidth(terms.founder) or nothing_free
    playbook = settings.playbook(terms.motion, conversation.language)
    return StepContext(
        now=now,
        playbook=playbook or Playbook(terms.motion, conversation.language, ()),
        rules=settings.rules,
        person=conversation.prior,
        bandwidth=bandwidth,
        answers=settings.answers,
        page_url=page_url,
        unsubscribe_url=unsubscribe_url,
        asks_to_record=settings.recording.asks,
    )
