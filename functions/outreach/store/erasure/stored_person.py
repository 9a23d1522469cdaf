"""The person of an erasure as the workspace knows them, behind the ports of the workflow.

Must never take a conversation for the person's that `person_rows` would not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from functions.erasure.person import PersonIdentity, identity_of, is_among
from functions.erasure.ports import FoundPerson, PersonCopies, RemovedRows
from functions.erasure.record import Erasure
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.store.conversations.recordings import StoredRecordings
from functions.outreach.store.erasure.person_rows import (
    FoundRow,
    find_conversations,
    find_rows,
    founder_of,
    identity_of_head,
    list_heads,
    with_whatsapp_ids,
)
from functions.outreach.store.erasure.removal import read_copies, remove_rows
from functions.outreach.store.erasure.wordings import remove_wordings
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId


class StoredPersonRecords:
    """A `PersonRecords` port."""

    def __init__(self, *, hash_keys: KeyRing) -> None:
        self._hash_keys = hash_keys

    def find(self, tenant: TenantId, erasure: Erasure) -> FoundPerson:
        person = erasure.person or self._recognised(tenant, frozenset(erasure.names))
        talks = find_conversations(tenant, person)
        for head in talks.values():
            person = person.united(identity_of_head(head))
        founders = {talk: founder_of(head) for talk, head in talks.items()}
        known = {**dict(erasure.conversations), **founders}
        return FoundPerson(with_whatsapp_ids(tenant, person), tuple(sorted(known.items())))

    def _recognised(self, tenant: TenantId, names: frozenset[str]) -> PersonIdentity:
        """The names in the open that stand behind keyed ones, as conversations know them."""
        named = (
            (kind, name)
            for _, head in list_heads(tenant)
            for kind, name in identity_of_head(head).list_names()
        )
        valid = self._hash_keys.valid
        return identity_of(
            (kind, name)
            for kind, name in dict.fromkeys(named)
            if is_among(names, valid, kind=kind, name=name)
        )

    def copies(self, tenant: TenantId, person: FoundPerson) -> PersonCopies:
        return read_copies(self._rows(tenant, person), dict(person.conversations))

    def remove(self, tenant: TenantId, person: FoundPerson) -> RemovedRows:
        """Recordings go before the rows that name them, and so do wordings that name the person."""
        store = StoredRecordings()
        talks = (ConversationId(talk) for talk, _ in person.conversations)
        recordings = sum(store.delete_all(tenant, talk) for talk in talks)
        beside = {
            "recordings": recordings,
            "wordings": remove_wordings(tenant, person.identity),
        }
        removed = remove_rows(tenant, self._rows(tenant, person))
        return replace(removed, counts={**removed.counts, **beside})

    def _rows(self, tenant: TenantId, person: FoundPerson) -> Iterator[FoundRow]:
        talks = (conversation for conversation, _ in person.conversations)
        return find_rows(tenant, person.identity, talks)
