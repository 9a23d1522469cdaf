"""Which number a WhatsApp user has who shows only the id WhatsApp gave them for this business.

Learnt from messages and delivery reports that carry both. Must never guess: an id without a number
names nobody.
"""

from __future__ import annotations

from functions.outreach.codec import from_json
from functions.outreach.domain.conversation.state import Conversation, ConversationId, State
from functions.outreach.store.conversations.people import WHATSAPP_USER, opt_out_keys
from functions.outreach.store.dynamo import row
from functions.product.channels import Channel
from functions.product.equal_forms import equal_form
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId


class StoredWhatsAppUsers:
    """A `WhatsAppUsers` port."""

    def __init__(self, *, hash_keys: KeyRing) -> None:
        self._hash_keys = hash_keys

    def number_of(self, tenant: TenantId, user_id: str) -> str:
        with acting_for(tenant):
            found = row(TenantKeys.address(tenant, WHATSAPP_USER, user_id), "number")
        return (found.document or "") if found else ""

    def remember(self, tenant: TenantId, *, user_id: str, number: str) -> None:
        key = equal_form("phone", number)
        with acting_for(tenant):
            for pk, sk, document in (
                (TenantKeys.address(tenant, "phone", key), "whatsapp_user", user_id),
                (TenantKeys.address(tenant, WHATSAPP_USER, user_id), "number", key),
            ):
                WorkspaceItem(pk, sk, kind="whatsapp_user", document=document).save()

    def opted_out(self, tenant: TenantId, user_id: str) -> bool:
        keys = opt_out_keys(self._hash_keys, ((WHATSAPP_USER, user_id),))
        with acting_for(tenant):
            return any(row(TenantKeys.suppression(tenant), key) is not None for key in keys)

    def open_without_id(self, tenant: TenantId) -> tuple[ConversationId, ...]:
        with acting_for(tenant):
            heads = WorkspaceItem.listing.query(
                TenantKeys.conversations_listing(tenant),
                filter_condition=WorkspaceItem.status != State.CLOSED,
            )
            talks = [from_json(Conversation, head.document or "") for head in heads]
            written = [
                talk
                for talk in talks
                if any(touch.channel is Channel.WHATSAPP for touch in talk.touches)
            ]
            keys = {talk.id: _number_key(tenant, talk.facts.phone) for talk in written}
            # A hundred keys a request: a business may have thousands of open conversations.
            known = {
                item.pk
                for item in WorkspaceItem.batch_get(
                    [(key, "whatsapp_user") for key in dict.fromkeys(keys.values())]
                )
            }
            return tuple(talk.id for talk in written if keys[talk.id] not in known)


def _number_key(tenant: TenantId, number: str) -> str:
    return TenantKeys.address(tenant, "phone", equal_form("phone", number))
