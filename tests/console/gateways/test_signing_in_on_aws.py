"""Attacks on the ways in, against the console's own wiring and Cognito's requests."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from frontend_api import wiring
from tenancy.identity import accounts, audit
from tenancy.identity.attempt_limits import LIMITS, AttemptKind
from tests.console.gateways.cognito_at_the_wire import CognitoAtTheWire, app_code
from tests.console.gateways.deployed_console import Browser
from tests.console.gateways.test_rare_rights import (
    ME,
    Invoked,
    MovedClock,
    account,
    cognito,
    founder,
    only_tenant,
)
from tests.console.visits import text, token_on
from tests.infra.sandbox.conftest import our_server, our_side, served, world

pytestmark = pytest.mark.costly(first=1)

__all__ = ["account", "cognito", "founder", "our_server", "our_side", "served", "world"]

MATE = {"email": "mia@example.com", "password": "Another-passw0rd-2"}
Account = tuple[wiring.AwsPorts, Invoked]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def connect_app(person: Browser, cognito: CognitoAtTheWire, me: dict[str, str]) -> None:
    asked = {"app-password": me["password"]}
    shown = person.send("/security", "/security/app", **asked)
    secret = cognito.people[me["email"]].secret
    assert secret in shown
    assert 'src="data:image/svg+xml' in shown
    done = person.send("/security", "/security/app/on", **asked, code=app_code(secret))
    assert done == "→/security?done=app-on"


def teammate(founder: Browser, account: Account, cognito: CognitoAtTheWire) -> Browser:
    form = {"name": "Mia Mate", "email": MATE["email"], "role": "member"}
    founder.send("/settings", "/settings/invite", **form)
    mia = Browser(account[0])
    mia.send("/reset", "/reset", **MATE, code=cognito.mailed[MATE["email"]])
    later(account)
    assert mia.send("/sign-in", "/sign-in", **MATE) == "→/"
    return mia


def later(account: Account) -> None:
    """A session counts from after what ended those before it."""
    clock = account[0].clock
    assert isinstance(clock, MovedClock)
    clock.at += timedelta(seconds=1)


def noted() -> Counter[audit.Action]:
    return Counter(row.action for row in audit.rows(only_tenant()))


@pytest.mark.slow
def test_a_code_of_ones_own_app_opens_nobody_elses_account(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    """The form of the code comes from the browser: its address is no proof of anything."""
    mia = teammate(founder, account, cognito)
    connect_app(mia, cognito, MATE)
    attacker = Browser(account[0])
    asked = attacker.send("/sign-in", "/sign-in", **MATE)
    form = {name: hidden(asked, name) for name in ("challenge", "user", "next")}
    code = app_code(cognito.people[MATE["email"]].secret)
    forged = form | {"email": ME["email"], "code": code}
    assert attacker.send("/sign-in", "/sign-in/code", **forged) == "→/"
    assert "Mia Mate" in attacker.ask("/settings")
    assert "<strong>Mia Mate</strong> (you)" in attacker.ask("/settings")


@pytest.mark.slow
def test_a_wrong_code_opens_nothing_and_is_in_the_audit(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    connect_app(founder, cognito, ME)
    other = Browser(account[0])
    asked = other.send("/sign-in", "/sign-in", **ME)
    form = {name: hidden(asked, name) for name in ("challenge", "user", "next", "email")}
    refused = other.visit.post("/sign-in/code", token_on(asked), **form, code="000000")
    assert refused.status == 422
    assert "not the code your app shows" in text(refused)
    assert other.ask("/").startswith("→/sign-in")
    assert noted()[audit.Action.SIGN_IN_FAILED] == 1
    assert noted()[audit.Action.SECOND_FACTOR_ON] == 1


@pytest.mark.slow
def test_the_app_is_taken_off_with_its_code_alone(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    connect_app(founder, cognito, ME)
    asked = {"app-password": ME["password"]}
    wrong = founder.visit.send("/security", "/security/app/off", **asked, code="000000")
    assert wrong.status == 422
    code = app_code(cognito.people[ME["email"]].secret)
    off = founder.send("/security", "/security/app/off", **asked, code=code)
    assert off == "→/security?done=app-off"
    assert Browser(account[0]).send("/sign-in", "/sign-in", **ME) == "→/"


@pytest.mark.slow
def test_guessing_passwords_ends_even_with_the_right_one(
    founder: Browser, account: Account
) -> None:
    guesser = Browser(account[0])
    token = token_on(guesser.ask("/sign-in"))
    for _ in range(LIMITS[AttemptKind.SIGN_IN].to_an_address):
        guesser.visit.post("/sign-in", token, email=ME["email"], password="guess-12345")
    refused = guesser.visit.post("/sign-in", token, **ME)
    assert refused.status == 422
    assert "Too many tries" in text(refused)
    assert noted()[audit.Action.SIGN_IN_FAILED] == 14
    unknown = {"email": "nobody@example.com", "password": "guess-12345"}
    answers = {text(guesser.visit.post("/sign-in", token, **unknown)) for _ in range(16)}
    assert any("Too many tries" in answer for answer in answers), "who is unknown is counted alike"


@pytest.mark.slow
def test_codes_are_mailed_to_one_address_five_times_an_hour(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    asker = Browser(account[0])
    token = token_on(asker.ask("/forgot"))
    sent = [asker.visit.post("/forgot", token, email=ME["email"]).status for _ in range(6)]
    # Signing up sent the first.
    assert sent == [303] * 4 + [422] * 2
    known = text(asker.visit.post("/forgot", token, email=ME["email"]))
    assert "We sent several codes already" in known


def test_inviting_and_removing_floods_nobodys_mailbox(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    form = {"name": "Mia Mate", "email": MATE["email"], "role": "viewer"}
    for _ in range(5):
        assert founder.send("/settings", "/settings/invite", **form).endswith("invited")
        (id_,) = (one.id for one in accounts.founders(only_tenant()) if one.email == MATE["email"])
        founder.send("/settings", f"/settings/team/{id_}/remove")
    refused = founder.visit.send("/settings", "/settings/invite", **form)
    assert "We sent several codes already" in text(refused)


def test_codes_are_guessed_ten_times(founder: Browser, account: Account) -> None:
    guesser = Browser(account[0])
    guesser.send("/forgot", "/forgot", email=ME["email"])
    token = token_on(guesser.ask("/reset"))
    form = {"email": ME["email"], "password": "Chosen-by-thief-1"}
    answers = [
        text(guesser.visit.post("/reset", token, **form, code=f"{number:06}"))
        for number in range(11)
    ]
    assert "Too many tries" in answers[-1]
    failed = [row for row in audit.rows(only_tenant()) if row.action is audit.Action.SIGN_IN_FAILED]
    assert {row.detail for row in failed} == {"reset code"}
    tried = [answer for answer in answers if "That is not the code" in answer]
    assert len(failed) == len(tried) == 9, "the code of the sign-up was the first of the ten"


def test_a_weak_new_password_is_no_failed_code(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    visitor = Browser(account[0])
    visitor.send("/forgot", "/forgot", email=ME["email"])
    form = {"email": ME["email"], "code": cognito.mailed[ME["email"]], "password": "short"}
    token = token_on(visitor.ask("/reset"))
    assert visitor.visit.post("/reset", token, **form).status == 422
    assert noted()[audit.Action.SIGN_IN_FAILED] == noted()[audit.Action.RESET_PASSWORD] == 0


def test_a_teammate_who_is_removed_is_out_with_their_next_click(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    mia = teammate(founder, account, cognito)
    feed = re.search(r'value="http://127.0.0.1:8400(/calendar/[^"]+)"', mia.ask("/bandwidth"))
    assert feed
    assert "BEGIN:VCALENDAR" in mia.ask(feed.group(1))
    (id_,) = (one.id for one in accounts.founders(only_tenant()) if one.email == MATE["email"])
    assert mia.visit.send("/settings", f"/settings/team/{id_}/remove").status == 403
    demoted = founder.send("/settings", f"/settings/team/{id_}/role", role="viewer")
    assert demoted == "→/settings?done=saved"
    assert mia.visit.send("/segments/thresholds", "/segments/thresholds", do="x").status == 403
    removed = founder.send("/settings", f"/settings/team/{id_}/remove")
    assert removed == "→/settings?done=teammate-removed"
    assert mia.ask("/").startswith("→/sign-in")
    assert MATE["email"] not in cognito.people
    assert mia.visit.get(feed.group(1)).status == 404, "what customers booked is not theirs to see"
    assert noted()[audit.Action.REMOVED_TEAMMATE] == noted()[audit.Action.CHANGED_ROLE] == 1


def test_who_comes_in_and_what_leaves_is_in_the_audit(
    founder: Browser, account: Account, cognito: CognitoAtTheWire
) -> None:
    assert noted()[audit.Action.SIGNED_IN] == 1
    founder.ask("/corrections.tsv")
    assert noted()[audit.Action.EXPORTED] == 1
    form = {"current": ME["password"], "password": "Chosen-anew-12"}
    assert founder.send("/security", "/security/password", **form).startswith("→/sign-in")
    assert noted()[audit.Action.CHANGED_PASSWORD] == 1
    assert founder.ask("/").startswith("→/sign-in")
    founder.send("/forgot", "/forgot", email=ME["email"])
    reset = {"email": ME["email"], "code": cognito.mailed[ME["email"]], "password": "Again-new-123"}
    founder.send("/reset", "/reset", **reset)
    assert noted()[audit.Action.RESET_PASSWORD] == 1


@pytest.mark.parametrize("field", ["challenge", "user"])
def test_a_form_of_a_code_without_its_challenge_leads_back(
    founder: Browser, account: Account, field: str
) -> None:
    visitor = Browser(account[0])
    token = token_on(visitor.ask("/sign-in"))
    form = {"challenge": "c", "user": "u", "code": "123456"} | {field: ""}
    assert visitor.visit.post("/sign-in/code", token, **form).status == 303
