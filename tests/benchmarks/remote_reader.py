"""The model elsewhere in `make eval`: measured where a key is set, else said not to be.

The blind sets are written by strangers, so nothing of a customer leaves with it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from functions.language_model.connection import Connection, account_from_environment
from functions.outreach.adapters.openai.reader import open_readers
from functions.outreach.domain.settings import ReadingRules
from functions.outreach.domain.understanding.understand import Reader
from functions.outreach.ports import ReservedReading
from tenancy.tenant import TenantId, tenant_id

KEY = "WARMLINE_OPENAI_KEY"
NOT_MEASURED = (
    f"A model elsewhere: not measured here. With a key in {KEY} the blind sets are read once more "
    "with it, over the wire and the model of the deployment's own variables."
)
NOBODY = tenant_id("t_evaluation000")


@dataclass
class CountedMoney:
    """Refuses nothing and adds up what it cost, in millionths of a US cent."""

    spent: int = 0
    answered: int = 0

    def reserve(self, tenant: TenantId, *, microcents: int, monthly_cents: int) -> ReservedReading:
        return ReservedReading(tenant, "", microcents)

    def settle(
        self, reserved: ReservedReading, *, spent_microcents: int | None, failed: bool
    ) -> None:
        self.spent += reserved.microcents if spent_microcents is None else spent_microcents
        self.answered += not failed


def open_remote_readers(money: CountedMoney) -> tuple[Reader, ...]:
    """The model elsewhere as it is deployed, its SDK loaded; empty without a key."""
    key = os.environ.get(KEY, "")
    if not key:
        return ()
    opened = open_readers(Connection(account_from_environment(key)), allowance=money)
    opened.prepare()
    return opened.load(NOBODY, ReadingRules())
