"""Notices that wait: a tenant's, to be spread to its founders, and a founder's, for the day's mail.

Rows hold ids and names of things a founder made, never a customer's name or words. The sweep finds
them by their due time. It decides nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import DeleteError, PutError, UpdateError
from pynamodb.expressions.update import Action

from functions.notices.kinds import Notice
from tenancy.data.credentials import acting_for
from tenancy.data.due_index import due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import FounderId, TenantId
from tenancy.values.json_text import decode_json, encode_json
from tenancy.values.lazy_dataclass import dataclass

LINES_AT_MOST = 200
"""Of one day's mail; what is more stays in the console, and the mail says how many."""
LEASE = timedelta(minutes=15)
"""How long one worker has for a mail before another may begin it again."""
TRIES_AT_MOST = 8
"""Of a tenant's notice, and of one mail of the day; with waits that double, about a day."""
FIRST_WAIT = timedelta(minutes=10)
"""Between the first two tries; longer than a worker may run."""
REMEMBERED = timedelta(days=30)
"""How long a notice that was sent is known, so that noticing it again mails nobody."""
_LOST = "ConditionalCheckFailedException"


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing of a founder's day."""

    id: str
    name: str
    at: datetime
    conversation: str = ""
    text: str = ""
    """Where there is no conversation: what the mail would have had as its subject."""
    link: str = ""
    """And the page of the console it leads to."""


@dataclass(frozen=True, slots=True)
class ClaimedNotice:
    notice: Notice
    tries: int
    """This one included."""


@dataclass(frozen=True, slots=True)
class ClaimedDigest:
    lines: tuple[DigestLine, ...]
    ids: frozenset[str]
    """Of those and of what there is no room for."""
    version: int
    tries: int
    """Of this mail, this one included."""

    @property
    def more(self) -> int:
        """How many there is no room for."""
        return len(self.ids) - len(self.lines)


def notice_key(notice: Notice) -> str:
    return f"notice#{notice.name}#{notice.id}"


def digest_key(founder: FounderId) -> str:
    return f"digest#{founder}"


def notice_item(tenant: TenantId, notice: Notice) -> WorkspaceItem:
    """The row, for the transaction of what happened."""
    return WorkspaceItem(
        pk=TenantKeys.notices(tenant),
        sk=notice_key(notice),
        kind="notice",
        document=encode_json(notice),
        due_shard=due_shard(notice.id),
        due_at=due_time(notice.at),
    )


def save_notice(tenant: TenantId, notice: Notice) -> None:
    """Noticed again is nothing new, also after it was sent."""
    with acting_for(tenant):
        try:
            notice_item(tenant, notice).save(WorkspaceItem.pk.does_not_exist())
        except PutError as known:
            if known.cause_response_code != _LOST:
                raise


def wait_after(tries: int) -> timedelta:
    """How long the next try waits after so many."""
    doublings = min(tries, TRIES_AT_MOST) - 1
    return FIRST_WAIT * (1 << doublings)


def claim_notice(tenant: TenantId, key: str, *, now: datetime) -> ClaimedNotice | None:
    """Take a notice for one try; None if it is not due, or another worker has it.

    The next try is due after this one's wait, whatever becomes of this worker.
    """
    with acting_for(tenant):
        try:
            row = WorkspaceItem.get(TenantKeys.notices(tenant), key, consistent_read=True)
        except WorkspaceItem.DoesNotExist:
            return None
        tries = int(row.version or 0) + 1
        wait = wait_after(tries)
        counted = WorkspaceItem.version == row.version
        if row.version is None:
            counted = WorkspaceItem.version.does_not_exist()
        try:
            row.update(
                actions=[
                    WorkspaceItem.version.set(tries),
                    WorkspaceItem.due_at.set(due_time(now + wait)),
                ],
                condition=counted & (WorkspaceItem.due_at <= due_time(now)),
            )
        except UpdateError as lost:
            if lost.cause_response_code != _LOST:
                raise
            return None
        return ClaimedNotice(decode_json(Notice, row.document or "{}"), tries)


def keep_mailed(tenant: TenantId, notice: Notice) -> None:
    """Store whom the notice reached, so that another try passes them over."""
    with acting_for(tenant):
        WorkspaceItem(TenantKeys.notices(tenant), notice_key(notice)).update(
            actions=[WorkspaceItem.document.set(encode_json(notice))],
            condition=WorkspaceItem.pk.exists(),
        )


def finish_notice(tenant: TenantId, notice: Notice, *, now: datetime) -> None:
    """Due no more, and remembered for a time."""
    with acting_for(tenant):
        WorkspaceItem(TenantKeys.notices(tenant), notice_key(notice)).update(
            actions=[
                WorkspaceItem.due_shard.remove(),
                WorkspaceItem.due_at.remove(),
                WorkspaceItem.expires_at.set(now + REMEMBERED),
            ]
        )


def add_line(tenant: TenantId, founder: FounderId, line: DigestLine, *, morning: datetime) -> None:
    """Keep a line for the mail of that morning; twice is once."""
    key = TenantKeys.notices(tenant)
    with acting_for(tenant):
        WorkspaceItem(
            pk=key, sk=f"{_prefix(founder)}{line.id}", kind="line", document=encode_json(line)
        ).save()
        # After its line, so that a mail without lines is never due.
        WorkspaceItem(key, digest_key(founder)).update(
            actions=[
                WorkspaceItem.kind.set("digest"),
                WorkspaceItem.version.add(1),
                WorkspaceItem.due_shard.set(due_shard(founder)),
                WorkspaceItem.due_at.set(WorkspaceItem.due_at | due_time(morning)),
            ]
        )


def claim_digest(tenant: TenantId, founder: FounderId, *, now: datetime) -> ClaimedDigest | None:
    """Take the day's mail if it is due; None if it is not, or another worker has it."""
    key = TenantKeys.notices(tenant)
    with acting_for(tenant):
        row = WorkspaceItem(key, digest_key(founder))
        try:
            row.update(
                actions=[
                    WorkspaceItem.version.add(1),
                    WorkspaceItem.counter.add(1),
                    WorkspaceItem.due_at.set(due_time(now + LEASE)),
                ],
                condition=WorkspaceItem.due_at <= due_time(now),
            )
        except UpdateError as lost:
            if lost.cause_response_code != _LOST:
                raise
            return None
        found = sorted(_lines(tenant, founder), key=lambda line: (line.at, line.id))
    shown = tuple(found[:LINES_AT_MOST])
    ids = frozenset(line.id for line in found)
    return ClaimedDigest(shown, ids=ids, version=int(row.version or 0), tries=int(row.counter or 0))


def finish_digest(
    tenant: TenantId, founder: FounderId, claimed: ClaimedDigest, *, morning: datetime
) -> None:
    """Forget what was sent. A line that came meanwhile is for the next morning."""
    key = TenantKeys.notices(tenant)
    with acting_for(tenant):
        with WorkspaceItem.batch_write() as batch:
            for line in sorted(claimed.ids):
                batch.delete(WorkspaceItem(key, f"{_prefix(founder)}{line}"))
        row = WorkspaceItem(key, digest_key(founder))
        try:
            row.delete(condition=WorkspaceItem.version == claimed.version)
        except DeleteError as lost:
            if lost.cause_response_code != _LOST:
                raise
            following: list[Action] = [WorkspaceItem.due_at.set(due_time(morning))]
            row.update(actions=[*following, WorkspaceItem.counter.remove()])


def put_off_digest(tenant: TenantId, founder: FounderId, *, until: datetime) -> None:
    """Try it again then: the mail was perhaps not handed over."""
    with acting_for(tenant):
        WorkspaceItem(TenantKeys.notices(tenant), digest_key(founder)).update(
            actions=[WorkspaceItem.due_at.set(due_time(until))]
        )


def _prefix(founder: FounderId) -> str:
    return f"line#{founder}#"


def _lines(tenant: TenantId, founder: FounderId) -> list[DigestLine]:
    rows = WorkspaceItem.query(
        TenantKeys.notices(tenant),
        WorkspaceItem.sk.startswith(_prefix(founder)),
        consistent_read=True,
    )
    return [decode_json(DigestLine, row.document or "{}") for row in rows]
