"""The retention of a tenant, as one document among its settings. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable

from functions.erasure.retention import Retention
from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, create_or_edit_document, load_document
from tenancy.data.table import TenantKeys
from tenancy.tenant import TenantId
from tenancy.values.json_text import decode_json, encode_json

_RETENTION = DocumentKind("retention", lambda text: decode_json(Retention, text), encode_json)


def load_retention(tenant: TenantId) -> Retention:
    with acting_for(tenant):
        found = load_document(TenantKeys.settings(tenant), _RETENTION.name, _RETENTION)
    return found or Retention()


def edit_retention(tenant: TenantId, change: Callable[[Retention], Retention]) -> Retention:
    """Change it from its latest version; `change` may be called several times.

    Raises EditConflictError when others keep saving it.
    """
    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant),
            _RETENTION.name,
            _RETENTION,
            lambda before: change(before or Retention()),
        )
