"""The console's real wiring on an empty AWS account, and one person at its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from frontend_api import wiring
from frontend_api.ports import Ports
from tenancy.data.credentials import acting_for
from tenancy.data.table import ControlItem, WorkspaceItem
from tenancy.identity.founder_pool import (
    Access,
    SecondFactorNeeded,
    SignInRefused,
    SignupRule,
)
from tenancy.runtime.http import HttpResponse
from tenancy.tenant import TenantId
from tests.cloud_account import cloud_account
from tests.console.doubles.stores.filled_tenant import AnsweringBase, fill_stores
from tests.console.fakes import CODE
from tests.console.visits import Visit, location, text
from tests.deployment_secrets import PREFIX, put_secrets

_REGION = "eu-west-1"
CONSOLE = "http://127.0.0.1:8400"


@contextmanager
def deployed_console(
    *, prefix: str = PREFIX, stripe_url: str = "", secrets: dict[str, dict[str, str]] | None = None
) -> Iterator[None]:
    """The environment of the console inside an empty account."""
    put_secrets(prefix=prefix, **(secrets or {}))
    sqs = boto3.client("sqs", _REGION)
    fifo = sqs.create_queue(QueueName="replies.fifo", Attributes={"FifoQueue": "true"})
    variables = {
        "WARMLINE_CONSOLE_URL": CONSOLE,
        "WARMLINE_HOOKS_URL": "http://127.0.0.1:8401",
        "WARMLINE_STAGE": "test",
        "WARMLINE_QUERY_FUNCTION": "warmline-test-query",
        "WARMLINE_SEND_CODE_FUNCTION": "warmline-test-send-code",
        "WARMLINE_SECRETS_PREFIX": prefix,
        "WARMLINE_STRIPE_URL": stripe_url,
        "WARMLINE_MAIL_DOMAIN": "mail.example.com",
        "WARMLINE_IMPORTS_QUEUE_URL": sqs.create_queue(QueueName="imports")["QueueUrl"],
        "WARMLINE_SEGMENTS_QUEUE_URL": sqs.create_queue(QueueName="segments")["QueueUrl"],
        "WARMLINE_REPLIES_QUEUE_URL": fifo["QueueUrl"],
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        wiring._client.cache_clear()
        yield
    wiring._client.cache_clear()


class OpenPool:
    """Founders' passwords in memory; the code is always the same. Cognito itself is not here."""

    def __init__(self) -> None:
        self.passwords: dict[str, str] = {}

    def sign_up(self, *, email: str, password: str) -> SignInRefused | None:
        self.passwords[email] = password
        return None

    def confirm(self, *, email: str, code: str) -> SignInRefused | None:
        return None if code == CODE else SignInRefused(SignupRule.WRONG_CODE)

    def send_code_again(self, email: str) -> SignInRefused | None:
        return None

    def check_password(
        self, *, email: str, password: str
    ) -> Access | SecondFactorNeeded | SignInRefused:
        right = self.passwords.get(email) == password
        return Access(email) if right else SignInRefused(SignupRule.WRONG_PASSWORD)

    def check_app_code(self, needed: SecondFactorNeeded, *, code: str) -> Access | SignInRefused:
        return SignInRefused(SignupRule.WRONG_APP_CODE)

    def address_of(self, access: Access) -> str:
        return access.token

    def new_authenticator(self, access: Access) -> str:
        return "SECRETKEY"

    def keep_authenticator(self, access: Access, *, code: str) -> SignInRefused | None:
        return SignInRefused(SignupRule.WRONG_APP_CODE)

    def drop_authenticator(self, access: Access) -> None:
        """No app is ever connected."""

    def remove(self, email: str) -> None:
        self.passwords.pop(email, None)

    def forgot(self, email: str) -> SignInRefused | None:
        return None

    def reset(self, *, email: str, code: str, password: str) -> SignInRefused | None:
        self.passwords[email] = password
        return None

    def add_confirmed(self, *, email: str, password: str) -> SignInRefused | None:
        self.passwords[email] = password
        return None

    def set_password(self, *, email: str, password: str) -> SignInRefused | None:
        self.passwords[email] = password
        return None


class Browser:
    """One person at the console; what answers is what the Lambda would answer."""

    def __init__(self, ports: Ports) -> None:
        self.visit = Visit(ports)

    def ask(self, address: str) -> str:
        return self._read(self.visit.get(address))

    def send(self, page: str, action: str, /, **form: str | tuple[str, ...]) -> str:
        return self._read(self.visit.send(page, action, **form))

    @staticmethod
    def _read(response: HttpResponse) -> str:
        assert response.status < 400, text(response)
        return f"→{location(response)}" if response.status == 303 else text(response)


@contextmanager
def visited_console() -> Iterator[tuple[Browser, TenantId]]:
    """Signed in at a tenant with the sample rows; what a first look keeps is kept."""
    with cloud_account(), deployed_console():
        ports = wiring.AwsPorts(OpenPool())
        found = Browser(ports)
        me = {"email": "founder@example.com", "password": "Sample-passw0rd-1"}
        names = {"name": "Sample Founder", "business_name": "Sampleboard", "country": "US"}
        zone = {"time_zone": "America/New_York", "email": me["email"]}
        found.send("/sign-up", "/sign-up", **names, **zone)
        found.send("/confirm", "/confirm", **me, code=CODE)
        found.send("/sign-in", "/sign-in", **me)
        session = ports.accounts.session(
            found.visit.cookies["warmline_session"], now=ports.clock.now()
        )
        assert session is not None
        tenant = session.tenant.id
        fill_stores(tenant, session.founder.id, now=ports.clock.now())
        wiring._client("lambda").meta.events.register_first(
            "before-call.lambda.Invoke", AnsweringBase().answer
        )
        # The first look keeps the starters, once in a tenant's life, and which lines were shown.
        for first in ("/knowledge", "/playbooks/upsell/en", "/playbooks/upsell/en/read?at=0"):
            found.ask(first)
        yield found, tenant


@contextmanager
def counted_requests(tenant: TenantId) -> Iterator[Counter[str]]:
    """Calls to DynamoDB by operation, as they are sent."""
    made: Counter[str] = Counter()

    def count(model: object, **_: object) -> None:
        made[model.name] += 1  # type: ignore[attr-defined]

    with acting_for(tenant):
        clients = {
            id(table._get_connection().connection.client.meta.events): table
            for table in (WorkspaceItem, ControlItem)
        }
        emitters = [t._get_connection().connection.client.meta.events for t in clients.values()]
    for events in emitters:
        events.register("before-call.dynamodb", count)
    try:
        yield made
    finally:
        for events in emitters:
            events.unregister("before-call.dynamodb", count)
