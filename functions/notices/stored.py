"""Notices that wait: a tenant's, to be spread to its founders, and a founder's, for the day's mail.

Rows hold ids and names of things a founder made, never a customer's name or words. The sweep finds
them by their due time. It decides nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import DeleteError, UpdateError

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


@dataclass(frozen=True, slots=True)
class ClaimedDigest:
    lines: tuple[DigestLine, ...]
    ids: frozenset[str]
    """Of those and of what there is no room for."""
    version: int

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
    with acting_for(tenant):
        notice_item(tenant, notice).save()


def load_notice(tenant: TenantId, key: str) -> Notice | None:
    with acting_for(tenant):
        try:
            item = WorkspaceItem.get(TenantKeys.notices(tenant), key, consistent_read=True)
        except WorkspaceItem.DoesNotExist:
            return None
        return decode_json(Notice, item.document or "{}")


def delete_notice(tenant: TenantId, key: str) -> None:
    with acting_for(tenant):
        WorkspaceItem(TenantKeys.notices(tenant), key).delete()


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
    return ClaimedDigest(shown, ids=ids, version=int(row.version or 0))


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
            row.update(actions=[WorkspaceItem.due_at.set(due_time(morning))])


def put_off_digest(tenant: TenantId, founder: FounderId, *, until: datetime) -> None:
    """Try it again then: the mail could not be handed over."""
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
