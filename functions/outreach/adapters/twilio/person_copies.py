"""Deletes what Twilio keeps of messages, calls and recordings with one person.

A message is deleted, not redacted: redacting empties the body and leaves the person's number. Must
never delete what another tenant of the same account exchanged with the number.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from functions.erasure.ports import DeletedCopies
from functions.outreach.adapters.twilio.recordings import delete_recording, delete_recordings
from tenancy.tenant import TenantId

if TYPE_CHECKING:
    from twilio.rest import Client

DELETED_AT_MOST = 100
"""In one try, which has a minute: the rest waits for the next."""
_GONE = 404
_CALL, _RECORDING = "CA", "RE"


class TwilioCopies:
    """A `ProviderCopies` port. `own_numbers` are the tenant's senders, without a prefix."""

    def __init__(
        self, *, client: Callable[[], Client], own_numbers: Callable[[TenantId], Iterable[str]]
    ) -> None:
        self._client = client
        self._own_numbers = own_numbers

    def delete(
        self, tenant: TenantId, *, ids: Iterable[str], numbers: Iterable[str]
    ) -> DeletedCopies:
        """What Twilio will not delete yet, since it is still under way, is returned as waiting."""
        named = dict.fromkeys(ids)
        wanted = tuple(numbers)
        if not named and not wanted:
            return DeletedCopies(0, ())
        client = self._client()
        own = tuple(dict.fromkeys(self._own_numbers(tenant)))
        named |= dict.fromkeys(_between(client, own, wanted, at_most=DELETED_AT_MOST))
        now, later = list(named)[:DELETED_AT_MOST], list(named)[DELETED_AT_MOST:]
        kept = [one for one in now if not _deleted(client, one)]
        return DeletedCopies(len(now) - len(kept), (*kept, *later))


def _between(
    client: Client, own: tuple[str, ...], theirs: tuple[str, ...], *, at_most: int
) -> Iterator[str]:
    """Ids of messages and calls between our numbers and the person's, in both directions."""
    for ours, person in itertools.product(own, theirs):
        for to, sender in ((person, ours), (ours, person)):
            for prefix in ("", "whatsapp:"):
                for message in client.messages.list(
                    to=f"{prefix}{to}", from_=f"{prefix}{sender}", limit=at_most
                ):
                    yield str(message.sid)
            for call in client.calls.list(to=to, from_=sender, limit=at_most):
                yield str(call.sid)


def _deleted(client: Client, sid: str) -> bool:
    """Whether it is gone now, also because it was before; a call with what was recorded of it."""
    from twilio.base.exceptions import TwilioRestException

    if sid.startswith(_RECORDING):
        return delete_recording(client, sid)
    if sid.startswith(_CALL) and not delete_recordings(client, sid):
        return False
    resource: Any = client.calls(sid) if sid.startswith(_CALL) else client.messages(sid)
    try:
        resource.delete()
    except TwilioRestException as refused:
        return bool(refused.status == _GONE)
    return True
