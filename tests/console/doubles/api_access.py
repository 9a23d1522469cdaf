"""API keys and kept answers in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.programs.api_access import MadeKey
from tenancy.api_access.kept_answers import (
    AnotherRequest,
    AnswerKept,
    Claim,
    RequestClaimed,
    RequestName,
    RequestUnfinished,
)
from tenancy.api_access.keys import ApiKey, KeyHolder, key_text
from tenancy.api_access.request_limits import RequestsCounted
from tenancy.api_access.scopes import Scope
from tenancy.tenant import Founder, TenantId
from tests.console.doubles.accounts import FakeAccounts


@dataclass
class FakeApiAccess:
    accounts: FakeAccounts
    made: dict[str, ApiKey] = field(default_factory=dict)
    """The key itself → what is known of it."""
    answers: dict[tuple[str, str], tuple[str, AnswerKept | None]] = field(default_factory=dict)
    limit: int = 10**9
    asked: int = 0

    def keys(self, tenant: TenantId) -> tuple[ApiKey, ...]:
        return tuple(key for key in self.made.values() if key.tenant == tenant)

    def make_key(
        self, by: Founder, *, name: str, scope: Scope, now: datetime
    ) -> MadeKey | FieldRefusal:
        number = f"{len(self.made):020d}"
        text = key_text(by.tenant, number, "s" * 40)
        self.made[text] = ApiKey(number, by.tenant, by.id, name, scope, now)
        return MadeKey(number, text)

    def revoke_key(self, by: Founder, key: str, *, now: datetime) -> FieldRefusal | None:
        for text, known in tuple(self.made.items()):
            if (known.id, known.tenant) == (key, by.tenant):
                del self.made[text]
                return None
        return FieldRefusal("This key was revoked already.")

    def holder(self, text: str) -> KeyHolder | None:
        key = self.made.get(text)
        if key is None:
            return None
        self.made[text] = replace(key, last_used_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
        for account in self.accounts.accounts.values():
            session = account.session
            if session.founder.id == key.founder:
                mine, scoped = session.founder.role, key.scope.role
                role = scoped if mine.covers(scoped) else mine
                return KeyHolder(key, session.tenant, replace(session.founder, role=role))
        return None

    def count_request(self, key: str) -> RequestsCounted:
        self.asked += 1
        return RequestsCounted(self.limit, self.asked, 30)

    def claim_request(self, name: RequestName) -> Claim:
        place = (f"{name.tenant}{name.key}", name.idempotency_key)
        if place not in self.answers:
            self.answers[place] = (name.fingerprint, None)
            return RequestClaimed()
        fingerprint, answer = self.answers[place]
        if fingerprint != name.fingerprint:
            return AnotherRequest()
        return answer or RequestUnfinished()

    def keep_answer(self, name: RequestName, answer: AnswerKept) -> None:
        place = (f"{name.tenant}{name.key}", name.idempotency_key)
        self.answers[place] = (name.fingerprint, answer)

    def release_request(self, name: RequestName) -> None:
        del self.answers[f"{name.tenant}{name.key}", name.idempotency_key]
