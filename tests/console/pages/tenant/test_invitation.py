"""An invited teammate gets a mail that says who invites."""

from __future__ import annotations

from dataclasses import replace

from tenancy.tenant import Founder, FounderId
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.visits import signed_in


def test_an_invitation_is_asked_for_by_who_invites_and_for_whom() -> None:
    world = World()
    visit = signed_in(world)
    mate = Founder(FounderId("f_mate"), TENANT, "Mia Mate", "mia@example.com")
    (account,) = world.accounts.accounts.values()
    session = replace(account.session, founder=mate)
    world.accounts.accounts["kept"] = replace(account, session=session)
    visit.send(
        "/settings", "/settings/invite", name="Mia Mate", email="Mia@example.com", role="member"
    )
    assert world.replies.invitations == [(mate.id, FOUNDER)]
