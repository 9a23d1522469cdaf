"""What the founder confirmed that the headers of a file mean, kept for the next such file.

Must never suggest anything: it only repeats what was confirmed.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, load_document, save_document
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId


class RememberedMapping(BaseModel):
    """`settings` / `mapping#<header hash>`: what these headers mean, as the founder stated."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    mapping: dict[str, str]
    """Header in plain spelling (`columns.plain`) → canonical column."""
    answers: dict[str, str] = Field(default_factory=dict)
    rows: str = ""
    """What kind of row such files hold (`row_kind.RowKind`), if that was asked."""
    confirmed_at: datetime | None = None


_MAPPING = DocumentKind(
    "mapping", RememberedMapping.model_validate_json, RememberedMapping.model_dump_json
)


class StoredMappings:
    """Remembered mappings in the workspace table, by the hash of a file's headers."""

    def remembered(self, tenant: TenantId, headers: str) -> RememberedMapping | None:
        with acting_for(tenant):
            return load_document(TenantKeys.settings(tenant), _sort_key(headers), _MAPPING)

    def remember(self, tenant: TenantId, headers: str, mapping: RememberedMapping) -> None:
        with acting_for(tenant):
            save_document(TenantKeys.settings(tenant), _sort_key(headers), _MAPPING, mapping)

    def forget(self, tenant: TenantId, headers: str) -> None:
        """The founder is asked again; nothing if nothing was remembered."""
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.settings(tenant), _sort_key(headers)).delete()


def _sort_key(headers: str) -> str:
    return f"{_MAPPING.name}#{headers}"
