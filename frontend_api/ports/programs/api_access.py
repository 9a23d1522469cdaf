"""API keys, their limits, and answers kept for requests that are sent twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from tenancy.api_access.kept_answers import AnswerKept, Claim, RequestName
    from tenancy.api_access.keys import ApiKey, KeyHolder
    from tenancy.api_access.request_limits import RequestsCounted
    from tenancy.api_access.scopes import Scope
    from tenancy.tenant import Founder, TenantId


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that was just made. `text` is shown once and kept nowhere."""

    id: str
    text: str


class ApiAccess(Protocol):
    """How programs come in. Keys are made and revoked by an owner only."""

    def keys(self, tenant: TenantId) -> tuple[ApiKey, ...]: ...
    def make_key(
        self, by: Founder, *, name: str, scope: Scope, now: datetime
    ) -> MadeKey | FieldRefusal: ...
    def revoke_key(self, by: Founder, key: str, *, now: datetime) -> FieldRefusal | None: ...
    def holder(self, text: str) -> KeyHolder | None:
        """Whose key this is; noted as used."""
        ...

    def count_request(self, key: str) -> RequestsCounted: ...
    def claim_request(self, name: RequestName) -> Claim: ...
    def keep_answer(self, name: RequestName, answer: AnswerKept) -> None: ...
    def release_request(self, name: RequestName) -> None:
        """What was claimed was not done, and may be asked for again."""
        ...
