"""Founders' accounts on Cognito and the control table. Makes the ids, tokens and secrets needed."""

from __future__ import annotations

import secrets
from datetime import datetime

from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports.accounts import OpenedSession, SignUp
from tenancy.identity import accounts
from tenancy.identity.founder_pool import SignInRefused
from tenancy.identity.sessions import session
from tenancy.identity.signup import NewAccount, Signup
from tenancy.runtime.clock import Clock
from tenancy.tenant import Founder, FounderId, Tenant, TenantId, tenant_id


class FounderAccounts:
    """The `Accounts` port.

    A session is measured by `session_clock`, which nobody moves: where the clock of a stage can be
    moved by hand, that must sign nobody out.
    """

    def __init__(
        self, *, signup: Signup, ids: RandomIds, clock: Clock, session_clock: Clock | None = None
    ) -> None:
        self._signup = signup
        self._ids = ids
        self._clock = clock
        self._session_clock = session_clock

    def sign_up(self, form: SignUp, *, now: datetime) -> FieldRefusal | None:
        account = NewAccount(
            tenant=tenant_id(self._ids.new("t")),
            founder=FounderId(self._ids.new("f")),
            email=form.email,
            founder_name=form.name,
            business_name=form.business_name,
            time_zone=form.time_zone,
            country=form.country,
            language=form.language,
            currency=form.currency,
        )
        return _beside_field(
            self._signup.sign_up(account, unknown_password=_unknown_password(), now=now)
        )

    def confirm(
        self, *, email: str, code: str, password: str, now: datetime
    ) -> FieldRefusal | None:
        return _beside_field(
            self._signup.confirm(email=email, code=code, password=password, now=now)
        )

    def send_code_again(self, *, email: str) -> FieldRefusal | None:
        return _beside_field(self._signup.send_code_again(email))

    def sign_in(self, *, email: str, password: str, now: datetime) -> OpenedSession | FieldRefusal:
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        opened = self._signup.sign_in(
            email=email, password=password, token=token, csrf=csrf, now=self._session_time(now)
        )
        if isinstance(opened, SignInRefused):
            return FieldRefusal(opened.words, opened.field)
        return OpenedSession(token)

    def forgot(self, *, email: str) -> FieldRefusal | None:
        return _beside_field(self._signup.forgot(email))

    def reset(self, *, email: str, code: str, password: str) -> FieldRefusal | None:
        now = self._session_time(self._clock.now())
        return _beside_field(self._signup.reset(email=email, code=code, password=password, now=now))

    def session(self, token: str, *, now: datetime) -> Session | None:
        found = session(token, now=self._session_time(now))
        return None if found is None else Session(found.tenant, found.founder, found.csrf)

    def _session_time(self, now: datetime) -> datetime:
        return now if self._session_clock is None else self._session_clock.now()

    def sign_out(self, token: str) -> None:
        if token:
            self._signup.sign_out(token)

    def founders(self, tenant: TenantId) -> tuple[Founder, ...]:
        return accounts.founders(tenant)

    def invite(
        self, tenant: TenantId, *, name: str, email: str, by: FounderId, now: datetime
    ) -> FieldRefusal | None:
        person = Founder(FounderId(self._ids.new("f")), tenant, name, email)
        unknown = _unknown_password()
        return _beside_field(self._signup.invite(person, by=by, unknown_password=unknown, now=now))

    def save_tenant(self, tenant: Tenant) -> None:
        accounts.save_tenant(tenant)


def _unknown_password() -> str:
    """Long, with every kind of character a pool may demand, and kept by nobody."""
    return f"{secrets.token_urlsafe(24)}aA1!"


def _beside_field(refused: SignInRefused | None) -> FieldRefusal | None:
    """A refusal without a field of its own belongs to the first one, where it will be seen."""
    return None if refused is None else FieldRefusal(refused.words, refused.field)
