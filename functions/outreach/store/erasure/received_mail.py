"""Where a received mail lies in the bucket, noted beside the address it came from, or is about.

Must never keep a word of the mail.
"""

from __future__ import annotations

from datetime import datetime

from functions.erasure.person import EMAIL
from functions.product.equal_forms import equal_form
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId

MAIL = "mail"
"""Sort keys that begin so name a received mail in the bucket."""


def note_mail(tenant: TenantId, *, address: str, key: str, expires_at: datetime) -> None:
    """Keep the key until the bucket's own copy has expired."""
    with acting_for(tenant):
        WorkspaceItem(
            TenantKeys.address(tenant, EMAIL, equal_form(EMAIL, address)),
            f"{MAIL}#{key}",
            kind="mail",
            expires_at=expires_at,
        ).save()
