"""What a signed-in founder changes about how they sign in: the password, and a second factor.

Each asks for the password once more: an open session alone must not be enough to take an account
over. Must never keep what the pool gives for it.
"""

from __future__ import annotations

from datetime import datetime

from tenancy.identity.accounts import note_second_factor
from tenancy.identity.founder_pool import (
    Access,
    Passwords,
    SecondFactorNeeded,
    SignInRefused,
    SignupRule,
)
from tenancy.identity.sessions import close_all_sessions
from tenancy.tenant import Founder
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class NewAuthenticator:
    """What an authenticator app is given; it is asked for once a code of it came back."""

    secret: str


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """One founder's own account."""

    pool: Passwords
    founder: Founder

    def change_password(self, *, current: str, wanted: str, now: datetime) -> SignInRefused | None:
        """Every session ends, this one too."""
        checked = self.pool.check_password(email=self.founder.email, password=current)
        if isinstance(checked, SignInRefused):
            return checked
        refused = self.pool.set_password(email=self.founder.email, password=wanted)
        if refused is None:
            close_all_sessions(self.founder, now=now)
        return refused

    def begin_second_factor(self, password: str) -> NewAuthenticator | SignInRefused:
        access = self._access(password)
        if isinstance(access, SignInRefused):
            return access
        return NewAuthenticator(self.pool.new_authenticator(access))

    def keep_second_factor(self, *, password: str, code: str) -> SignInRefused | None:
        access = self._access(password)
        if isinstance(access, SignInRefused):
            return access
        refused = self.pool.keep_authenticator(access, code=code)
        if refused is None:
            note_second_factor(self.founder, asked=True)
        return refused

    def end_second_factor(self, *, password: str, code: str) -> SignInRefused | None:
        """Only with a code of the app: who has the password alone must not take it away."""
        checked = self.pool.check_password(email=self.founder.email, password=password)
        if isinstance(checked, SecondFactorNeeded):
            checked = self.pool.check_app_code(checked, code=code)
        if isinstance(checked, SignInRefused):
            return checked
        self.pool.drop_authenticator(checked)
        note_second_factor(self.founder, asked=False)
        return None

    def _access(self, password: str) -> Access | SignInRefused:
        checked = self.pool.check_password(email=self.founder.email, password=password)
        if isinstance(checked, SecondFactorNeeded):
            return SignInRefused(SignupRule.ALREADY_ON)
        return checked
