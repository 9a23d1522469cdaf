"""Founders' identities and sessions, as the pages need them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from frontend_api.http.session import Session
    from tenancy.tenant import Founder, FounderId, Tenant, TenantId


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


class Accounts(Protocol):
    """Founders' identities and sessions."""

    def sign_up(self, form: SignUp, *, now: datetime) -> FieldRefusal | None: ...
    def confirm(
        self, *, email: str, code: str, password: str, now: datetime
    ) -> FieldRefusal | None: ...
    def send_code_again(self, *, email: str) -> FieldRefusal | None: ...
    def sign_in(
        self, *, email: str, password: str, now: datetime
    ) -> OpenedSession | FieldRefusal: ...
    def forgot(self, *, email: str) -> FieldRefusal | None: ...
    def reset(self, *, email: str, code: str, password: str) -> FieldRefusal | None: ...
    def session(self, token: str, *, now: datetime) -> Session | None: ...
    def sign_out(self, token: str) -> None: ...
    def founders(self, tenant: TenantId) -> tuple[Founder, ...]: ...
    def invite(
        self, tenant: TenantId, *, name: str, email: str, by: FounderId, now: datetime
    ) -> FieldRefusal | None: ...
    def save_tenant(self, tenant: Tenant) -> None: ...
