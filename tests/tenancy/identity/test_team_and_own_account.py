"""Roles, teammates who leave, passwords changed, and a second factor."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tenancy.identity import accounts, audit
from tenancy.identity.founder_pool import SecondFactorNeeded, SignInRefused, SignupRule
from tenancy.identity.own_account import NewAuthenticator, OwnAccount
from tenancy.identity.sessions import session, token_of
from tenancy.identity.signup import SignedIn, Signup
from tenancy.identity.team import (
    TeamChange,
    TeamRefused,
    TeamRule,
    change_role,
    remove_teammate,
)
from tenancy.tenant import Founder, FounderId, Role
from tests.tenancy.identity.test_signup import (
    ACCOUNT,
    APP_CODE,
    NOW,
    PASSWORD,
    UNKNOWN,
    PlayedPool,
)

pytestmark = pytest.mark.costly(first=2)

BOB = Founder(
    FounderId("f_bbbbbbbbbbbb"), ACCOUNT.tenant, "Bob Sample", "bob@example.com", role=Role.MEMBER
)


@pytest.fixture
def pool() -> PlayedPool:
    return PlayedPool()


@pytest.fixture
def signup(aws: None, pool: PlayedPool) -> Signup:
    """Ann owns; Bob was invited and chose the same password."""
    made = Signup(pool)
    assert made.sign_up(ACCOUNT, unknown_password=UNKNOWN, now=NOW) is None
    assert made.confirm(email=ACCOUNT.email, code="111111", password=PASSWORD, now=NOW) is None
    assert made.invite(BOB, by=ACCOUNT.founder, unknown_password=UNKNOWN, now=NOW) is None
    pool.people[BOB.email].password = PASSWORD
    return made


def ann() -> Founder:
    found = accounts.load_founder(ACCOUNT.tenant, ACCOUNT.founder)
    assert found is not None
    return found


def bob() -> Founder | None:
    return accounts.load_founder(ACCOUNT.tenant, BOB.id)


def of_bob(secret: str) -> str:
    """The token of a session of his."""
    return token_of(BOB, secret)


def by_ann(number: int = 1, about: FounderId = BOB.id) -> TeamChange:
    return TeamChange(ann(), about, f"a_{number}", NOW)


def signed_in(signup: Signup, token: str, *, email: str = BOB.email) -> None:
    opened = signup.sign_in(email=email, password=PASSWORD, secret=token, csrf="c", now=NOW)
    assert isinstance(opened, SignedIn)


def test_who_signs_up_owns_and_a_row_of_before_there_were_roles_owns_too(signup: Signup) -> None:
    assert ann().role is Role.OWNER
    row = accounts.founder_row(ann())
    row.document = '{"id": "f_aaaaaaaaaaaa", "tenant": "t_aaaaaaaaaaaa", "name": "A", "email": "a"}'
    assert accounts.founder_of(row).role is Role.OWNER


def test_a_role_counts_with_the_next_request_and_is_in_the_audit(signup: Signup) -> None:
    signed_in(signup, "bobs")
    changed = change_role(by_ann(), Role.VIEWER)
    assert isinstance(changed, Founder)
    found = session(of_bob("bobs"), now=NOW)
    assert found is not None
    assert found.founder.role is Role.VIEWER
    noted = audit.AuditRow(NOW, ACCOUNT.founder, audit.Action.CHANGED_ROLE, BOB.id)
    assert noted in audit.rows(ACCOUNT.tenant)


def test_a_role_changed_keeps_what_newer_code_wrote(signup: Signup) -> None:
    row = accounts.founder_row(BOB)
    row.document = json.dumps(json.loads(row.document or "") | {"a_field_of_tomorrow": "kept"})
    row.save()
    change_role(by_ann(), Role.VIEWER)
    place = accounts.founder_place(ACCOUNT.tenant, BOB.id)
    kept = json.loads(accounts.rows_at([place])[place].document or "")
    assert (kept["role"], kept["a_field_of_tomorrow"]) == ("viewer", "kept")


def test_a_role_changed_keeps_sessions_ended_that_were_ended(signup: Signup) -> None:
    signed_in(signup, "bobs")
    person = bob()
    assert person is not None
    later = NOW + timedelta(minutes=1)
    OwnAccount(signup.pool, person).change_password(current=PASSWORD, wanted="x" * 12, now=later)
    change_role(by_ann(), Role.OWNER)
    assert session(of_bob("bobs"), now=later) is None


def test_who_is_removed_is_out_at_once_and_may_be_invited_again(
    signup: Signup, pool: PlayedPool
) -> None:
    signed_in(signup, "bobs")
    assert session(of_bob("bobs"), now=NOW) is not None
    assert isinstance(remove_teammate(by_ann()), Founder)
    assert session(of_bob("bobs"), now=NOW) is None
    refused = signup.sign_in(email=BOB.email, password=PASSWORD, secret="t", csrf="c", now=NOW)
    assert refused == SignInRefused(SignupRule.WRONG_PASSWORD)
    assert remove_teammate(by_ann(2)) == TeamRefused(TeamRule.NOT_THERE)
    again = replace(BOB, id=FounderId("f_cccccccccccc"))
    assert signup.invite(again, by=ACCOUNT.founder, unknown_password=UNKNOWN, now=NOW) is None
    assert session(of_bob("bobs"), now=NOW) is None, "an old session is nobody's"


def test_the_tenants_record_names_the_team_until_they_are_removed(signup: Signup) -> None:
    def team() -> dict[FounderId, str]:
        kept = accounts.load_tenant(ACCOUNT.tenant)
        assert kept is not None
        return dict(kept.team)

    assert team() == {ACCOUNT.founder: ACCOUNT.founder_name, BOB.id: BOB.name}
    assert remove_teammate(by_ann(about=FounderId("f_nobody"))) == TeamRefused(TeamRule.NOT_THERE)
    assert team()[BOB.id] == BOB.name
    assert isinstance(remove_teammate(by_ann()), Founder)
    assert team() == {ACCOUNT.founder: ACCOUNT.founder_name, BOB.id: ""}


def test_an_owner_neither_removes_nor_demotes_themselves(signup: Signup) -> None:
    change = by_ann(about=ACCOUNT.founder)
    assert remove_teammate(change) == TeamRefused(TeamRule.ONESELF)
    assert change_role(change, Role.VIEWER) == TeamRefused(TeamRule.ONESELF)


def test_who_was_an_owner_a_moment_ago_changes_nobody(signup: Signup) -> None:
    """Two owners who remove each other leave one: the second is none any more by then."""
    assert isinstance(change_role(by_ann(), Role.OWNER), Founder)
    person = bob()
    assert person is not None
    bobs = TeamChange(person, ACCOUNT.founder, "a_9", NOW)
    assert isinstance(remove_teammate(by_ann(2)), Founder)
    assert remove_teammate(bobs) == TeamRefused(TeamRule.NOT_AN_OWNER)
    assert ann().role is Role.OWNER


def test_another_tenants_person_is_not_there(signup: Signup) -> None:
    stranger = by_ann(about=FounderId("f_stranger0000"))
    assert remove_teammate(stranger) == TeamRefused(TeamRule.NOT_THERE)


def own(signup: Signup) -> OwnAccount:
    person = bob()
    assert person is not None
    return OwnAccount(signup.pool, person)


def test_a_password_is_changed_with_the_old_one_and_every_session_ends(signup: Signup) -> None:
    signed_in(signup, "one")
    signed_in(signup, "two")
    later = NOW + timedelta(minutes=1)
    wrong = own(signup).change_password(current="guessed it", wanted="y" * 12, now=later)
    assert wrong == SignInRefused(SignupRule.WRONG_PASSWORD)
    assert session(of_bob("one"), now=later) is not None
    assert own(signup).change_password(current=PASSWORD, wanted="y" * 12, now=later) is None
    assert session(of_bob("one"), now=later) is None
    assert session(of_bob("two"), now=later) is None


def test_with_an_app_a_password_alone_opens_nothing(signup: Signup) -> None:
    begun = own(signup).begin_second_factor(PASSWORD)
    assert isinstance(begun, NewAuthenticator)
    wrong = own(signup).keep_second_factor(password=PASSWORD, code="000000")
    assert wrong == SignInRefused(SignupRule.WRONG_APP_CODE)
    signed_in(signup, "before")
    assert own(signup).keep_second_factor(password=PASSWORD, code=APP_CODE) is None
    assert own(signup).founder.second_factor
    opened = signup.sign_in(email=BOB.email, password=PASSWORD, secret="t", csrf="c", now=NOW)
    assert isinstance(opened, SecondFactorNeeded)
    assert session(of_bob("t"), now=NOW) is None
    for code, expected in (("000000", SignInRefused), (APP_CODE, SignedIn)):
        answered = signup.sign_in_with_app_code(opened, code=code, secret="t", csrf="c", now=NOW)
        assert isinstance(answered, expected)
    opened_now = session(of_bob("t"), now=NOW)
    assert opened_now is not None
    assert opened_now.founder.email == BOB.email


def test_whoever_has_the_password_alone_does_not_take_the_app_away(signup: Signup) -> None:
    own(signup).keep_second_factor(password=PASSWORD, code=APP_CODE)
    wrong = own(signup).end_second_factor(password=PASSWORD, code="000000")
    assert wrong == SignInRefused(SignupRule.WRONG_APP_CODE)
    again = own(signup).begin_second_factor(PASSWORD)
    assert again == SignInRefused(SignupRule.ALREADY_ON), "another app would replace it"
    assert own(signup).end_second_factor(password=PASSWORD, code=APP_CODE) is None
    assert not own(signup).founder.second_factor
