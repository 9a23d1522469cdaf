"""Rehearsals over the founder's own phone: kept where conversations are, opened by outreach."""

from __future__ import annotations

from datetime import datetime

from frontend_api.gateways.queues import Queues
from functions.outreach.domain.conversation.events import BecameDue, RehearsalEnded
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.store.conversations import rehearsals
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.store.conversations.rehearsals import PhoneTaken
from tenancy.identity.attempt_limits import AttemptKind, count_attempt
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import FounderId, TenantId

SHOWN_AT_MOST = 20


class StoredRehearsals:
    """The `PhoneRehearsals` port."""

    def __init__(self, *, queues: Queues, hash_keys: KeyRing) -> None:
        self._queues = queues
        self._people = StoredPeople(hash_keys=hash_keys)

    def count_today(self, tenant: TenantId, founder: FounderId, *, now: datetime) -> bool:
        return count_attempt(
            AttemptKind.PHONE_REHEARSAL, address=f"{tenant}#{founder}", source=tenant, now=now
        )

    def begin(self, rehearsal: Conversation) -> PhoneTaken | None:
        taken = rehearsals.begin_rehearsal(rehearsal)
        if taken is None:
            # Lost on the way, the sweep finds that it is due.
            self._queues.enqueue(rehearsal.tenant, rehearsal.id, BecameDue(), dedupe="begin")
        return taken

    def end(self, rehearsal: Conversation) -> None:
        dedupe = f"end-{rehearsal.version}"
        self._queues.enqueue(rehearsal.tenant, rehearsal.id, RehearsalEnded(), dedupe=dedupe)

    def is_suppressed(self, rehearsal: Conversation) -> bool:
        return self._people.suppressed(rehearsal.tenant, rehearsal.facts)

    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        return rehearsals.list_rehearsals(tenant, limit=SHOWN_AT_MOST)
