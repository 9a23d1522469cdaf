"""What a step may consult besides the conversation and the event, put together from settings."""

from __future__ import annotations

from datetime import datetime

from functions.outreach.domain.conversation import Conversation, Surroundings
from functions.outreach.domain.playbook import Playbook
from functions.outreach.domain.tenant_settings import TenantSettings


def surroundings_of(
    conversation: Conversation,
    *,
    settings: TenantSettings,
    now: datetime,
    page_url: str = "",
    unsubscribe_url: str = "",
) -> Surroundings:
    """Raises LookupError when the campaign's founder has no bandwidth (the launch gate asks it)."""
    terms = conversation.terms
    bandwidth = settings.bandwidth(terms.founder)
    if bandwidth is None:
        raise LookupError("the campaign's founder has no bandwidth set")
    playbook = settings.playbook(terms.motion, conversation.language)
    return Surroundings(
        now=now,
        playbook=playbook or Playbook(terms.motion, conversation.language, ()),
        rules=settings.rules,
        person=conversation.prior,
        bandwidth=bandwidth,
        answers=settings.answers,
        page_url=page_url,
        unsubscribe_url=unsubscribe_url,
    )
