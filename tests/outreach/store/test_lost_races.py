"""Who loses every race for an effect's row gives up with an error, after a number of tries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from botocore.awsrequest import AWSResponse

from functions.outreach.domain.conversation.context import Step
from functions.outreach.ports import Committed, EffectStatus
from functions.outreach.store.conversations.conversations import StoredConversations
from tenancy.data.credentials import acting_for
from tenancy.data.documents import EDITS_AT_MOST
from tenancy.data.edit_conflict import EditConflictError
from tenancy.data.table import WorkspaceItem
from tests.outreach.approved import NOW, TENANT
from tests.outreach.store.contract.conftest import on_dynamodb
from tests.outreach.store.contract.sample_steps import opened, spoken, text

REFUSED = AWSResponse("https://dynamodb.invalid", 400, {}, cast("Any", None))
LOST = {"Error": {"Code": "ConditionalCheckFailedException", "Message": "Somebody else wrote"}}
WRITES: dict[str, Callable[[StoredConversations, Any, Any], object]] = {
    "its end": lambda store, talk, effect: store.record(
        TENANT, talk, effect, status=EffectStatus.DONE
    ),
    "a delivery report": lambda store, talk, effect: store.report_delivery(
        TENANT, talk, effect, status="delivered"
    ),
}


@pytest.mark.parametrize("which", WRITES)
def test_a_race_that_is_lost_every_time_is_an_error(aws: None, which: str) -> None:
    stores = on_dynamodb()
    before = opened(stores)
    effect = text(before)
    step: Step = spoken(before, effects=(effect,), due_at=None)
    assert stores.conversations.commit(before, step, event_id="", now=NOW) == Committed()
    tries: list[str] = []

    def lost(**_: object) -> tuple[AWSResponse, dict[str, Any]]:
        tries.append("lost")
        assert len(tries) <= EDITS_AT_MOST, "it is tried without end"
        return REFUSED, {**LOST, "ResponseMetadata": {}}

    store = cast("StoredConversations", stores.conversations)
    with acting_for(TENANT):
        events = WorkspaceItem._get_connection().connection.client.meta.events
    events.register("before-call.dynamodb.UpdateItem", lost)
    try:
        with pytest.raises(EditConflictError):
            WRITES[which](store, before.id, effect.id)
    finally:
        events.unregister("before-call.dynamodb.UpdateItem", lost)
    assert len(tries) == EDITS_AT_MOST
