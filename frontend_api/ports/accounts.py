"""Founders' identities and sessions, as the pages need them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from frontend_api.http.session import Session
    from tenancy.tenant import Founder, FounderId, Role, Tenant, TenantId


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session was opened; `token` goes into the cookie and nowhere else."""

    token: str


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a new founder typed; the password is chosen with the code from the mail."""

    name: str
    business_name: str
    email: str
    country: str
    time_zone: str
    language: str = "en"
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class AppCodeNeeded:
    """The password was right; a code of the founder's authenticator app is asked for.

    All go through the form of the code and back. They open nothing without it.
    """

    challenge: str
    user: str
    email: str
    """For the audit alone: whose session opens is the pool's word."""


@dataclass(frozen=True, slots=True)
class AppSecret:
    """What an authenticator app is given: letters and digits of base 32."""

    secret: str


class Accounts(Protocol):
    """Founders' identities and sessions.

    `source` is the network address a request came from: tries and codes are limited for it too.
    """

    def sign_up(self, form: SignUp, *, source: str, now: datetime) -> FieldRefusal | None: ...
    def confirm(
        self, *, email: str, code: str, password: str, source: str, now: datetime
    ) -> FieldRefusal | None: ...
    def send_code_again(self, *, email: str, source: str) -> FieldRefusal | None: ...
    def sign_in(
        self, *, email: str, password: str, source: str, now: datetime
    ) -> OpenedSession | AppCodeNeeded | FieldRefusal: ...
    def sign_in_with_app_code(
        self, needed: AppCodeNeeded, *, code: str, source: str, now: datetime
    ) -> OpenedSession | FieldRefusal: ...
    def forgot(self, *, email: str, source: str) -> FieldRefusal | None: ...
    def reset(
        self, *, email: str, code: str, password: str, source: str
    ) -> FieldRefusal | None: ...
    def session(self, token: str, *, now: datetime, with_proofs: bool = False) -> Session | None:
        """`with_proofs` brings the addresses that wait for their code, in the same request."""
        ...

    def sign_out(self, token: str) -> None: ...
    def founders(self, tenant: TenantId) -> tuple[Founder, ...]: ...
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
    ) -> FieldRefusal | None: ...
    def edit_tenant(self, tenant: TenantId, change: Callable[[Tenant], Tenant]) -> Tenant:
        """Change the record from its latest version; `change` may be called several times."""
        ...


class OwnAccounts(Protocol):
    """What a signed-in founder changes about how they sign in."""

    def change_password(
        self, founder: Founder, *, current: str, wanted: str, source: str
    ) -> FieldRefusal | None: ...
    def begin_second_factor(
        self, founder: Founder, *, password: str, source: str
    ) -> AppSecret | FieldRefusal: ...
    def keep_second_factor(
        self, founder: Founder, *, password: str, code: str, source: str
    ) -> FieldRefusal | None: ...
    def end_second_factor(
        self, founder: Founder, *, password: str, code: str, source: str
    ) -> FieldRefusal | None: ...


class Team(Protocol):
    """Who else signs in. Asked by an owner only."""

    def change_role(
        self, by: Founder, about: FounderId, role: Role, *, now: datetime
    ) -> FieldRefusal | None: ...
    def remove(self, by: Founder, about: FounderId, *, now: datetime) -> Founder | FieldRefusal:
        """End their sessions and let them in no more; who they were."""
        ...

    def close_sign_in(self, gone: Founder) -> None:
        """Delete the account of somebody removed, which opens nothing any more."""
        ...
