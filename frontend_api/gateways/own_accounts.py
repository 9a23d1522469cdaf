"""A founder's own account and their team on Cognito and the control table."""

from __future__ import annotations

from datetime import datetime

from frontend_api.gateways.accounts import TOO_MANY_TRIES, beside_field
from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.accounts import AppSecret
from tenancy.identity.attempt_limits import AttemptKind, count_attempt
from tenancy.identity.founder_pool import Passwords, SignInRefused
from tenancy.identity.own_account import OwnAccount
from tenancy.identity.team import TeamChange, TeamRefused, TeamRule, change_role, remove_teammate
from tenancy.runtime.clock import Clock
from tenancy.tenant import Founder, FounderId, Role
from tenancy.values.lazy_dataclass import dataclass

_TEAM_WORDS = {
    TeamRule.ONESELF: "This is you. Ask another owner to do it.",
    TeamRule.NOT_AN_OWNER: "Only an owner may do this, and you are none any more.",
    TeamRule.NOT_THERE: "This person does not sign in here any more.",
    TeamRule.CHANGED_MEANWHILE: "Somebody changed this at the same moment. Look again, then retry.",
}


@dataclass(frozen=True, slots=True)
class FounderOwnAccounts:
    """The `OwnAccounts` port. `session_clock` is what sessions are measured by."""

    pool: Passwords
    session_clock: Clock

    def change_password(
        self, founder: Founder, *, current: str, wanted: str, source: str
    ) -> FieldRefusal | None:
        if not self._may(AttemptKind.SIGN_IN, founder, source):
            return TOO_MANY_TRIES
        now = self.session_clock.now()
        refused = self._of(founder).change_password(current=current, wanted=wanted, now=now)
        return beside_field(refused)

    def begin_second_factor(
        self, founder: Founder, *, password: str, source: str
    ) -> AppSecret | FieldRefusal:
        if not self._may(AttemptKind.SIGN_IN, founder, source):
            return TOO_MANY_TRIES
        begun = self._of(founder).begin_second_factor(password)
        if isinstance(begun, SignInRefused):
            return FieldRefusal(begun.words, begun.field)
        return AppSecret(begun.secret)

    def keep_second_factor(
        self, founder: Founder, *, password: str, code: str, source: str
    ) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_TRIED, founder, source):
            return TOO_MANY_TRIES
        kept = self._of(founder).keep_second_factor(password=password, code=code)
        return beside_field(kept)

    def end_second_factor(
        self, founder: Founder, *, password: str, code: str, source: str
    ) -> FieldRefusal | None:
        if not self._may(AttemptKind.CODE_TRIED, founder, source):
            return TOO_MANY_TRIES
        ended = self._of(founder).end_second_factor(password=password, code=code)
        return beside_field(ended)

    def _of(self, founder: Founder) -> OwnAccount:
        return OwnAccount(self.pool, founder)

    def _may(self, kind: AttemptKind, founder: Founder, source: str) -> bool:
        now = self.session_clock.now()
        return count_attempt(kind, address=founder.email, source=source, now=now)


@dataclass(frozen=True, slots=True)
class StoredTeam:
    """The `Team` port."""

    pool: Passwords
    ids: RandomIds

    def change_role(
        self, by: Founder, about: FounderId, role: Role, *, now: datetime
    ) -> FieldRefusal | None:
        return _refusal(change_role(self._change(by, about, now), role))

    def remove(self, by: Founder, about: FounderId, *, now: datetime) -> Founder | FieldRefusal:
        gone = remove_teammate(self._change(by, about, now))
        return gone if isinstance(gone, Founder) else FieldRefusal(_TEAM_WORDS[gone.rule])

    def close_sign_in(self, gone: Founder) -> None:
        self.pool.remove(gone.email)

    def _change(self, by: Founder, about: FounderId, now: datetime) -> TeamChange:
        return TeamChange(by, about, self.ids.new("a"), now)


def _refusal(changed: Founder | TeamRefused) -> FieldRefusal | None:
    return FieldRefusal(_TEAM_WORDS[changed.rule]) if isinstance(changed, TeamRefused) else None
