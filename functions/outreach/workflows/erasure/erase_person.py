"""One try at erasing a person from everything outreach keeps, and from its providers.

Safe to repeat at any time. Must never report the part as done while a copy is left that we can
reach.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from functions.erasure.ports import (
    BaseErasure,
    CalendarCopies,
    ErasureLog,
    FoundPerson,
    PersonCopies,
    PersonRecords,
    ProviderCopies,
    ReceivedMails,
)
from functions.erasure.record import (
    Erasure,
    ErasurePart,
    ErasurePartStatus,
    FounderCopy,
    claim_part,
    end_try,
    is_late,
)
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)
_STILL_THERE = "still_there"


@dataclass(frozen=True, slots=True)
class ErasePorts:
    clock: Clock
    log: ErasureLog
    records: PersonRecords
    provider: ProviderCopies
    mails: ReceivedMails
    calendars: CalendarCopies
    base: BaseErasure


def erase_person(ports: ErasePorts, *, tenant: TenantId, erasure: str) -> None:
    """Do what is left of one erasure, and ask the base for its part while that is not done."""
    now = ports.clock.now()
    known = ports.log.load(tenant, erasure)
    if known is None or known.is_done:
        return
    if is_late(known, now=now):
        log.error("erasure_late", extra={"tenant": tenant, "erasure": erasure})
    if known.base.status is not ErasurePartStatus.DONE:
        ports.base.ask(tenant, erasure)
    claimed = ports.log.edit(
        tenant, erasure, lambda one: claim_part(one, ErasurePart.OUTREACH, now=now), now=now
    )
    if claimed is None:
        return
    ports.log.save_copy(tenant, claimed)
    done = _try(ports, tenant, claimed, now=now)
    if done is not None and done.is_done:
        ports.log.save_copy(tenant, done)


def _try(ports: ErasePorts, tenant: TenantId, erasure: Erasure, *, now: datetime) -> Erasure | None:
    person = ports.records.find(tenant, erasure)
    copies = ports.records.copies(tenant, person)
    noted = ports.log.edit(tenant, erasure.id, lambda one: _noted(one, person, copies), now=now)
    if noted is None:
        return None
    deleted = ports.provider.delete(tenant, ids=noted.waiting, numbers=person.identity.phones)
    for key in copies.mails:
        ports.mails.delete(key)
    events = ports.calendars.remove(tenant, noted.events)
    rows = ports.records.remove(tenant, person)
    counts = {
        **rows.counts,
        "provider_copies": deleted.deleted,
        "mails": len(copies.mails),
        "calendar_events": events.removed,
    }
    # A calendar that was silent all day may be silent for ever: the founder's list names it.
    silent = () if is_late(noted, now=now) else events.silent
    # Who was not asked comes first the next time: a silent calendar keeps nobody from it.
    left_events = (*events.unasked, *silent)
    complete = rows.complete and not deleted.waiting and not left_events
    kept = tuple(
        FounderCopy(entry.founder, by, entry.at or noted.requested_at, _STILL_THERE)
        for entry, by in events.kept
    )

    def ended(one: Erasure) -> Erasure:
        left = replace(
            one,
            waiting=deleted.waiting,
            events=left_events,
            with_founders=tuple(dict.fromkeys((*one.with_founders, *kept))),
        )
        return end_try(left, ErasurePart.OUTREACH, removed=counts, complete=complete, now=now)

    return ports.log.edit(tenant, erasure.id, ended, now=now)


def _noted(erasure: Erasure, person: FoundPerson, copies: PersonCopies) -> Erasure:
    """What only the rows could tell, kept before they are removed."""
    return replace(
        erasure,
        person=person.identity,
        conversations=person.conversations,
        waiting=tuple(dict.fromkeys((*erasure.waiting, *copies.provider_ids))),
        events=tuple(dict.fromkeys((*erasure.events, *copies.events))),
        with_founders=tuple(dict.fromkeys((*erasure.with_founders, *copies.with_founders))),
    )
