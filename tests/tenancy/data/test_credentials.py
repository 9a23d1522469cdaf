"""Sessions: the tag they carry, their refresh before expiry, and how many are kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from tenancy.data.credentials import (
    AccessSettings,
    NoTenant,
    TenantAccess,
    acting_for,
    current_session,
)
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import tenant_id

A = tenant_id("t_aaaaaaaaaaaa")
B = tenant_id("t_bbbbbbbbbbbb")
C = tenant_id("t_cccccccccccc")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class _Account:
    """AWS's end of the wire: hands out numbered keys, and keeps who signed what."""

    def __init__(self) -> None:
        self.now = START
        self.assumed: list[dict[str, str]] = []
        self.signed_with: list[str] = []

    def answer(self, body: str, authorization: str) -> str:
        if "AssumeRole" not in body:
            self.signed_with.append(authorization.partition("Credential=")[2].partition("/")[0])
            return "{}"
        self.assumed.append({name: values[0] for name, values in parse_qs(body).items()})
        number = len(self.assumed)
        expires = (self.now + timedelta(hours=1)).isoformat()
        return (
            "<AssumeRoleResponse><AssumeRoleResult><Credentials>"
            f"<AccessKeyId>KEY{number}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            f"<SessionToken>t</SessionToken><Expiration>{expires}</Expiration>"
            "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Account]:
    account = _Account()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            content = account.answer(body, self.headers["Authorization"]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Tests print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "function",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_address[1]}",
        "WARMLINE_WORKSPACE_TABLE": "workspace",
    }.items():
        monkeypatch.setenv(name, value)
    yield account
    server.shutdown()
    server.server_close()
    thread.join()


def _access(account: _Account, *, keep: int = 8) -> TenantAccess:
    settings = AccessSettings("arn:aws:iam::123456789012:role/tenant", "workspace", "bucket")
    return TenantAccess(settings, keep=keep, wall_clock=lambda: account.now)


def _touch(access: TenantAccess, tenant: str) -> None:
    checked = tenant_id(tenant)
    with acting_for(checked, access=access):
        WorkspaceItem(TenantKeys.settings(checked), "rules").save()


def test_a_session_carries_the_tenant_as_its_tag_and_an_hour_of_life(account: _Account) -> None:
    _touch(_access(account), A)
    [asked] = account.assumed
    assert asked["RoleArn"] == "arn:aws:iam::123456789012:role/tenant"
    assert asked["Tags.member.1.Key"] == "tenant"
    assert asked["Tags.member.1.Value"] == A
    assert "Tags.member.2.Key" not in asked
    assert asked["DurationSeconds"] == "3600"


def test_each_tenants_requests_are_signed_with_its_own_keys(account: _Account) -> None:
    access = _access(account)
    for tenant in (A, B, A, B):
        _touch(access, tenant)
    assert account.signed_with == ["KEY1", "KEY2", "KEY1", "KEY2"]


def test_keys_are_renewed_well_before_they_expire(account: _Account) -> None:
    access = _access(account)
    _touch(access, A)
    account.now += timedelta(minutes=40)
    _touch(access, A)
    account.now += timedelta(minutes=10)
    _touch(access, A)
    assert account.signed_with == ["KEY1", "KEY1", "KEY2"]


def test_the_least_recently_used_tenant_is_dropped_first(account: _Account) -> None:
    access = _access(account, keep=2)
    for tenant in (A, B, A, C, A, B):
        _touch(access, tenant)
    assert [asked["Tags.member.1.Value"] for asked in account.assumed] == [A, B, C, B]


def test_a_thread_starts_without_a_tenant(account: _Account) -> None:
    found: list[type[BaseException]] = []

    def look() -> None:
        try:
            current_session()
        except NoTenant as error:
            found.append(type(error))

    with acting_for(A, access=_access(account)):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert found == [NoTenant]


def test_the_tenant_is_forgotten_when_its_work_fails(account: _Account) -> None:
    with pytest.raises(ZeroDivisionError), acting_for(A, access=_access(account)):
        raise ZeroDivisionError
    with pytest.raises(NoTenant):
        current_session()
