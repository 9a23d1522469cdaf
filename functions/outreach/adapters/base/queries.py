"""Asks the customer base's query function for one customer's newest facts."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.dial_pool_line import decode_line
from tenancy.tenant import TenantId

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

log = logging.getLogger(__name__)


class BaseQueries:
    """A `NewestFacts` port. Without an answer the founder is notified and no pitch is made."""

    def __init__(self, *, client: LambdaClient, function: str) -> None:
        self._client = client
        self._function = function

    def load(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        question = {"tenant": tenant, "query": "facts", "customer_id": customer}
        invoked = self._client.invoke(
            FunctionName=self._function, Payload=json.dumps(question).encode()
        )
        answer = json.loads(invoked["Payload"].read())
        if invoked.get("FunctionError") or "problem" in answer:
            log.warning("newest_facts_unknown", extra={"tenant": tenant})
            return None
        found = answer["customer"]
        return decode_line(json.dumps(found)) if found else None
