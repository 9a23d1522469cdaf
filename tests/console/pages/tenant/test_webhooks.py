"""The page of webhooks: an owner sets them up, everybody reads the log, a member sends again."""

from __future__ import annotations

import pytest

from functions.webhooks.deliveries import DeliveryStatus, EndpointDelivery, OutboxEvent
from functions.webhooks.endpoints import EndpointStatus
from functions.webhooks.events import WebhookEvent, WebhookKind
from functions.webhooks.outbox import LoggedEvent
from tenancy.identity.audit import Action
from tenancy.tenant import Role
from tests.console.api.program import problem, read, with_key
from tests.console.fakes import NOON, World
from tests.console.visits import signed_in, text

URL = "https://hooks.example.com/x"


def failed_event() -> LoggedEvent:
    event = WebhookEvent("c_1-3-0", WebhookKind.BOOKING_MADE, NOON, {"customer_id": "cus_1"})
    tried = EndpointDelivery("hook_1", DeliveryStatus.FAILED, 8, problem="The receiver <answered>.")
    return LoggedEvent("2026#c_1-3-0", OutboxEvent(event, (tried,)))


def test_an_owner_adds_turns_off_changes_the_secret_and_removes() -> None:
    world = World()
    visit = signed_in(world)
    page = "/settings/webhooks"
    assert visit.send(page, page, url=URL, kinds="booking.made").status == 303
    (hook,) = world.webhooks.hooks.values()
    assert hook.kinds == (WebhookKind.BOOKING_MADE,)
    assert "whsec_hook_1_1" in text(visit.get(page))
    visit.send(page, f"{page}/hook_1/off")
    assert world.webhooks.hooks["hook_1"].status is EndpointStatus.OFF
    visit.send(page, f"{page}/hook_1/secret")
    assert "whsec_hook_1_2" in text(visit.get(page))
    visit.send(page, f"{page}/hook_1/remove")
    assert not world.webhooks.hooks
    assert visit.send(page, f"{page}/hook_1/remove").status == 404
    kept = [(row.action, row.detail) for row in world.audit.kept]
    assert (Action.CONNECTED, "hook_1") in kept
    assert (Action.DISCONNECTED, "hook_1") in kept


@pytest.mark.parametrize("url", ["", "http://hooks.example.com", "https://localhost"])
def test_an_address_nobody_may_ask_is_refused_beside_its_field(url: str) -> None:
    world = World()
    refused = signed_in(world).send("/settings/webhooks", "/settings/webhooks", url=url)
    assert refused.status == 422
    assert not world.webhooks.hooks


def test_only_an_owner_sees_a_secret_and_a_member_sends_again() -> None:
    world = World()
    visit = signed_in(world)
    visit.send("/settings/webhooks", "/settings/webhooks", url=URL)
    world.webhooks.logged = (failed_event(),)
    world.with_role(Role.MEMBER)
    shown = text(visit.get("/settings/webhooks"))
    assert "whsec_" not in shown
    assert "The receiver &lt;answered&gt;." in shown
    form = {"event": "2026#c_1-3-0", "endpoint": "hook_1"}
    assert visit.send("/settings/webhooks", "/settings/webhooks/replay", **form).status == 303
    assert world.webhooks.replayed == [("2026#c_1-3-0", "hook_1")]
    world.with_role(Role.VIEWER)
    assert "Send again" not in text(visit.get("/settings/webhooks"))


def test_a_program_reads_the_log_and_asks_for_a_replay() -> None:
    world = World()
    program = with_key(world)
    made = read(program.post("/webhooks", {"url": URL, "kinds": ["booking.made"]}))
    world.webhooks.logged = (failed_event(),)
    (event,) = read(program.get("/webhook-events"))["items"]
    assert event["deliveries"][0]["status"] == "failed"
    assert program.post(f"/webhooks/{made['id']}/replay", {"key": event["key"]}).status == 202
    problem(program.post(f"/webhooks/{made['id']}/replay", {"key": "none"}), 404)
    problem(program.post("/webhooks", {"url": "http://10.0.0.1/"}), 422)
