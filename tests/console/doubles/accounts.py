"""Founders' accounts in memory: every code is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports.accounts import AppCodeNeeded, AppSecret, OpenedSession, SignUp
from tenancy.data.edit_conflict import EditConflictError
from tenancy.tenant import Founder, FounderId, Role, Tenant, TenantId, tenant_id

TENANT = tenant_id("t_acmeacmeacme")
FOUNDER = FounderId("f_ada")
CODE = "123456"


@dataclass
class Account:
    form: SignUp
    session: Session
    confirmed: bool = False
    password: str = ""


@dataclass
class FakeAccounts:
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)
    contested: bool = False
    """Whether others change a tenant's record faster than anybody can read it."""

    def sign_up(self, form: SignUp, *, source: str, now: datetime) -> FieldRefusal | None:
        if form.email in self.accounts:
            return None
        number = len(self.accounts)
        identity = tenant_id(f"t_{number:012d}") if number else TENANT
        tenant = Tenant(
            identity,
            form.business_name,
            form.time_zone,
            form.language,
            (form.language,),
            form.country,
            form.currency,
        )
        founder = Founder(
            FounderId(f"f_{number}") if number else FOUNDER, identity, form.name, form.email
        )
        self.accounts[form.email] = Account(form, Session(tenant, founder, f"csrf-{number}"))
        return None

    def confirm(
        self, *, email: str, code: str, password: str, source: str, now: datetime
    ) -> FieldRefusal | None:
        if email not in self.accounts or code != CODE:
            return FieldRefusal("That code is not right. Look for the newest email.", "code")
        account = self.accounts[email]
        account.confirmed, account.password = True, password
        return None

    def send_code_again(self, *, email: str, source: str) -> FieldRefusal | None:
        return None

    def sign_in(
        self, *, email: str, password: str, source: str, now: datetime
    ) -> OpenedSession | AppCodeNeeded | FieldRefusal:
        account = self.accounts.get(email)
        if account is None or account.password != password:
            return FieldRefusal("Email and password do not fit together.", "password")
        if not account.confirmed:
            return FieldRefusal("Confirm your email first.", "code")
        if account.session.founder.second_factor:
            return AppCodeNeeded("challenge", email, email)
        return self._opened(email)

    def sign_in_with_app_code(
        self, needed: AppCodeNeeded, *, code: str, source: str, now: datetime
    ) -> OpenedSession | FieldRefusal:
        if code != CODE:
            return FieldRefusal("That is not the code your app shows now.", "code")
        return self._opened(needed.user)

    def _opened(self, email: str) -> OpenedSession:
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = email
        return OpenedSession(token)

    def forgot(self, *, email: str, source: str) -> FieldRefusal | None:
        return None

    def reset(self, *, email: str, code: str, password: str, source: str) -> FieldRefusal | None:
        if email not in self.accounts or code != CODE:
            return FieldRefusal("That code is not right. Look for the newest email.", "code")
        self.accounts[email].password = password
        return None

    def session(self, token: str, *, now: datetime, with_proofs: bool = False) -> Session | None:
        email = self.tokens.get(token)
        return self.accounts[email].session if email else None

    def sign_out(self, token: str) -> None:
        self.tokens.pop(token, None)

    def founders(self, tenant: TenantId) -> tuple[Founder, ...]:
        return tuple(
            a.session.founder for a in self.accounts.values() if a.session.tenant.id == tenant
        )

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
        if email in self.accounts:
            return FieldRefusal("Somebody with this email signs in here already.", "email")
        self.invited.append(email)
        return None

    def edit_tenant(self, tenant: TenantId, change: Callable[[Tenant], Tenant]) -> Tenant:
        if self.contested:
            raise EditConflictError("profile")
        found = next(
            account.session.tenant
            for account in self.accounts.values()
            if account.session.tenant.id == tenant
        )
        after = change(found)
        self.save_tenant(after)
        return after

    def save_tenant(self, tenant: Tenant) -> None:
        """For laying out a test."""
        for account in self.accounts.values():
            if account.session.tenant.id == tenant.id:
                account.session = replace(account.session, tenant=tenant)


@dataclass
class FakeOwnAccounts:
    """Shares the accounts; the app's code is always the same."""

    accounts: FakeAccounts

    def change_password(
        self, founder: Founder, *, current: str, wanted: str, source: str
    ) -> FieldRefusal | None:
        if self._password(founder) != current:
            return FieldRefusal("Email or password is not right.", "password")
        self.accounts.accounts[founder.email].password = wanted
        self.accounts.tokens.clear()
        return None

    def begin_second_factor(
        self, founder: Founder, *, password: str, source: str
    ) -> AppSecret | FieldRefusal:
        if self._password(founder) != password:
            return FieldRefusal("Email or password is not right.", "password")
        return AppSecret("SECRETKEYSECRET2")

    def keep_second_factor(
        self, founder: Founder, *, password: str, code: str, source: str
    ) -> FieldRefusal | None:
        return self._switched(founder, password, code, on=True)

    def end_second_factor(
        self, founder: Founder, *, password: str, code: str, source: str
    ) -> FieldRefusal | None:
        return self._switched(founder, password, code, on=False)

    def _switched(
        self, founder: Founder, password: str, code: str, *, on: bool
    ) -> FieldRefusal | None:
        if self._password(founder) != password:
            return FieldRefusal("Email or password is not right.", "password")
        if code != CODE:
            return FieldRefusal("That is not the code your app shows now.", "code")
        account = self.accounts.accounts[founder.email]
        account.session = replace(account.session, founder=replace(founder, second_factor=on))
        return None

    def _password(self, founder: Founder) -> str:
        return self.accounts.accounts[founder.email].password


@dataclass
class FakeTeam:
    accounts: FakeAccounts
    roles: list[tuple[FounderId, Role]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    refuses: str = ""

    def change_role(
        self, by: Founder, about: FounderId, role: Role, *, now: datetime
    ) -> FieldRefusal | None:
        self.roles.append((about, role))
        return FieldRefusal(self.refuses) if self.refuses else None

    def remove(self, by: Founder, about: FounderId, *, now: datetime) -> Founder | FieldRefusal:
        if self.refuses:
            return FieldRefusal(self.refuses)
        known = self.accounts.accounts
        (gone,) = (one.session.founder for one in known.values() if one.session.founder.id == about)
        del known[gone.email]
        return gone

    def close_sign_in(self, gone: Founder) -> None:
        self.closed.append(gone.email)
