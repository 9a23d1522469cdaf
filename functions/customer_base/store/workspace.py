"""What the base reads of others' records: thresholds, catalogue, suppressions, open conversations.

Must never write any of them: founders edit the first two, outreach keeps the others.
"""

from __future__ import annotations

import json
from typing import Any

from functions.customer_base.ports import OpenConversation
from functions.product.catalogue_document import decode_catalogue, encode_catalogue
from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds
from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, load_document
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId

_CLOSED = "closed"
_AT_WORK = frozenset({"running", "paused", "exhausted"})
"""Of a campaign, as outreach stores it."""
_THRESHOLDS = DocumentKind(
    "thresholds",
    Thresholds.model_validate_json,
    lambda thresholds: thresholds.model_dump_json(by_alias=True),
)
_CATALOGUE = DocumentKind("catalogue", decode_catalogue, encode_catalogue)


class WorkspaceFacts:
    """Read under the tenant's own credentials."""

    def thresholds(self, tenant: TenantId) -> Thresholds:
        with acting_for(tenant):
            found = load_document(TenantKeys.settings(tenant), _THRESHOLDS.name, _THRESHOLDS)
        return found or Thresholds()

    def catalogue(self, tenant: TenantId) -> Catalogue:
        with acting_for(tenant):
            found = load_document(TenantKeys.settings(tenant), _CATALOGUE.name, _CATALOGUE)
        return found or Catalogue()

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        with acting_for(tenant):
            rows = WorkspaceItem.query(TenantKeys.suppression(tenant), consistent_read=True)
            return frozenset(row.sk for row in rows)

    def open_conversations(self, tenant: TenantId) -> tuple[OpenConversation, ...]:
        """From the heads of the tenant's conversations, as outreach stores them."""
        with acting_for(tenant):
            heads = WorkspaceItem.listing.query(TenantKeys.conversations_listing(tenant))
            return tuple(
                _open_conversation(json.loads(head.document))
                for head in heads
                if head.status != _CLOSED and head.document
            )

    def campaigns_at_work(self, tenant: TenantId) -> int:
        """Campaigns that were launched and are not stopped."""
        with acting_for(tenant):
            rows = WorkspaceItem.query(TenantKeys.campaigns(tenant), consistent_read=True)
            return sum(row.kind == "campaign" and row.status in _AT_WORK for row in rows)


def _open_conversation(head: dict[str, Any]) -> OpenConversation:
    facts, motion = head["facts"], head["terms"]["motion"]
    return OpenConversation(head["id"], facts["customer_id"], motion, facts)
