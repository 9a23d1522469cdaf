"""Export and erasure of a person, on the stores and the query function.

What is exported is found by the same rules as what is erased. Must never list a person for somebody
of another tenant: everything is read under the tenant's own credentials.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from frontend_api.gateways.ids import RandomIds
from frontend_api.ports.rights import PersonBusy, PersonExport, PersonWanted
from functions.customer_base.console_queries.answers import PersonInBase
from functions.erasure.person import PersonIdentity, keyed_names
from functions.erasure.record import Erasure
from functions.erasure.retention import Retention
from functions.erasure.stored_erasures import list_erasures
from functions.erasure.stored_retention import edit_retention, load_retention
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.store.conversations.recordings import StoredRecordings
from functions.outreach.store.dynamo import row
from functions.outreach.store.erasure.person_rows import (
    find_conversations,
    find_rows,
    identity_of_head,
    with_whatsapp_ids,
)
from functions.outreach.store.erasure.tombstone import TooContended, request_erasure
from functions.outreach.store.erasure.wordings import find_wordings
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import FounderId, TenantId

ADDRESS_SECONDS = 600
"""What the keys an address is signed with are sure to be good for."""
AskBase = Callable[[TenantId, PersonWanted], PersonInBase | None]


class StoredPersonRights:
    """The `PersonRights` port."""

    def __init__(self, *, keys: KeyRing, ids: RandomIds, ask_base: AskBase) -> None:
        self._keys = keys
        self._ids = ids
        self._ask_base = ask_base

    def export_person(
        self, tenant: TenantId, wanted: PersonWanted, *, now: datetime
    ) -> PersonExport | None:
        found = self._ask_base(tenant, wanted)
        person = _identity(wanted, found)
        talks = find_conversations(tenant, person)
        for head in talks.values():
            person = person.united(identity_of_head(head))
        person = with_whatsapp_ids(tenant, person)
        stores: dict[str, list[Any]] = defaultdict(list)
        for one in find_rows(tenant, person, talks):
            stores[one.store].append(_shown(one.item.sk, one.item.document, one.item.at))
        stores["wordings"] += [
            {"answer": answer.id, "language": answer.language, "text": wording}
            for answer, wording in find_wordings(tenant, person)
        ]
        names = keyed_names(person, self._keys.current)
        suppressed = _suppressed(tenant, names)
        base = found.model_dump(mode="json") if found is not None else {}
        if not any(stores.values()) and not suppressed and not _is_in(base):
            return None
        content = {
            "exported_at": now.isoformat(),
            "person": {
                "customer_ids": person.customer_ids,
                "emails": person.emails,
                "phones": person.phones,
                "whatsapp_ids": person.whatsapp_ids,
            },
            "customer_base": base,
            **{name: found for name, found in sorted(stores.items()) if found},
            **_recorded(tenant, talks),
            "suppressions": suppressed,
        }
        return PersonExport(content, names[0])

    def erase_person(
        self, tenant: TenantId, wanted: PersonWanted, *, by: FounderId, now: datetime
    ) -> Erasure | PersonBusy:
        person = _identity(wanted, self._ask_base(tenant, wanted))
        asked = request_erasure(
            tenant, person, erasure_id=self._ids.new("er"), by=by, keys=self._keys, now=now
        )
        return PersonBusy() if isinstance(asked, TooContended) else asked

    def retention(self, tenant: TenantId) -> Retention:
        return load_retention(tenant)

    def edit_retention(
        self, tenant: TenantId, change: Callable[[Retention], Retention]
    ) -> Retention:
        return edit_retention(tenant, change)

    def erasures(self, tenant: TenantId) -> tuple[Erasure, ...]:
        return list_erasures(tenant)


def _identity(wanted: PersonWanted, found: PersonInBase | None) -> PersonIdentity:
    """Who is meant, with every address the base knows of them."""
    address = wanted.address.strip()
    person = PersonIdentity(
        (wanted.customer_id,) if wanted.customer_id else (),
        (address,) if "@" in address else (),
        (address,) if address and "@" not in address else (),
    )
    for row_ in found.customers if found is not None else ():
        known = {name: row_.get(name) for name in ("email", "phone")}
        person = person.united(
            PersonIdentity(
                (str(row_["customer_id"]),),
                tuple(str(one) for one in (known["email"], *_listed(row_, "other_emails")) if one),
                tuple(str(one) for one in (known["phone"], *_listed(row_, "other_phones")) if one),
                called=tuple(str(one) for one in (row_.get("name"),) if one),
            )
        )
    return person


def _is_in(base: dict[str, Any]) -> bool:
    return any(base.get(name) for name in ("customers", "earlier_rows", "statements", "kept_facts"))


def _listed(row_: dict[str, Any], column: str) -> list[Any]:
    return row_.get(column) or []


def _shown(sort_key: str, document: str | None, at: str | None) -> dict[str, Any]:
    try:
        content = json.loads(document) if document else {}
    except json.JSONDecodeError:
        content = document
    return {"key": sort_key, "at": at, "content": content}


def _recorded(tenant: TenantId, talks: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """What was recorded of their calls, each with an address it can be fetched from: sound is too
    large for the file itself. None where nothing is kept."""
    store = StoredRecordings()
    found = [
        {
            "conversation": talk,
            "file": file,
            "address": store.listen_link(tenant, talk, file, seconds=ADDRESS_SECONDS),
            "address_works_for_seconds": ADDRESS_SECONDS,
        }
        for talk in map(ConversationId, talks)
        for file in sorted(store.files(tenant, talk))
    ]
    return {"recordings": found} if found else {}


def _suppressed(tenant: TenantId, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Opt-outs and the words they were given in."""
    with acting_for(tenant):
        found = [(name, row(TenantKeys.suppression(tenant), name)) for name in names]
    return [
        {"kind": name.partition("#")[0], "since": item.at, "evidence": item.document}
        for name, item in found
        if item is not None
    ]
