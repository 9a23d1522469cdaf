"""An invited teammate gets a mail that says who invites."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenancy.tenant import Founder, FounderId
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.visits import Visit, signed_in, text


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


@pytest.mark.parametrize(
    "typed", ["mia@example.com, eve@example.com", "mia@example.com;eve@example.com"]
)
def test_an_invitation_to_two_addresses_goes_to_nobody(typed: str) -> None:
    world = World()
    visit = signed_in(world)
    before = dict(world.accounts.accounts)
    asked = visit.send("/settings", "/settings/invite", name="Mia Mate", email=typed, role="member")
    assert asked.status == 422
    assert "That does not look like an email address." in text(asked)
    assert world.replies.invitations == []
    assert world.accounts.accounts == before


@pytest.mark.parametrize("typed", ["ann@example.com, eve@example.com", "ann\u200b@example.com"])
def test_nobody_signs_up_with_two_addresses_or_a_sign_nobody_sees(typed: str) -> None:
    world = World()
    visit = Visit(world.ports())
    asked = visit.send(
        "/sign-up", "/sign-up", name="Ann", email=typed, business_name="Acme", country="US"
    )
    assert asked.status == 422
    assert "That does not look like an email address." in text(asked)
