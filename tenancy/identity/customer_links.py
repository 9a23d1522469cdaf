"""What the short links and reply addresses of customers stand for.

In the control table, as neither a visitor nor a mail names a tenant.

A row never expires: a way out works for ever, and the page shows what the conversation still can.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from tenancy.data.table import ControlItem


class StoredCustomerLinks:
    """Code → payload. The payload of one code never changes, so saving it again is harmless."""

    def save(self, code: str, about: Mapping[str, str]) -> None:
        ControlItem(
            pk=_key(code),
            sk="head",
            kind="link",
            tenant=about["tenant"],
            document=json.dumps(dict(about)),
        ).save()

    def find(self, code: str) -> dict[str, str] | None:
        try:
            row = ControlItem.get(_key(code), "head", consistent_read=True)
        except ControlItem.DoesNotExist:
            return None
        return {str(name): str(value) for name, value in json.loads(row.document or "{}").items()}


def _key(code: str) -> str:
    return f"link#{code}"
