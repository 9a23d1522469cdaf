"""Conversations: loaded by one query, committed by one transaction."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    Turn,
)
from functions.outreach.ports import (
    DELIVERY_RANK,
    FAILED_DELIVERIES,
    AddressBusy,
    AlreadyDone,
    Claimed,
    ClaimRefused,
    Committed,
    DeliveryRecorded,
    EffectRecord,
    EffectStatus,
    FounderNote,
    LoadedConversation,
    SlotLost,
    Stale,
)
from functions.outreach.store.campaigns import count_key
from functions.outreach.store.conversations.people import (
    ADDRESS_HISTORY,
    address_kind,
    addresses_of,
    contacted,
    keys_of_sender,
    older_keys,
    opt_out_keys,
    person_of_conversation,
    written_addresses,
)
from functions.outreach.store.dynamo import row, rows_of, time_text
from functions.product.channels import Channel
from functions.product.equal_forms import equal_form, known_forms
from tenancy.data.credentials import acting_for
from tenancy.data.documents import EDITS_AT_MOST
from tenancy.data.due_index import due_shard, due_time
from tenancy.data.edit_conflict import EditConflictError
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.data.transaction import Conflict, Reason, Transaction, Written
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId

CUT_OFF_AFTER = timedelta(minutes=2)
"""Longer than a Lambda may run on one effect: an older claim was cut off by a crash."""


class StoredConversations:
    """A `ConversationStore` port."""

    def __init__(self, *, hash_keys: KeyRing) -> None:
        self._hash_keys = hash_keys

    def load(self, tenant: TenantId, conversation: ConversationId) -> LoadedConversation | None:
        head: Conversation | None = None
        turns: list[Turn] = []
        effects: list[EffectRecord] = []
        notes: list[FounderNote] = []
        seen: set[str] = set()
        with acting_for(tenant):
            for item in rows_of(TenantKeys.conversation(tenant, conversation)):
                kind, _, rest = item.sk.partition("#")
                if kind == "head":
                    head = from_json(Conversation, item.document or "")
                elif kind == "turn":
                    turns.append(from_json(Turn, item.document or ""))
                elif kind == "effect":
                    effects.append(from_json(EffectRecord, item.document or ""))
                elif kind == "note":
                    notes.append(from_json(FounderNote, item.document or ""))
                else:
                    seen.add(rest)
        if head is None:
            return None
        return LoadedConversation(
            conversation=replace(head, turns=tuple(turns)),
            seen=frozenset(seen),
            effects=tuple(effects),
            notes=tuple(notes),
        )

    def commit(
        self, before: Conversation, step: Step, *, event_id: str, now: datetime
    ) -> Committed | Stale | SlotLost | AlreadyDone | AddressBusy:
        # A hook only looks up whose message it is, and needs nothing of what a step writes.
        from functions.outreach.store.conversations.step_writes import write_step

        def write(*, keeps_mark: bool) -> Written | Conflict:
            transaction = Transaction(WorkspaceItem, token=uuid.uuid4().hex)
            write_step(
                transaction,
                before,
                step,
                event_id=event_id,
                now=now,
                hash_keys=self._hash_keys,
                keeps_mark=keeps_mark,
            )
            return transaction.commit()

        with acting_for(before.tenant):
            written = write(keeps_mark=False)
            if isinstance(written, Conflict) and written.names == {"booking"}:
                if Reason.CONTENDED in written.reasons:
                    return Stale()
                written = write(keeps_mark=True)
            match written:
                case Conflict(names=names) if "inbound" in names:
                    return AlreadyDone()
                case Conflict(names=names) if "slot" in names and "head" not in names:
                    return SlotLost()
                case Conflict(names=names) if names == {"lock"}:
                    return AddressBusy()
                case Conflict():
                    return Stale()
        return Committed()

    def create(
        self, conversation: Conversation, *, now: datetime
    ) -> Committed | AddressBusy | AlreadyDone:
        tenant = conversation.tenant
        free = WorkspaceItem.pk.does_not_exist()
        from functions.outreach.domain.campaigns.progress import Stage
        from functions.outreach.store.conversations.progress import counter_key
        from functions.outreach.store.conversations.step_writes import head_item

        with acting_for(tenant):
            transaction = Transaction(WorkspaceItem, token=uuid.uuid4().hex)
            head = head_item(conversation)
            head.listing_pk = TenantKeys.conversations_listing(tenant)
            head.listing_sk = time_text(now)
            transaction.save(head, condition=free, name="head")
            for kind, address in older_keys(written_addresses(conversation.facts)):
                transaction.check(
                    WorkspaceItem(TenantKeys.address(tenant, kind, address), "lock"),
                    condition=free,
                    name="lock",
                )
            for kind, address in addresses_of(conversation.facts):
                key = TenantKeys.address(tenant, kind, address)
                transaction.save(
                    WorkspaceItem(
                        pk=key, sk="lock", kind="lock", owner=conversation.id, at=time_text(now)
                    ),
                    condition=free,
                    name="lock",
                )
                transaction.save(
                    WorkspaceItem(
                        pk=key, sk="correspondent", kind="correspondent", owner=conversation.id
                    )
                )
            seen = {"phone": conversation.prior.phone, "email": conversation.prior.email}
            for kind, address in contacted(conversation.facts):
                # Whatever ended at this address was seen when its history was read.
                key = TenantKeys.address(tenant, kind, equal_form(kind, address))
                version = seen[kind].version
                transaction.check(
                    WorkspaceItem(key, ADDRESS_HISTORY),
                    condition=WorkspaceItem.version == version if version else free,
                    name="history",
                )
            transaction.update(
                WorkspaceItem(TenantKeys.person(tenant, conversation.facts.customer_id), "head"),
                actions=[WorkspaceItem.owner.set(conversation.id)],
                condition=WorkspaceItem.owner.does_not_exist(),
                name="lock",
            )
            for name in ("created", "open"):
                transaction.update(
                    WorkspaceItem(
                        TenantKeys.campaigns(tenant), count_key(conversation.terms.id, name)
                    ),
                    actions=[WorkspaceItem.counter.add(1)],
                )
            permitted = counter_key(now, conversation.terms.motion, Stage.PERMITTED)
            transaction.update(
                WorkspaceItem(TenantKeys.progress(tenant), permitted),
                actions=[WorkspaceItem.counter.add(1)],
            )
            match transaction.commit():
                case Conflict(names=names) if "head" in names:
                    return AlreadyDone()
                case Conflict():
                    return AddressBusy()
        return Committed()

    def claim(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        effect: EffectId,
        *,
        version: int,
        now: datetime,
    ) -> Claimed | ClaimRefused | AlreadyDone | Stale:
        key = TenantKeys.conversation(tenant, conversation)
        with acting_for(tenant):
            found = row(key, f"effect#{effect}")
            head = row(key, "head")
            if found is None or head is None:
                return AlreadyDone()
            before = from_json(EffectRecord, found.document or "")
            # The first claim's time is kept: the provider's list is searched from it, and it says
            # when a busy provider has been asked for long enough.
            first = before.claimed_at or now
            after = replace(before, status=EffectStatus.CLAIMED, claimed_at=first)
            again = before.status is EffectStatus.CLAIMED
            transaction = Transaction(WorkspaceItem, token=uuid.uuid4().hex)
            transaction.update(
                WorkspaceItem(key, f"effect#{effect}"),
                actions=[
                    WorkspaceItem.status.set(EffectStatus.CLAIMED),
                    WorkspaceItem.at.set(time_text(now)),
                    WorkspaceItem.document.set(to_json(after)),
                    WorkspaceItem.due_shard.set(due_shard(conversation)),
                    WorkspaceItem.due_at.set(due_time(now + CUT_OFF_AFTER)),
                ],
                condition=(WorkspaceItem.status == EffectStatus.PENDING)
                | (
                    (WorkspaceItem.status == EffectStatus.CLAIMED)
                    & (WorkspaceItem.at <= time_text(now - CUT_OFF_AFTER))
                ),
                name="effect",
            )
            transaction.check(
                WorkspaceItem(key, "head"), condition=WorkspaceItem.version == version, name="head"
            )
            self._check_person(transaction, from_json(Conversation, head.document or ""), before)
            match transaction.commit():
                case Conflict(names=names) if "effect" in names:
                    return AlreadyDone()
                case Conflict(names=names) if "head" in names:
                    return Stale()
                case Conflict(names=names) if "suppressed" in names:
                    return ClaimRefused("suppressed")
                case Conflict(names=names) if "gate" in names:
                    return ClaimRefused("spending_stopped")
                case Conflict():
                    raise RuntimeError("the claim of an effect stayed contended")
        return Claimed(record=after, again=again)

    def _check_person(
        self, transaction: Transaction, conversation: Conversation, record: EffectRecord
    ) -> None:
        """Nothing goes to a suppressed person; nothing is opened while spending is stopped."""
        effect = record.effect
        if effect.to and not effect.confirms_opt_out:
            for key in opt_out_keys(self._hash_keys, person_of_conversation(conversation)):
                transaction.check(
                    WorkspaceItem(TenantKeys.suppression(conversation.tenant), key),
                    condition=WorkspaceItem.pk.does_not_exist(),
                    name="suppressed",
                )
        if effect.purpose == "opening":
            transaction.check(
                WorkspaceItem(TenantKeys.settings(conversation.tenant), "gate"),
                condition=WorkspaceItem.status.does_not_exist() | (WorkspaceItem.status == "open"),
                name="gate",
            )

    def record(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        effect: EffectId,
        *,
        status: EffectStatus,
        provider_id: str = "",
        error: str = "",
        retry_at: datetime | None = None,
    ) -> None:
        key = TenantKeys.conversation(tenant, conversation)
        due = (
            [
                WorkspaceItem.due_shard.set(due_shard(conversation)),
                WorkspaceItem.due_at.set(due_time(retry_at)),
            ]
            if retry_at
            else [WorkspaceItem.due_shard.remove(), WorkspaceItem.due_at.remove()]
        )

        with acting_for(tenant):
            for _ in range(EDITS_AT_MOST):
                if (found := row(key, f"effect#{effect}")) is None:
                    return
                before = from_json(EffectRecord, found.document or "")
                after = replace(before, status=status, provider_id=provider_id, error=error)
                if _edited(found, after, *due, WorkspaceItem.status.set(status)):
                    return
        raise EditConflictError(effect)

    def report_delivery(
        self, tenant: TenantId, conversation: ConversationId, effect: EffectId, *, status: str
    ) -> DeliveryRecorded | None:
        key = TenantKeys.conversation(tenant, conversation)
        with acting_for(tenant):
            for _ in range(EDITS_AT_MOST):
                if (found := row(key, f"effect#{effect}")) is None:
                    return None
                before = from_json(EffectRecord, found.document or "")
                if DELIVERY_RANK[status] < DELIVERY_RANK[before.delivery]:
                    return None
                recorded = DeliveryRecorded(before.delivery != status, struck=before.struck)
                if not recorded.raised:
                    return recorded
                struck = before.struck or status in FAILED_DELIVERIES
                after = replace(before, delivery=status, struck=struck)
                if _edited(found, after):
                    return recorded
        raise EditConflictError(effect)

    def correspondent(
        self, tenant: TenantId, *, channel: Channel, address: str
    ) -> ConversationId | None:
        sender = keys_of_sender(channel, address)
        older = (
            (address_kind(channel), form) for form in known_forms(address_kind(channel), address)
        )
        with acting_for(tenant):
            for kind, key in dict.fromkeys((*sender, *older)):
                found = row(TenantKeys.address(tenant, kind, key), "correspondent")
                if found and found.owner:
                    return ConversationId(found.owner)
        return None


def _edited(found: WorkspaceItem, after: EffectRecord, *also: Action) -> bool:
    """Write an effect as it is now. False if a delivery report or the attempt's own end was faster:
    then it has to be looked at again."""
    try:
        found.update(
            actions=[WorkspaceItem.document.set(to_json(after)), *also],
            condition=WorkspaceItem.document == found.document,
        )
    except UpdateError as lost:
        if lost.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def recent(tenant: TenantId, *, limit: int = 200) -> tuple[Conversation, ...]:
    """The conversations with the latest steps first, without their turns."""
    with acting_for(tenant):
        items = WorkspaceItem.listing.query(
            TenantKeys.conversations_listing(tenant), scan_index_forward=False, limit=limit
        )
        return tuple(from_json(Conversation, item.document or "") for item in items)


def list_part(
    tenant: TenantId, *, limit: int, after: tuple[str, str] | None
) -> tuple[tuple[Conversation, ...], tuple[str, str] | None]:
    """A part of the list of `recent`, and the place where the next one begins.

    A place is the time of a step and a conversation's id: many steps may have one time.
    """
    listing = TenantKeys.conversations_listing(tenant)
    start: dict[str, dict[str, str]] | None = None
    if after is not None:
        at, conversation = after
        start = {
            "pk": {"S": TenantKeys.conversation(tenant, conversation)},
            "sk": {"S": "head"},
            "listing_pk": {"S": listing},
            "listing_sk": {"S": at},
        }
    with acting_for(tenant):
        found = WorkspaceItem.listing.query(
            listing, scan_index_forward=False, limit=limit + 1, last_evaluated_key=start
        )
        items = tuple(found)
    part = tuple(from_json(Conversation, item.document or "") for item in items[:limit])
    if len(items) <= limit or not part:
        return part, None
    return part, (items[limit - 1].listing_sk or "", part[-1].id)
