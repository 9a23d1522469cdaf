"""Founders' accounts on Cognito and the control table. Makes the ids, tokens and secrets needed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports.accounts import AppCodeNeeded, OpenedSession, SignUp
from functions.product.channels import CHANNELS
from tenancy.identity import accounts, audit
from tenancy.identity.attempt_limits import AttemptKind, count_attempt
from tenancy.identity.audit import Action, AuditRow
from tenancy.identity.founder_pool import SecondFactorNeeded, SignInRefused, SignupRule
from tenancy.identity.sessions import session
from tenancy.identity.signup import NewAccount, SignedIn, Signup
from tenancy.runtime.clock import Clock
from tenancy.tenant import Founder, FounderId, Role, Tenant, TenantId, tenant_id


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

    def sign_up(self, form: SignUp, *, source: str, now: datetime) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_SENT, form.email, source):
            return _TOO_MANY_CODES
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
        return beside_field(
            self._signup.sign_up(account, unknown_password=_unknown_password(), now=now)
        )

    def confirm(
        self, *, email: str, code: str, password: str, source: str, now: datetime
    ) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_TRIED, email, source):
            return TOO_MANY_TRIES
        return beside_field(
            self._signup.confirm(email=email, code=code, password=password, now=now)
        )

    def send_code_again(self, *, email: str, source: str) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_SENT, email, source):
            return _TOO_MANY_CODES
        return beside_field(self._signup.send_code_again(email))

    def sign_in(
        self, *, email: str, password: str, source: str, now: datetime
    ) -> OpenedSession | AppCodeNeeded | FieldRefusal:
        if not self._may(AttemptKind.SIGN_IN, email, source):
            return TOO_MANY_TRIES
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        opened = self._signup.sign_in(
            email=email, password=password, secret=secret, csrf=csrf, now=self._session_time(now)
        )
        if isinstance(opened, SecondFactorNeeded):
            return AppCodeNeeded(opened.challenge, opened.user, email)
        if isinstance(opened, SignInRefused):
            self._note_failure(email, "password", now=now)
        return self._opened(opened, now=now)

    def sign_in_with_app_code(
        self, needed: AppCodeNeeded, *, code: str, source: str, now: datetime
    ) -> OpenedSession | FieldRefusal:
        # Limited for the account by the pool's own name of it: a form's address may be anybody's.
        if not self._may(AttemptKind.CODE_TRIED, needed.user, source):
            return TOO_MANY_TRIES
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        opened = self._signup.sign_in_with_app_code(
            SecondFactorNeeded(needed.challenge, needed.user),
            code=code,
            secret=secret,
            csrf=csrf,
            now=self._session_time(now),
        )
        if isinstance(opened, SignInRefused):
            self._note_failure(needed.email, "code", now=now)
        return self._opened(opened, now=now)

    def _opened(
        self, opened: SignedIn | SignInRefused, *, now: datetime
    ) -> OpenedSession | FieldRefusal:
        if isinstance(opened, SignInRefused):
            return FieldRefusal(opened.words, opened.field)
        self._note(opened.founder, Action.SIGNED_IN, now=now)
        return OpenedSession(opened.token)

    def forgot(self, *, email: str, source: str) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_SENT, email, source):
            return _TOO_MANY_CODES
        return beside_field(self._signup.forgot(email))

    def reset(self, *, email: str, code: str, password: str, source: str) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_TRIED, email, source):
            return TOO_MANY_TRIES
        now = self._clock.now()
        refused = self._signup.reset(
            email=email, code=code, password=password, now=self._session_time(now)
        )
        if refused is not None:
            if refused.rule in _GUESSED_WRONG:
                self._note_failure(email, "reset code", now=now)
            return beside_field(refused)
        founder = accounts.founder_with(email)
        if founder is not None:
            self._note(founder, Action.RESET_PASSWORD, now=now)
        return None

    def session(self, token: str, *, now: datetime, with_proofs: bool = False) -> Session | None:
        channels = tuple(CHANNELS) if with_proofs else ()
        found = session(token, now=self._session_time(now), channels=channels)
        if found is None:
            return None
        waiting = tuple(proof for proof in found.proofs if proof.expires_at > now)
        return Session(
            found.tenant, found.founder, found.csrf, waiting=waiting if with_proofs else None
        )

    def _session_time(self, now: datetime) -> datetime:
        return now if self._session_clock is None else self._session_clock.now()

    def _may(self, kind: AttemptKind, email: str, source: str) -> bool:
        """Measured as a session is: a clock that is moved gives nobody more tries."""
        now = self._session_time(self._clock.now())
        return count_attempt(kind, address=email, source=source, now=now)

    def _note(self, founder: Founder, action: Action, *, now: datetime, detail: str = "") -> None:
        row = AuditRow(now, founder.id, action, detail)
        audit.record(founder.tenant, row, id=self._ids.new("a"))

    def _note_failure(self, email: str, detail: str, *, now: datetime) -> None:
        """In the audit of whose account it is; nobody else learns that there is one."""
        founder = accounts.founder_with(email)
        if founder is not None:
            self._note(founder, Action.SIGN_IN_FAILED, now=now, detail=detail)

    def sign_out(self, token: str) -> None:
        if token:
            self._signup.sign_out(token)

    def founders(self, tenant: TenantId) -> tuple[Founder, ...]:
        return accounts.founders(tenant)

    def invite(
        self,
        tenant: TenantId,
        *,
        name: str,
        email: str,
        role: Role,
        by: FounderId,
        source: str,
        now: datetime,
    ) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_SENT, email, source):
            return _TOO_MANY_CODES
        person = Founder(FounderId(self._ids.new("f")), tenant, name, email, role=role)
        unknown = _unknown_password()
        return beside_field(self._signup.invite(person, by=by, unknown_password=unknown, now=now))

    def edit_tenant(self, tenant: TenantId, change: Callable[[Tenant], Tenant]) -> Tenant:
        return accounts.edit_tenant(tenant, change)


_GUESSED_WRONG = frozenset({SignupRule.WRONG_CODE, SignupRule.EXPIRED_CODE})
"""Refusals of a code; of a password that is too weak nobody needs to hear."""


def _unknown_password() -> str:
    """Long, with every kind of character a pool may demand, and kept by nobody."""
    return f"{secrets.token_urlsafe(24)}aA1!"


def beside_field(refused: SignInRefused | None) -> FieldRefusal | None:
    """A refusal without a field of its own belongs to the first one, where it will be seen."""
    return None if refused is None else FieldRefusal(refused.words, refused.field)


def _beside_first_field(rule: SignupRule) -> FieldRefusal:
    refused = SignInRefused(rule)
    return FieldRefusal(refused.words, refused.field)


TOO_MANY_TRIES = _beside_first_field(SignupRule.TOO_MANY_TRIES)
_TOO_MANY_CODES = _beside_first_field(SignupRule.TOO_MANY_CODES)
