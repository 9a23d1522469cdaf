"""Signing up, confirming, signing in and out, resetting, inviting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tenancy.data.table import ControlItem
from tenancy.identity import accounts, audit
from tenancy.identity.founder_pool import (
    Access,
    FounderPool,
    SecondFactorNeeded,
    SignInRefused,
    SignupRule,
)
from tenancy.identity.sessions import open_session, session
from tenancy.identity.signup import NewAccount, SignedIn, Signup
from tenancy.tenant import Founder, FounderId, tenant_id

pytestmark = pytest.mark.costly(first=4)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
APP_CODE = "135791"
UNKNOWN = "nobody knows this one"
ACCOUNT = NewAccount(
    tenant=tenant_id("t_aaaaaaaaaaaa"),
    founder=FounderId("f_aaaaaaaaaaaa"),
    email="Ann@Example.com",
    founder_name="Ann Sample",
    business_name="Sample GmbH",
    time_zone="Europe/Vilnius",
    country="LT",
    language="en",
    currency="EUR",
)


@dataclass
class _Person:
    password: str
    code: str
    confirmed: bool = False
    app: bool = False
    """Whether the code of an authenticator app is asked for."""


@dataclass
class PlayedPool:
    """A user pool in memory that keeps Cognito's rules; codes are 111111, 222222, …"""

    people: dict[str, _Person] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)

    def _send(self, email: str) -> str:
        self.sent.append((email, str(len(self.sent) + 1) * 6))
        return self.sent[-1][1]

    def sign_up(self, *, email: str, password: str) -> SignInRefused | None:
        if email in self.people:
            return SignInRefused(SignupRule.EMAIL_IN_USE)
        if len(password) < 10:
            return SignInRefused(SignupRule.WEAK_PASSWORD)
        self.people[email] = _Person(password, self._send(email))
        return None

    def confirm(self, *, email: str, code: str) -> SignInRefused | None:
        person = self.people.get(email)
        if person is None or person.confirmed or person.code != code:
            return SignInRefused(SignupRule.WRONG_CODE)
        person.confirmed = True
        return None

    def send_code_again(self, email: str) -> SignInRefused | None:
        person = self.people.get(email)
        if person is not None and not person.confirmed:
            person.code = self._send(email)
        return None

    def check_password(
        self, *, email: str, password: str
    ) -> Access | SecondFactorNeeded | SignInRefused:
        person = self.people.get(email)
        if person is None or person.password != password:
            return SignInRefused(SignupRule.WRONG_PASSWORD)
        if not person.confirmed:
            return SignInRefused(SignupRule.NOT_CONFIRMED)
        return SecondFactorNeeded(email, email) if person.app else Access(email)

    def check_app_code(self, needed: SecondFactorNeeded, *, code: str) -> Access | SignInRefused:
        right = needed.challenge == needed.user and code == APP_CODE
        return Access(needed.user) if right else SignInRefused(SignupRule.WRONG_APP_CODE)

    def address_of(self, access: Access) -> str:
        return access.token

    def new_authenticator(self, access: Access) -> str:
        return "SECRETKEY"

    def keep_authenticator(self, access: Access, *, code: str) -> SignInRefused | None:
        if code != APP_CODE:
            return SignInRefused(SignupRule.WRONG_APP_CODE)
        self.people[access.token].app = True
        return None

    def drop_authenticator(self, access: Access) -> None:
        self.people[access.token].app = False

    def remove(self, email: str) -> None:
        self.people.pop(email, None)

    def forgot(self, email: str) -> SignInRefused | None:
        person = self.people.get(email)
        if person is not None and person.confirmed:
            person.code = self._send(email)
        return None

    def reset(self, *, email: str, code: str, password: str) -> SignInRefused | None:
        person = self.people.get(email)
        if person is None or person.code != code:
            return SignInRefused(SignupRule.WRONG_CODE)
        person.password = password
        return None

    def set_password(self, *, email: str, password: str) -> SignInRefused | None:
        self.people[email].password = password
        return None

    def add_confirmed(self, *, email: str, password: str) -> SignInRefused | None:
        if email in self.people:
            return SignInRefused(SignupRule.ALREADY_A_FOUNDER)
        self.people[email] = _Person(password, "", confirmed=True)
        return None


@pytest.fixture
def pool() -> PlayedPool:
    return PlayedPool()


@pytest.fixture
def signup(aws: None, pool: PlayedPool) -> Signup:
    return Signup(pool)


def _confirmed(signup: Signup) -> Signup:
    assert signup.sign_up(ACCOUNT, unknown_password=UNKNOWN, now=NOW) is None
    assert signup.confirm(email=ACCOUNT.email, code="111111", password=PASSWORD, now=NOW) is None
    return signup


def _sign_in(signup: Signup, *, email: str = "ann@example.com") -> SignedIn | SignInRefused:
    return signup.sign_in(email=email, password=PASSWORD, secret="token", csrf="csrf", now=NOW)


def test_a_confirmed_address_makes_tenant_founder_list_and_audit_at_once(signup: Signup) -> None:
    signup.sign_up(ACCOUNT, unknown_password=UNKNOWN, now=NOW)
    assert accounts.load_tenant(ACCOUNT.tenant) is None
    signup.confirm(email=" ANN@example.com", code="111111", password=PASSWORD, now=NOW)
    tenant = accounts.load_tenant(ACCOUNT.tenant)
    assert tenant is not None
    assert (tenant.business_name, tenant.default_country) == ("Sample GmbH", "LT")
    [founder] = accounts.founders(ACCOUNT.tenant)
    assert founder.email == "ann@example.com"
    assert list(accounts.tenants()) == [ACCOUNT.tenant]
    [entry] = audit.rows(ACCOUNT.tenant)
    assert entry == audit.AuditRow(NOW, ACCOUNT.founder, audit.Action.SIGNED_UP)


def test_a_wrong_code_makes_no_tenant_and_the_newest_code_does(
    signup: Signup, pool: PlayedPool
) -> None:
    signup.sign_up(ACCOUNT, unknown_password=UNKNOWN, now=NOW)
    wrong = signup.confirm(email=ACCOUNT.email, code="999999", password=PASSWORD, now=NOW)
    assert wrong == SignInRefused(SignupRule.WRONG_CODE)
    assert list(accounts.tenants()) == []
    signup.send_code_again("ANN@example.com")
    assert (
        signup.confirm(email=ACCOUNT.email, code=pool.sent[-1][1], password=PASSWORD, now=NOW)
        is None
    )
    assert list(accounts.tenants()) == [ACCOUNT.tenant]


def test_confirming_twice_changes_nothing(signup: Signup) -> None:
    _confirmed(signup)
    signup.confirm(email=ACCOUNT.email, code="111111", password=PASSWORD, now=NOW)
    assert len(audit.rows(ACCOUNT.tenant)) == 1


def test_the_password_is_in_none_of_our_rows(signup: Signup) -> None:
    _confirmed(signup)
    _sign_in(signup)
    assert not any(PASSWORD in str(row.serialize()) for row in ControlItem.scan())


def test_a_stranger_who_signed_up_first_has_neither_the_password_nor_the_tenant(
    signup: Signup, pool: PlayedPool
) -> None:
    stranger = replace(ACCOUNT, tenant=tenant_id("t_bbbbbbbbbbbb"), business_name="Stranger")
    assert signup.sign_up(stranger, unknown_password="the stranger's own", now=NOW) is None
    assert signup.sign_up(ACCOUNT, unknown_password=UNKNOWN, now=NOW) is None
    newest = pool.sent[-1][1]
    assert signup.confirm(email=ACCOUNT.email, code=newest, password=PASSWORD, now=NOW) is None
    assert list(accounts.tenants()) == [ACCOUNT.tenant]
    refused = signup.sign_in(
        email=ACCOUNT.email, password="the stranger's own", secret="t", csrf="c", now=NOW
    )
    assert refused == SignInRefused(SignupRule.WRONG_PASSWORD)
    assert isinstance(_sign_in(signup), SignedIn)


def test_signing_up_again_with_a_founders_address_changes_nothing(signup: Signup) -> None:
    _confirmed(signup)
    other = replace(ACCOUNT, tenant=tenant_id("t_bbbbbbbbbbbb"), business_name="Other")
    assert signup.sign_up(other, unknown_password=UNKNOWN, now=NOW) is None
    assert isinstance(_sign_in(signup), SignedIn)
    assert list(accounts.tenants()) == [ACCOUNT.tenant]


def test_a_sign_up_that_broke_off_before_its_details_were_kept_is_taken_up(
    signup: Signup,
) -> None:
    signup.pool.sign_up(email="ann@example.com", password=PASSWORD)
    assert signup.sign_up(ACCOUNT, unknown_password=UNKNOWN, now=NOW) is None
    signup.confirm(email=ACCOUNT.email, code="222222", password=PASSWORD, now=NOW)
    assert list(accounts.tenants()) == [ACCOUNT.tenant]


def test_a_crash_after_the_confirmation_is_made_good_at_the_first_sign_in(
    signup: Signup,
) -> None:
    signup.sign_up(ACCOUNT, unknown_password=UNKNOWN, now=NOW)
    signup.pool.confirm(email="ann@example.com", code="111111")  # and then it crashed
    assert accounts.load_tenant(ACCOUNT.tenant) is None
    signup.forgot(ACCOUNT.email)
    signup.reset(email=ACCOUNT.email, code="222222", password=PASSWORD, now=NOW)
    assert isinstance(_sign_in(signup), SignedIn)
    assert list(accounts.tenants()) == [ACCOUNT.tenant]


def test_who_signed_in_has_a_session_until_they_sign_out(signup: Signup) -> None:
    _confirmed(signup)
    assert isinstance(_sign_in(signup, email="ANN@example.com "), SignedIn)
    held = session(of_ann("token"), now=NOW)
    assert held is not None
    assert (held.tenant.id, held.founder.id, held.csrf) == (ACCOUNT.tenant, ACCOUNT.founder, "csrf")
    signup.sign_out(of_ann("token"))
    assert session(of_ann("token"), now=NOW) is None


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nobody(signup: Signup) -> None:
    _confirmed(signup)
    wrong = signup.sign_in(
        email=ACCOUNT.email, password="not the password", secret="t", csrf="c", now=NOW
    )
    unknown = signup.sign_in(
        email="nobody@example.com", password=PASSWORD, secret="t", csrf="c", now=NOW
    )
    assert wrong == unknown == SignInRefused(SignupRule.WRONG_PASSWORD)
    assert session(of_ann("t"), now=NOW) is None


def test_an_unconfirmed_address_is_asked_for_its_code(signup: Signup) -> None:
    signup.sign_up(ACCOUNT, unknown_password=PASSWORD, now=NOW)
    assert _sign_in(signup) == SignInRefused(SignupRule.NOT_CONFIRMED)


def test_a_forgotten_password_tells_nothing_about_unknown_addresses(signup: Signup) -> None:
    _confirmed(signup)
    assert signup.forgot("nobody@example.com") is None
    assert signup.forgot(ACCOUNT.email) is None
    assert signup.send_code_again("nobody@example.com") is None


def of_ann(secret: str) -> str:
    """The token of a session of the one who signed up."""
    return f"{ACCOUNT.tenant}.{ACCOUNT.founder}.{secret}"


def _holder(token: str, *, now: datetime) -> FounderId | None:
    """Whose session a token opens."""
    found = session(token, now=now)
    return found.founder.id if found else None


def test_a_reset_ends_the_sessions_that_were_open(signup: Signup) -> None:
    _confirmed(signup)
    _sign_in(signup)
    assert _holder(of_ann("token"), now=NOW) == ACCOUNT.founder
    signup.forgot(ACCOUNT.email)
    later = NOW + timedelta(minutes=1)
    fresh = "another long password"
    assert signup.reset(email=ACCOUNT.email, code="222222", password=fresh, now=later) is None
    assert session(of_ann("token"), now=later) is None
    after = later + timedelta(seconds=1)
    signup.sign_in(email=ACCOUNT.email, password=fresh, secret="new", csrf="c", now=after)
    assert _holder(of_ann("new"), now=after) == ACCOUNT.founder


def test_an_invited_teammate_belongs_to_the_tenant_and_only_once(signup: Signup) -> None:
    _confirmed(signup)
    bob = Founder(FounderId("f_bbbbbbbbbbbb"), ACCOUNT.tenant, "Bob Sample", "Bob@example.com")

    def invite() -> SignInRefused | None:
        return signup.invite(bob, by=ACCOUNT.founder, unknown_password="x" * 32, now=NOW)

    assert invite() is None
    assert invite() == SignInRefused(SignupRule.ALREADY_A_FOUNDER)
    assert [founder.email for founder in accounts.founders(ACCOUNT.tenant)] == [
        "ann@example.com",
        "bob@example.com",
    ]
    assert audit.rows(ACCOUNT.tenant)[0].action is audit.Action.INVITED


def test_an_invitation_that_broke_off_can_be_repeated(signup: Signup, pool: PlayedPool) -> None:
    _confirmed(signup)
    bob = Founder(FounderId("f_bbbbbbbbbbbb"), ACCOUNT.tenant, "Bob Sample", "bob@example.com")
    pool.add_confirmed(email=bob.email, password="x" * 32)
    assert signup.invite(bob, by=ACCOUNT.founder, unknown_password="y" * 32, now=NOW) is None
    assert pool.sent[-1][0] == bob.email


def test_a_session_slides_with_use_and_ends_after_thirty_days(signup: Signup) -> None:
    _confirmed(signup)
    _sign_in(signup)
    now = NOW
    for _ in range(65):
        now += timedelta(hours=11)
        assert _holder(of_ann("token"), now=now) == ACCOUNT.founder
    assert session(of_ann("token"), now=NOW + timedelta(days=30)) is None


def test_an_unused_session_ends_after_twelve_hours(signup: Signup) -> None:
    _confirmed(signup)
    _sign_in(signup)
    assert session(of_ann("token"), now=NOW + timedelta(hours=12)) is None
    assert _holder(of_ann("token"), now=NOW + timedelta(hours=11, minutes=59)) == ACCOUNT.founder
    assert session("", now=NOW) is None
    assert session("guess", now=NOW) is None


def test_a_token_opens_only_what_was_opened_with_the_whole_of_it(signup: Signup) -> None:
    _confirmed(signup)
    opened = _sign_in(signup)
    assert isinstance(opened, SignedIn)
    assert _holder(opened.token, now=NOW) == ACCOUNT.founder
    tenant, founder, secret = opened.token.split(".")
    bob = Founder(FounderId("f_bbbbbbbbbbbb"), ACCOUNT.tenant, "Bob Sample", "bob@example.com")
    accounts.founder_row(bob).save()
    for guess in (
        f"{tenant}.{bob.id}.{secret}",
        f"t_bbbbbbbbbbbb.{founder}.{secret}",
        f"{tenant}.{founder}.{secret}x",
        f"{tenant}.{founder}.",
        f"{tenant}.{secret}",
        f"t_.{founder}.{secret}",
        f"{opened.token}.{secret}",
        secret,
    ):
        assert session(guess, now=NOW) is None, guess


def test_a_session_is_whose_its_row_says_it_is(signup: Signup) -> None:
    """Whatever its token says: should a row ever stand under another's name, it opens nothing."""
    _confirmed(signup)
    bob = Founder(FounderId("f_bbbbbbbbbbbb"), ACCOUNT.tenant, "Bob Sample", "bob@example.com")
    accounts.founder_row(bob).save()
    token = open_session(bob, secret="token", csrf="c", now=NOW)
    assert _holder(token, now=NOW) == bob.id
    row = next(row for row in ControlItem.scan() if row.kind == "session")
    row.update(actions=[ControlItem.founder.set(ACCOUNT.founder)])
    assert session(token, now=NOW) is None


@pytest.fixture
def stubbed(aws: None) -> Iterator[tuple[FounderPool, Stubber]]:
    client = boto3.client("cognito-idp")
    with Stubber(client) as stub:
        yield FounderPool(client, pool_id="p", client_id="c"), stub


@pytest.mark.parametrize(
    ("operation", "code", "rule"),
    [
        ("sign_up", "InvalidPasswordException", SignupRule.WEAK_PASSWORD),
        ("sign_up", "InvalidParameterException", SignupRule.WEAK_PASSWORD),
        ("sign_up", "UsernameExistsException", SignupRule.EMAIL_IN_USE),
        ("sign_up", "CodeDeliveryFailureException", SignupRule.MAIL_NOT_SENT),
        ("confirm_sign_up", "CodeMismatchException", SignupRule.WRONG_CODE),
        ("confirm_sign_up", "UserNotFoundException", SignupRule.WRONG_CODE),
        ("confirm_sign_up", "NotAuthorizedException", SignupRule.WRONG_CODE),
        ("confirm_sign_up", "ExpiredCodeException", SignupRule.EXPIRED_CODE),
        ("confirm_sign_up", "TooManyFailedAttemptsException", SignupRule.TOO_MANY_TRIES),
        ("initiate_auth", "TooManyRequestsException", SignupRule.TOO_MANY_TRIES),
        ("forgot_password", "LimitExceededException", SignupRule.TOO_MANY_TRIES),
        ("forgot_password", "UserNotFoundException", None),
        ("forgot_password", "InvalidParameterException", None),
        ("resend_confirmation_code", "InvalidParameterException", None),
        ("confirm_forgot_password", "CodeMismatchException", SignupRule.WRONG_CODE),
        ("confirm_forgot_password", "UserNotFoundException", SignupRule.WRONG_CODE),
        ("confirm_forgot_password", "InvalidPasswordException", SignupRule.WEAK_PASSWORD),
    ],
)
def test_what_the_pool_refuses_is_said_in_the_founders_words(
    stubbed: tuple[FounderPool, Stubber], operation: str, code: str, rule: SignupRule | None
) -> None:
    pool, stub = stubbed
    stub.add_client_error(operation, code)
    ways = {
        "sign_up": lambda: pool.sign_up(email="a@example.com", password="x"),
        "confirm_sign_up": lambda: pool.confirm(email="a@example.com", code="1"),
        "initiate_auth": lambda: pool.check_password(email="a@example.com", password="x"),
        "forgot_password": lambda: pool.forgot("a@example.com"),
        "resend_confirmation_code": lambda: pool.send_code_again("a@example.com"),
        "confirm_forgot_password": lambda: pool.reset(
            email="a@example.com", code="1", password="x"
        ),
    }
    refused = ways[operation]()
    assert (refused.rule if isinstance(refused, SignInRefused) else None) == rule
    assert not isinstance(refused, SignInRefused) or refused.words.endswith((".", "?"))


def test_what_nobody_foresaw_raises(stubbed: tuple[FounderPool, Stubber]) -> None:
    pool, stub = stubbed
    stub.add_client_error("sign_up", "InternalErrorException")
    with pytest.raises(ClientError, match="InternalErrorException"):
        pool.sign_up(email="a@example.com", password="x")


def test_every_rule_has_words() -> None:
    assert all(SignInRefused(rule).words for rule in SignupRule)
