"""Pulling the customer base from the founder's own Stripe account, and keeping it current.

A pull writes what it read in parts and notes after each how far it came, so a crash, the end of a
function's time or a busy Stripe costs at most one part. What it ends in is an ordinary import. It
must never touch the base by itself: until that import is done, the earlier base stands.
"""

from __future__ import annotations

import logging
import math
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from functions.customer_base.imports.records import SETTLED, ImportStatus, new_import
from functions.customer_base.ports import Files, Tenants
from functions.customer_base.stripe.assemble import (
    FILE_NAMES,
    Exports,
    Known,
    assemble,
    changes_since,
    drop_old,
    drop_parts,
    import_key,
    import_rows,
    load_products,
    part_rows,
    plans_before,
)
from functions.customer_base.stripe.ports import StripeLists, SyncLinks, SyncMessages, SyncRows
from functions.customer_base.stripe.pull import (
    KEY_REFUSED,
    STANDS,
    TOO_MANY,
    Ended,
    Pulling,
    PutOff,
    read_step,
)
from functions.customer_base.stripe.read_again import ReadAgain, read_again
from functions.product.limits import MAX_BYTES, MAX_ROWS
from functions.stripe_source.change import Change
from functions.stripe_source.link import CHANGES_AT_MOST, StripeLink, Sync, SyncPhase
from functions.stripe_source.queue import LONGEST_DELAY_S
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""As long as the function may run: after that another worker may take the sync up."""
STALE = timedelta(hours=3)
"""A sync nobody touched for so long is dead; its messages are in the dead letters by then."""
TIME_TO_READ_S = 600.0
TIME_TO_ASSEMBLE_S = 120.0
"""Assembling a million rows takes minutes, so it begins in a function that is young."""
APPLY_EVERY = timedelta(minutes=1)
"""Each application that changes a row is a whole import and a segment run."""
ROWS_A_MINUTE = 200_000
"""Customers whose import and run take a few seconds; a larger base is imported less often."""
LOOK_AGAIN_S = 15
"""Changes that wait for a sync or an import under way look as often whether it is done."""
ENDED_KEPT = 50
"""More than can end while a message still comes again."""
PRESSED = "sync_"
"""How the id of a sync begins that somebody pressed for; others come by themselves."""
SYNCED_FOR = timedelta(days=3)
"""A night or two may fail before a base stops counting as synced."""

EMPTY = f"There are no customers in this Stripe account yet. {STANDS}"
OUR_FAULT = (
    f"Something went wrong on our side while reading Stripe. {STANDS} We try again tonight; if it "
    "happens twice, write to us."
)


@dataclass(frozen=True, slots=True)
class SyncPorts:
    """What the workflow works with."""

    links: SyncLinks
    rows: SyncRows
    files: Files
    messages: SyncMessages
    account: Callable[[TenantId], StripeLists | None]
    """None where no key is kept."""
    pause: Callable[[float], None]
    elapsed_s: Callable[[], float]
    """Since this function began to run."""
    work: Path


@dataclass(frozen=True, slots=True)
class _Work:
    """One worker at one sync."""

    tenant: TenantId
    ports: SyncPorts
    began: datetime
    folder: Path

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self.ports.elapsed_s())

    def save_progress(self, sync: Sync) -> StripeLink | None:
        """Note how far it came; None when the link was disconnected or somebody took over."""
        now = self.now()
        kept = sync.model_copy(update={"touched_at": now, "worker_until": now + LEASE})
        return self.ports.links.edit(
            self.tenant, lambda link: _with_sync(link, kept) if _same(link, sync) else None
        )


def pull(
    tenant: TenantId, sync_id: str, ports: SyncPorts, *, now: datetime, last_try: bool = False
) -> None:
    """Begin a sync, or go on with it where it was left. A finished or foreign one is left alone."""
    link = ports.links.edit(tenant, lambda found: _claimed(found, sync_id, now))
    if link is None or link.sync is None:
        return
    ports.work.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=ports.work) as folder:
            _go_on(_Work(tenant, ports, now, Path(folder)), link, link.sync)
    except Exception as error:
        # The kind only: a message may quote what Stripe answered.
        log.warning("sync_broke_off", extra={"sync": sync_id, "error": type(error).__name__})
        if last_try:
            _end(tenant, link.sync, OUR_FAULT, ports)
        else:
            ports.links.edit(tenant, lambda found: _freed(found, sync_id))
        raise


def apply_changes(
    tenant: TenantId, ports: SyncPorts, *, now: datetime, last_try: bool = False
) -> None:
    """Apply what webhooks reported since the last full sync; later, if a sync is under way."""
    link = ports.links.load(tenant)
    if link is None:
        return
    if link.sync is not None and not link.sync.full:
        # Changes were taken up before, and that broke off.
        pull(tenant, link.sync.id, ports, now=now, last_try=last_try)
        link = ports.links.load(tenant)
    if link is None or link.changes_due_at is None:
        return
    wait_s = _wait_s(tenant, link, ports.rows, now)
    if wait_s:
        _apply_later(tenant, ports, now=now, wait_s=wait_s)
        return
    sync_id = _next_id(tenant, link, ports)
    taken = ports.links.edit(tenant, lambda found: _taken_up(found, sync_id, now))
    if taken is not None:
        pull(tenant, sync_id, ports, now=now, last_try=last_try)


def nightly_syncs(
    tenants: Tenants, links: SyncLinks, rows: SyncRows, messages: SyncMessages, *, now: datetime
) -> int:
    """Ask for a full sync of every connected tenant; return how many.

    Where Stripe was not read for days, whatever the reason, the base is not synced any more: its
    facts grow old like those of an uploaded one.
    """
    asked = 0
    for tenant in tenants.list_tenants():
        link = links.load(tenant)
        pointer = rows.snapshot(tenant)
        if pointer is not None and pointer.synced and not _current(link, now):
            rows.no_longer_synced(tenant, pointer)
        if link is not None:
            messages.pull(tenant, sync=f"nightly_{now:%Y%m%d}")
            asked += 1
    return asked


def _current(link: StripeLink | None, now: datetime) -> bool:
    read_at = link.synced_at if link is not None else None
    return read_at is not None and now - read_at < SYNCED_FOR


def _claimed(link: StripeLink, sync_id: str, now: datetime) -> StripeLink | None:
    """The link with this sync taken by this worker; None where it is not to be worked on now."""
    sync = link.sync
    if sync is None or sync.id != sync_id:
        if sync_id in link.ended or (sync is not None and _alive(sync, now)):
            return None
        first = SyncPhase.PRODUCTS
        sync = Sync(id=sync_id, phase=first, started_at=now, touched_at=now)
    elif sync.worker_until is not None and now < sync.worker_until:
        return None
    taken = _with_sync(link, sync.model_copy(update={"worker_until": now + LEASE}))
    return taken.model_copy(update={"asked_at": None})


def _taken_up(link: StripeLink, sync_id: str, now: datetime) -> StripeLink | None:
    """The link with its pending changes turned into a sync that nobody works on yet."""
    if link.changes_due_at is None or (link.sync is not None and _alive(link.sync, now)):
        return None
    sync = Sync(id=sync_id, phase=SyncPhase.PRODUCTS, started_at=now, touched_at=now)
    if not sync.full:
        sync = sync.model_copy(update={"phase": SyncPhase.ASSEMBLING})
    return _with_sync(link, sync).model_copy(update={"changes_due_at": None})


def _next_id(tenant: TenantId, link: StripeLink, ports: SyncPorts) -> str:
    """Changes need a full sync under them: without, or when its files expired, there is one.

    It is when more was reported than is stored.
    """
    under = import_key(tenant, link.full_import, "customer")
    ready = bool(link.full_import) and ports.files.size(tenant, under) is not None
    ready = ready and ports.links.count_changes(tenant) <= CHANGES_AT_MOST
    return f"{'changes' if ready else 'full'}_{link.changes_due_at:%Y%m%d%H%M%S}"


def _apply_later(tenant: TenantId, ports: SyncPorts, *, now: datetime, wait_s: int) -> None:
    """Have a message come for the changes that wait."""
    later = now + timedelta(seconds=wait_s)
    ports.links.edit(tenant, lambda found: found.model_copy(update={"changes_due_at": later}))
    ports.messages.apply_changes(tenant, delay_s=wait_s)


def _wait_s(tenant: TenantId, link: StripeLink, rows: SyncRows, now: datetime) -> int:
    """Seconds until changes may be applied.

    Not while a sync or its import is under way, nor at once after the last application.
    """
    newest = rows.load_import(tenant, link.import_id) if link.import_id else None
    settled = newest is None or newest.status in {*SETTLED, ImportStatus.NEEDS_APPROVAL}
    importing = not settled and newest is not None and now - newest.created_at < STALE
    if importing or (link.sync is not None and _alive(link.sync, now)):
        return LOOK_AGAIN_S
    if link.applied_at is None:
        return 0
    pause = APPLY_EVERY * max(1, math.ceil(link.rows / ROWS_A_MINUTE))
    return max(0, math.ceil((link.applied_at + pause - now).total_seconds()))


def _alive(sync: Sync, now: datetime) -> bool:
    return now - sync.touched_at < STALE


def _same(link: StripeLink, sync: Sync) -> bool:
    return link.sync is not None and link.sync.id == sync.id


def _with_sync(link: StripeLink, sync: Sync) -> StripeLink:
    return link.model_copy(update={"sync": sync})


def _ended(link: StripeLink, sync: Sync, **changes: object) -> StripeLink:
    ended = (*link.ended, sync.id)[-ENDED_KEPT:]
    return link.model_copy(update={"sync": None, "asked_at": None, "ended": ended, **changes})


def _freed(link: StripeLink, sync_id: str) -> StripeLink | None:
    if link.sync is None or link.sync.id != sync_id:
        return None
    return _with_sync(link, link.sync.model_copy(update={"worker_until": None}))


def _go_on(work: _Work, link: StripeLink, sync: Sync) -> None:
    """Read until all is read; then import, in a function that has time enough for it."""
    account = None
    if sync.phase is not SyncPhase.ASSEMBLING:
        account = work.ports.account(work.tenant)
        if account is None:
            _end(work.tenant, sync, KEY_REFUSED, work.ports)
            return
        read = _read_all(work, account, sync)
        if read is None:
            return
        sync = read
    if work.ports.elapsed_s() >= TIME_TO_ASSEMBLE_S:
        _put_off(work, PutOff(sync))
        return
    _import(work, link, sync, account)


def _read_all(work: _Work, account: StripeLists, sync: Sync) -> Sync | None:
    """Part by part; None when it ended, was put off, or is somebody else's now."""
    ports = work.ports
    pulling = Pulling(work.tenant, account, ports.files, ports.pause, work.folder)
    while sync.phase is not SyncPhase.ASSEMBLING:
        if ports.elapsed_s() >= TIME_TO_READ_S:
            _put_off(work, PutOff(sync))
            return None
        match read_step(pulling, sync):
            case Ended(problem=problem):
                _end(work.tenant, sync, problem, ports)
                return None
            case PutOff() as later:
                _put_off(work, later)
                return None
            case Sync() as further:
                if work.save_progress(further) is None:
                    drop_parts(work.tenant, further.id, further.parts, files=ports.files)
                    return None
                sync = further
    return sync


def _put_off(work: _Work, later: PutOff) -> None:
    """Let go of the sync and have a message come back for it."""
    kept = later.sync.model_copy(update={"touched_at": work.now(), "worker_until": None})
    link = work.ports.links.edit(
        work.tenant, lambda found: _with_sync(found, kept) if _same(found, kept) else None
    )
    if link is not None:
        work.ports.messages.pull(work.tenant, sync=kept.id, delay_s=later.delay_s)


def _end(tenant: TenantId, sync: Sync, problem: str, ports: SyncPorts) -> None:
    """Record the problem for the founder and drop the parts; the base stays."""
    ports.links.edit(
        tenant, lambda found: _ended(found, sync, problem=problem) if _same(found, sync) else None
    )
    if sync.full:
        drop_parts(tenant, sync.id, sync.parts, files=ports.files)


def _import(work: _Work, link: StripeLink, sync: Sync, account: StripeLists | None) -> None:
    """Put the exports where an upload would be put; from there on it is an ordinary import."""
    changes = _changes(work, link, sync, account)
    exports = _exports(work, link, sync, changes.changes)
    problem = TOO_MANY if exports is None or _too_big(exports) else ""
    if exports is not None and not exports.rows["customer"]:
        problem = EMPTY
    if problem or exports is None:
        _end(work.tenant, sync, problem, work.ports)
        return
    if sync.full or not _is_imported(work, link, exports):
        _put_files(work, link, sync, exports)
    else:
        now = work.now()
        work.ports.links.edit(
            work.tenant,
            lambda found: _ended(found, sync, applied_at=now) if _same(found, sync) else None,
        )
    if changes.left:
        pause = APPLY_EVERY.total_seconds()
        wait_s = math.ceil(min(max(pause, changes.wait_s), LONGEST_DELAY_S))
        _apply_later(work.tenant, work.ports, now=work.now(), wait_s=wait_s)


def _is_imported(work: _Work, link: StripeLink, exports: Exports) -> bool:
    """Whether the newest import holds these very rows: many events change none."""
    if link.digest != exports.digest or not _current(link, work.now()):
        return False
    newest = work.ports.rows.load_import(work.tenant, link.import_id)
    return newest is None or newest.status is not ImportStatus.FAILED


def _put_files(work: _Work, link: StripeLink, sync: Sync, exports: Exports) -> None:
    import_id = f"im_{sync.id}"
    kinds = [kind for kind, count in exports.rows.items() if count]
    attested = link.attested
    record = new_import(
        tenant=work.tenant,
        import_id=import_id,
        file_names=tuple(FILE_NAMES[kind] for kind in kinds),
        created_at=work.now(),
        default_country=link.default_country,
        attestation=attested,
        synced=sync.full or _current(link, work.now()),
        pulled=True,
        pressed=sync.id.startswith(PRESSED),
    )
    work.ports.rows.create_import(work.tenant, record)
    files = work.ports.files
    keys = {kind: import_key(work.tenant, import_id, kind) for kind in kinds}
    # Once all are there the import may be reading them; until then they are put there together.
    if any(files.size(work.tenant, key) is None for key in keys.values()):
        for kind, key in keys.items():
            files.upload(work.tenant, exports.paths[kind], key)
    _finish(work, sync, import_id, exports)


def _changes(work: _Work, link: StripeLink, sync: Sync, account: StripeLists | None) -> ReadAgain:
    """What webhooks reported since the lists were read, with what is in doubt read again."""
    ports, tenant = work.ports, work.tenant
    received_from = sync.started_at if sync.full else link.synced_at or sync.started_at
    found = read_again(
        tenant,
        changes_since(ports.links.changes(tenant), received_from),
        account or ports.account(tenant),
        ports.links,
        read_until=work.now() if sync.full else link.read_until,
        now=work.now,
    )
    reported = {key: one for key, one in found.changes.items() if not one.touched}
    return replace(found, changes=reported)


def _exports(
    work: _Work, link: StripeLink, sync: Sync, changes: Mapping[str, Change]
) -> Exports | None:
    ports, tenant, folder = work.ports, work.tenant, work.folder
    before = import_rows(tenant, link.import_id, "subscription", files=ports.files, work=folder)
    known = Known(
        changes,
        load_products(tenant, files=ports.files, work=folder),
        plans_before(before),
        work.now(),
    )
    sources = {
        kind: part_rows(tenant, sync.id, sync.parts, kind, files=ports.files, work=folder)
        if sync.full
        else import_rows(tenant, link.full_import, kind, files=ports.files, work=folder)
        for kind in FILE_NAMES
    }
    return assemble(sources, known, work=folder, rows_at_most=MAX_ROWS)


def _too_big(exports: Exports) -> bool:
    return any(path.stat().st_size > MAX_BYTES for path in exports.paths.values())


def _finish(work: _Work, sync: Sync, import_id: str, exports: Exports) -> None:
    """Record the import, then delete the parts; a repeated message finds the sync gone."""
    now = work.now()
    # What webhooks reported says nothing about a key that Stripe refused.
    read = {"synced_at": sync.started_at, "read_until": now, "full_import": import_id}
    full = {**read, "problem": ""} if sync.full else {}
    new = {"import_id": import_id, "rows": exports.rows["customer"], "digest": exports.digest}

    def done(link: StripeLink) -> StripeLink | None:
        if not _same(link, sync):
            return None
        made = (*(one for one in link.made if one != import_id), import_id)
        return _ended(link, sync, applied_at=now, made=made, **new, **full)

    link = work.ports.links.edit(work.tenant, done)
    if sync.full:
        drop_parts(work.tenant, sync.id, sync.parts, files=work.ports.files)
        work.ports.links.forget_changes(work.tenant, received_before=sync.started_at)
    if link is not None:
        gone = drop_old(work.tenant, link, rows=work.ports.rows, files=work.ports.files)
        work.ports.links.edit(work.tenant, lambda found: _without(found, gone))


def _without(link: StripeLink, gone: tuple[str, ...]) -> StripeLink:
    return link.model_copy(update={"made": tuple(one for one in link.made if one not in gone)})
