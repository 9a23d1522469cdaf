"""How a founder comes in: sign up, confirm the address, sign in, reset, invite a teammate.

A tenant exists from the moment its first address is confirmed, wholly or not at all. Ids, tokens
and passwords nobody knows are made by the caller.
"""

from __future__ import annotations

import dataclasses
import json
from contextlib import suppress
from datetime import datetime, timedelta

from tenancy.data.edit_conflict import EditConflictError
from tenancy.data.patience import SYSTEM_PATIENCE, Patience
from tenancy.data.table import ControlItem
from tenancy.data.transaction import Conflict, Transaction
from tenancy.identity import audit
from tenancy.identity.accounts import (
    control_row,
    edit_tenant,
    founder_email_key,
    founder_email_row,
    founder_row,
    founder_with,
    listed_row,
    same_email,
    tenant_row,
    with_teammate,
)
from tenancy.identity.founder_pool import (
    Access,
    Passwords,
    SecondFactorNeeded,
    SignInRefused,
    SignupRule,
)
from tenancy.identity.sessions import close_all_sessions, close_session, open_session
from tenancy.tenant import Founder, FounderId, Tenant, TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

_WAITS_FOR_CONFIRMATION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a new founder typed, and the ids their tenant will have. The password is not kept."""

    tenant: TenantId
    founder: FounderId
    email: str
    founder_name: str
    business_name: str
    time_zone: str
    country: str
    language: str
    currency: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The session is open."""

    founder: Founder
    token: str
    """Which opens it."""


@dataclass(frozen=True, slots=True)
class Signup:
    """The ways in."""

    pool: Passwords
    patience: Patience = SYSTEM_PATIENCE

    def sign_up(
        self, account: NewAccount, *, unknown_password: str, now: datetime
    ) -> SignInRefused | None:
        """Start an account; a code goes to the address.

        The password is chosen with the code, by the one who reads the mail: a password typed here
        would be a stranger's who signed up with another's address. Of several attempts the newest
        counts, and the answer does not tell whether there is an account.
        """
        email = same_email(account.email)
        refused = self.pool.sign_up(email=email, password=unknown_password)
        if refused is not None and refused.rule is not SignupRule.EMAIL_IN_USE:
            return refused
        _keep_waiting(dataclasses.replace(account, email=email), now=now)
        return None if refused is None else self.pool.send_code_again(email)

    def confirm(
        self, *, email: str, code: str, password: str, now: datetime
    ) -> SignInRefused | None:
        """Take the code from the mail and the founder's password; the tenant exists afterwards."""
        known = same_email(email)
        refused = self.pool.confirm(email=known, code=code)
        if refused is not None:
            return refused
        self._settle(known, now=now)
        return self.pool.set_password(email=known, password=password)

    def send_code_again(self, email: str) -> SignInRefused | None:
        """Say nothing about whether the address waits for one."""
        return self.pool.send_code_again(same_email(email))

    def sign_in(
        self, *, email: str, password: str, secret: str, csrf: str, now: datetime
    ) -> SignedIn | SecondFactorNeeded | SignInRefused:
        """Open a session with `secret` (random, the caller's) if the password is enough."""
        known = same_email(email)
        checked = self.pool.check_password(email=known, password=password)
        if not isinstance(checked, Access):
            return checked
        return self._open(known, secret=secret, csrf=csrf, now=now)

    def sign_in_with_app_code(
        self, needed: SecondFactorNeeded, *, code: str, secret: str, csrf: str, now: datetime
    ) -> SignedIn | SignInRefused:
        """Open a session for whom the pool says the code is of, whatever a form says."""
        checked = self.pool.check_app_code(needed, code=code)
        if isinstance(checked, SignInRefused):
            return checked
        known = same_email(self.pool.address_of(checked))
        return self._open(known, secret=secret, csrf=csrf, now=now)

    def _open(
        self, known: str, *, secret: str, csrf: str, now: datetime
    ) -> SignedIn | SignInRefused:
        # A crash between the confirmation and our own records is made good here.
        founder = founder_with(known) or self._settle(known, now=now)
        if founder is None:
            return SignInRefused(SignupRule.WRONG_PASSWORD)
        return SignedIn(founder, open_session(founder, secret=secret, csrf=csrf, now=now))

    def sign_out(self, token: str) -> None:
        close_session(token)

    def forgot(self, email: str) -> SignInRefused | None:
        """Send a code if there is an account; the answer is the same if there is none."""
        return self.pool.forgot(same_email(email))

    def reset(self, *, email: str, code: str, password: str, now: datetime) -> SignInRefused | None:
        """Set a new password by the code from the mail; every open session ends."""
        known = same_email(email)
        refused = self.pool.reset(email=known, code=code, password=password)
        founder = founder_with(known) if refused is None else None
        if founder is not None:
            close_all_sessions(founder, now=now)
        return refused

    def invite(
        self, teammate: Founder, *, by: FounderId, unknown_password: str, now: datetime
    ) -> SignInRefused | None:
        """Add a teammate; they get a code by mail and choose their own password with it.

        `unknown_password` is random and kept by nobody.
        """
        person = dataclasses.replace(teammate, email=same_email(teammate.email))
        if any(ControlItem.query(founder_email_key(person.email), consistent_read=True)):
            return SignInRefused(SignupRule.ALREADY_A_FOUNDER)
        refused = self.pool.add_confirmed(email=person.email, password=unknown_password)
        # An account of which we know nothing is what an invitation that broke off left behind.
        if refused is not None and refused.rule is not SignupRule.ALREADY_A_FOUNDER:
            return refused
        transaction = Transaction(ControlItem, token=f"invite-{person.id}"[:36])
        for row in (founder_row(person), founder_email_row(person)):
            transaction.save(row, condition=ControlItem.pk.does_not_exist())
        entry = audit.AuditRow(now, by, audit.Action.INVITED, person.id)
        transaction.save(audit.audit_row(person.tenant, entry, id=person.id))
        if isinstance(transaction.commit(self.patience), Conflict):
            return SignInRefused(SignupRule.ALREADY_A_FOUNDER)
        # Pages look up people whose names are not there, so this comes after, and may be lost.
        with suppress(EditConflictError):
            edit_tenant(person.tenant, lambda kept: with_teammate(kept, person.id, person.name))
        return self.pool.forgot(person.email)

    def _settle(self, email: str, *, now: datetime) -> Founder | None:
        """Make the tenant of a confirmed address out of what was kept for it, once."""
        waiting = control_row(founder_email_key(email), "pending")
        if waiting is None:
            return founder_with(email)
        account = NewAccount(**json.loads(waiting.document or ""))
        tenant, founder = _records(account)
        transaction = Transaction(ControlItem, token=f"new-{tenant.id}")
        new = (tenant_row(tenant), founder_row(founder), listed_row(tenant.id))
        for row in (*new, founder_email_row(founder)):
            transaction.save(row, condition=ControlItem.pk.does_not_exist())
        entry = audit.AuditRow(now, founder.id, audit.Action.SIGNED_UP)
        transaction.save(audit.audit_row(tenant.id, entry, id=founder.id))
        transaction.delete(ControlItem(waiting.pk, waiting.sk))
        transaction.commit(self.patience)
        # After a conflict somebody else has just done the same, so the answer is read either way.
        return founder_with(email)


def _keep_waiting(account: NewAccount, *, now: datetime) -> None:
    """Keep the details until the address is confirmed, instead of older ones; none of a founder."""
    if control_row(founder_email_key(account.email), "head") is not None:
        return
    ControlItem(
        founder_email_key(account.email),
        "pending",
        kind="pending",
        document=json.dumps(dataclasses.asdict(account), ensure_ascii=False),
        expires_at=now + _WAITS_FOR_CONFIRMATION,
    ).save()


def _records(account: NewAccount) -> tuple[Tenant, Founder]:
    tenant = Tenant(
        id=tenant_id(account.tenant),
        business_name=account.business_name,
        time_zone=account.time_zone,
        default_language=account.language,
        languages=(account.language,),
        default_country=account.country,
        currency=account.currency,
        team=((account.founder, account.founder_name),),
    )
    founder = Founder(account.founder, tenant.id, account.founder_name, account.email)
    return tenant, founder
