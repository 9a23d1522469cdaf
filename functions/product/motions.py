"""Why a customer is worked."""

from __future__ import annotations

from enum import StrEnum


class Motion(StrEnum):
    """Why a customer is worked."""

    UPSELL = "upsell"
    CROSS_SELL = "cross_sell"
    RETENTION = "retention"
    WIN_BACK = "win_back"
    RENEWAL = "renewal"
