"""Hands out AWS sessions that belong to one tenant: the only door to tenant data.

A session assumes the tenant role with the session tag `tenant`, and refuses, before anything is
sent, every request that would leave that tenant. Nobody else may assume that role or make a client
for the workspace table or the bucket. Credentials live in real time, never in a simulated clock.
"""

from __future__ import annotations

import functools
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.credentials import DeferredRefreshableCredentials
from pynamodb.connection.base import Connection, MetaTable
from pynamodb.connection.table import TableConnection

from tenancy.data.boundary import Boundary
from tenancy.runtime.aws_clients import make_client, new_session
from tenancy.runtime.aws_limits import config_of, limits_of
from tenancy.tenant import TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SESSION_SECONDS = 3600
"""The most AWS allows when one role assumes another, as a Lambda's does (role chaining)."""
_TENANTS_KEPT = 32
"""A warm client is a few megabytes; the least recently used tenant's is dropped beyond this."""


class NoTenant(RuntimeError):  # noqa: N818 - named for what happened
    """Tenant data was touched outside `acting_for`, or for a second tenant inside it. A bug."""


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Where tenant data lives and which role opens it."""

    role_arn: str
    table: str
    bucket: str

    @staticmethod
    def from_environment() -> AccessSettings:
        """Read WARMLINE_TENANT_ROLE_ARN, …_WORKSPACE_TABLE and …_BUCKET. Raises KeyError."""
        return AccessSettings(
            role_arn=os.environ["WARMLINE_TENANT_ROLE_ARN"],
            table=os.environ["WARMLINE_WORKSPACE_TABLE"],
            bucket=os.environ["WARMLINE_BUCKET"],
        )


class _BoundConnection(Connection):
    """PynamoDB's connection on one tenant's session, its client made at once and kept."""

    def __init__(self, session: botocore.session.Session) -> None:
        limits = limits_of("dynamodb")
        super().__init__(
            connect_timeout_seconds=limits.connect_s,
            read_timeout_seconds=limits.read_s,
            # PynamoDB heeds its own count of attempts in its models alone.
            retry_configuration={"total_max_attempts": limits.attempts, "mode": "standard"},
        )
        self._bound_session = session

    @property
    def session(self) -> botocore.session.Session:
        return self._bound_session


def _add_file_transfers(**class_parts: Any) -> None:
    """Imported with the first S3 client: most functions never make one."""
    from boto3.s3.inject import inject_s3_transfer_methods

    inject_s3_transfer_methods(**class_parts)


class TenantSession:
    """One tenant's AWS session and the clients made from it."""

    def __init__(
        self, tenant: TenantId, *, session: botocore.session.Session, boundary: Boundary
    ) -> None:
        self.tenant = tenant
        self.boundary = boundary
        self._session = session
        self._lock = threading.Lock()
        self._table: TableConnection | None = None
        self._s3: S3Client | None = None

    def table_connection(self, meta_table: Callable[[], MetaTable]) -> TableConnection:
        """PynamoDB's connection to the workspace table under this tenant's credentials."""
        with self._lock:
            if self._table is None:
                table = TableConnection(self.boundary.table)
                table.connection = _BoundConnection(self._session)
                table.connection.add_meta_table(meta_table())
                # Making a client is not thread-safe, so it is made here and not at its first use.
                _ = table.connection.client
                self._table = table
            return self._table

    def s3_client(self) -> S3Client:
        """An S3 client that can reach this tenant's prefixes only."""
        with self._lock:
            if self._s3 is None:
                self._s3 = self._new_s3_client()
            return self._s3

    def _new_s3_client(self) -> S3Client:
        config = config_of("s3", signature_version="s3v4")
        client: Any = self._session.create_client("s3", config=config)
        sign_form = client.generate_presigned_post

        def guarded_form(Bucket: str, Key: str, **kwargs: Any) -> Any:  # noqa: N803 - boto's names
            # A form is signed without any event the boundary could listen to.
            self.boundary.check_bucket(Bucket)
            self.boundary.check_key(Key)
            return sign_form(Bucket, Key, **kwargs)

        client.generate_presigned_post = guarded_form
        return cast("S3Client", client)


class TenantAccess:
    """Makes tenant sessions and keeps the most recently used."""

    def __init__(
        self,
        settings: AccessSettings,
        *,
        keep: int = _TENANTS_KEPT,
        wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._keep = keep
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        self._sessions: OrderedDict[TenantId, TenantSession] = OrderedDict()
        self._sts: Any = None

    def session(self, tenant: TenantId) -> TenantSession:
        """This tenant's session; made on first use. Raises ValueError for a malformed id."""
        checked = tenant_id(tenant)
        with self._lock:
            session = self._sessions.get(checked)
            if session is None:
                session = self._new_session(checked)
                self._sessions[checked] = session
                if len(self._sessions) > self._keep:
                    self._sessions.popitem(last=False)
            self._sessions.move_to_end(checked)
            return session

    def _new_session(self, tenant: TenantId) -> TenantSession:
        boundary = Boundary(tenant, self._settings.table, self._settings.bucket)
        session: Any = new_session()
        # botocore has no public way to give a session credentials that refresh themselves.
        session._credentials = DeferredRefreshableCredentials(
            functools.partial(self._assume_role, tenant),
            "warmline-tenant-role",
            time_fetcher=self._wall_clock,
        )

        def refuse_outside(params: dict[str, Any], model: Any, **_: Any) -> None:
            boundary.check(model.service_model.service_name, model.name, params)

        # What boto3's own sessions do: files of any size go up and down in parts.
        session.register("creating-client-class.s3", _add_file_transfers)
        # Last, so that what is checked is what will be serialised and signed.
        session.get_component("event_emitter").register_last(
            "before-parameter-build", refuse_outside
        )
        return TenantSession(tenant, session=session, boundary=boundary)

    def _assume_role(self, tenant: TenantId) -> dict[str, str]:
        if self._sts is None:
            self._sts = make_client("sts")
        answer = self._sts.assume_role(
            RoleArn=self._settings.role_arn,
            RoleSessionName=f"warmline-{tenant}",
            DurationSeconds=_SESSION_SECONDS,
            Tags=[{"Key": "tenant", "Value": tenant}],
        )
        given = answer["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }


_current: ContextVar[TenantSession | None] = ContextVar("warmline_tenant", default=None)


@functools.lru_cache(maxsize=4)
def _access_for(settings: AccessSettings) -> TenantAccess:
    return TenantAccess(settings)


def access_from_environment() -> TenantAccess:
    """Return the process's tenant access for the configured role, table and bucket."""
    return _access_for(AccessSettings.from_environment())


@contextmanager
def acting_for(tenant: TenantId, *, access: TenantAccess | None = None) -> Iterator[TenantSession]:
    """Everything inside touches this tenant's data and nobody else's.

    A new thread starts without a tenant. Nesting is allowed for the same tenant only.
    """
    outer = _current.get()
    if outer is not None and outer.tenant != tenant:
        raise NoTenant("already acting for another tenant")
    session = outer or (access or access_from_environment()).session(tenant)
    token = _current.set(session)
    try:
        yield session
    finally:
        _current.reset(token)


def current_session() -> TenantSession:
    """The session of the tenant being acted for. Raises NoTenant outside `acting_for`."""
    session = _current.get()
    if session is None:
        raise NoTenant("tenant data was touched outside acting_for")
    return session


def s3_client() -> S3Client:
    """An S3 client of the tenant being acted for."""
    return current_session().s3_client()
