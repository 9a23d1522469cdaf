"""Invoked by the console: one code to an address that a founder says is theirs.

The words are fixed, so a caller chooses nothing but where a code goes; limits are the console's.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from functions.outreach.code_carriers import code_carrier
from functions.outreach.ports import Sent

log = logging.getLogger(__name__)
_CODE = re.compile(r"[0-9]{6}")


def send_code(event: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `sent`, or the kind of problem."""
    way = str(event["way"])
    if _CODE.fullmatch(str(event["code"])) is None:
        raise ValueError("a code is six digits")
    if way not in {"mail", "text", "call"}:
        raise ValueError("a code is mailed, texted or called")
    carrier = code_carrier(way)
    if carrier is None:
        return {"problem": "no_number"}
    delivery = carrier.send_code(to=str(event["to"]), code=str(event["code"]))
    if isinstance(delivery, Sent):
        return {"sent": True}
    log.warning("code_not_sent", extra={"error": delivery.error})
    return {"problem": "not_sent"}
