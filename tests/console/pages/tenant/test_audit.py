"""The audit log shows a press once, however many rows it wrote."""

from __future__ import annotations

from datetime import timedelta

from tenancy.identity.audit import Action
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.visits import signed_in, text


def test_what_one_press_did_is_one_row_with_everything_in_it() -> None:
    world = World()
    visit = signed_in(world)
    lines = [f"knowledge {number}" for number in range(40)]
    for number, detail in enumerate(lines):
        at = NOON + timedelta(milliseconds=number)
        world.audit.record(TENANT, by=FOUNDER, action=Action.APPROVED_ANSWER, detail=detail, now=at)
    later = NOON + timedelta(minutes=1)
    world.audit.record(
        TENANT, by=FOUNDER, action=Action.CHANGED_SETTINGS, detail="hours", now=later
    )
    shown = text(visit.get("/audit"))
    assert "40 together" in shown
    assert shown.count('<th scope="row" class="when">') == 2
    heard = shown.casefold()
    assert all(detail in heard for detail in (*lines, "hours"))
