"""What the provider last reported of the reading model: one row of the deployment, for all tenants.

It holds nothing of a tenant's.
"""

from __future__ import annotations

from functions.outreach.codec import from_json, to_json
from functions.outreach.ports import ModelHealth
from tenancy.data.table import ControlItem

_KEY = "reading_model"


def save_model_health(health: ModelHealth) -> None:
    ControlItem(pk=_KEY, sk="head", kind="model_health", document=to_json(health)).save()


def load_model_health() -> ModelHealth | None:
    """None where it was never checked."""
    try:
        row = ControlItem.get(_KEY, "head")
    except ControlItem.DoesNotExist:
        return None
    return from_json(ModelHealth, row.document or "")
