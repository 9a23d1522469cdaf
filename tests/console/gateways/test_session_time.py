"""Moving the clock of a stage signs nobody out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from frontend_api.gateways.accounts import FounderAccounts
from frontend_api.gateways.ids import RandomIds
from tenancy.identity.accounts import founder_row, save_tenant
from tenancy.identity.sessions import open_session
from tenancy.identity.signup import Signup
from tenancy.tenant import Founder, FounderId, Tenant, tenant_id

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
A = tenant_id("t_aaaaaaaaaaaa")
TOKEN = "t_aaaaaaaaaaaa.f_aaaaaaaaaaaa.a"


@dataclass
class Standing:
    at: datetime

    def now(self) -> datetime:
        return self.at


def _accounts(session_clock: Standing | None) -> FounderAccounts:
    save_tenant(Tenant(A, "Acme", "Europe/Vilnius", "en", ("en",), "LT", "EUR"))
    founder = Founder(FounderId("f_aaaaaaaaaaaa"), A, "Ada", "ada@example.com")
    founder_row(founder).save()
    assert open_session(founder, secret="a", csrf="c", now=NOW) == TOKEN
    return FounderAccounts(
        signup=cast("Signup", None),
        ids=RandomIds(),
        clock=Standing(NOW),
        session_clock=session_clock,
    )


def test_a_month_on_the_stages_clock_is_no_time_for_a_session(aws: None) -> None:
    moved = NOW + timedelta(days=30)
    steady = _accounts(Standing(NOW + timedelta(minutes=1)))
    kept = steady.session(TOKEN, now=moved)
    assert kept is not None
    assert kept.founder.email == "ada@example.com"


def test_without_a_clock_that_is_moved_a_session_ends_when_it_should(aws: None) -> None:
    own = _accounts(None)
    kept = own.session(TOKEN, now=NOW + timedelta(minutes=1))
    assert kept
    assert kept.founder.email == "ada@example.com"
    assert own.session(TOKEN, now=NOW + timedelta(days=30)) is None


def test_a_session_still_ends_by_the_clock_nobody_moves(aws: None) -> None:
    steady = _accounts(Standing(NOW + timedelta(days=31)))
    assert steady.session(TOKEN, now=NOW) is None
