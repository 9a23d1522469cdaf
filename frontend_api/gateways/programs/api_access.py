"""API keys on the control table, and kept answers in the workspace. Makes the random part of a key.

Measured by the clock that nobody moves, as sessions are. Must never keep or log a key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.programs.api_access import MadeKey
from tenancy.api_access.kept_answers import AnswerKept, Claim, RequestName
from tenancy.api_access.kept_answers import claim_request as claim
from tenancy.api_access.kept_answers import keep_answer as keep
from tenancy.api_access.kept_answers import release_request as release
from tenancy.api_access.keys import (
    MOST_KEYS,
    ApiKey,
    KeyHolder,
    KeyRule,
    find_holder,
    key_text,
    list_keys,
    make_key,
    revoke_key,
)
from tenancy.api_access.request_limits import RequestsCounted
from tenancy.api_access.request_limits import count_request as count
from tenancy.api_access.scopes import Scope
from tenancy.runtime.clock import Clock
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import Founder, TenantId
from tenancy.values.lazy_dataclass import dataclass

_WORDS = {
    KeyRule.TOO_MANY: f"There are {MOST_KEYS} keys already. Revoke one that nobody uses.",
    KeyRule.NOT_THERE: "This key was revoked already.",
}


@dataclass(frozen=True, slots=True)
class StoredApiAccess:
    """The `ApiAccess` port."""

    ids: RandomIds
    hash_keys: Callable[[], KeyRing]
    """Those that are never taken away: a key outlives a change of them."""
    clock: Clock

    def keys(self, tenant: TenantId) -> tuple[ApiKey, ...]:
        return list_keys(tenant)

    def make_key(
        self, by: Founder, *, name: str, scope: Scope, now: datetime
    ) -> MadeKey | FieldRefusal:
        key = ApiKey(self._random(), by.tenant, by.id, name, scope, now)
        text = key_text(by.tenant, key.id, self._random() + self._random())
        refused = make_key(key, text, hash_keys=self.hash_keys(), audit_id=self.ids.new("a"))
        if refused is not None:
            return FieldRefusal(_WORDS[refused], "name")
        return MadeKey(key.id, text)

    def _random(self) -> str:
        return self.ids.new("x").removeprefix("x_")

    def revoke_key(self, by: Founder, key: str, *, now: datetime) -> FieldRefusal | None:
        refused = revoke_key(by.tenant, key, by=by.id, audit_id=self.ids.new("a"), now=now)
        return None if refused is None else FieldRefusal(_WORDS[refused])

    def holder(self, text: str) -> KeyHolder | None:
        return find_holder(text, hash_keys=self.hash_keys(), now=self.clock.now())

    def count_request(self, key: str) -> RequestsCounted:
        return count(key, now=self.clock.now())

    def claim_request(self, name: RequestName) -> Claim:
        return claim(name, now=self.clock.now())

    def keep_answer(self, name: RequestName, answer: AnswerKept) -> None:
        keep(name, answer, now=self.clock.now())

    def release_request(self, name: RequestName) -> None:
        release(name, now=self.clock.now())
