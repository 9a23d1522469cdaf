"""The console's real wiring on an empty AWS account: a founder's first day, page by page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from frontend_api import wiring
from frontend_api.gateways.address_proofs import LambdaCodes, StoredAddressProofs
from frontend_api.gateways.ids import new_code
from functions.customer_base.imports.records import ImportRecord, ImportStatus
from tenancy.data.bucket import TenantBucket, upload_file
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId, tenant_id
from tests.cloud_account import cloud_account
from tests.console.fake_proofs import FakeSendCode
from tests.console.fakes import CODE
from tests.console.gateways.deployed_console import Browser, OpenPool, deployed_console
from tests.console.visits import text


@pytest.fixture(scope="module")
def _account() -> Iterator[None]:
    with cloud_account(), deployed_console():
        yield


@pytest.mark.usefixtures("_account")
@pytest.mark.slow
def test_a_founders_first_day_on_the_real_wiring() -> None:
    ports, codes = wiring.AwsPorts(OpenPool()), FakeSendCode(function="warmline-test-send-code")
    ports.proofs = StoredAddressProofs(
        mail_domain="mail.example.com",
        keys=lambda: KeyRing(bytes(32)),
        codes=LambdaCodes(codes, codes.function),
        new_code=new_code,
    )
    founder = Browser(ports)
    me = {"email": "founder@example.com", "password": "Sample-passw0rd-1"}
    founder.send(
        "/sign-up",
        "/sign-up",
        name="Sample Founder",
        business_name="Sampleboard",
        country="US",
        time_zone="America/New_York",
        email=me["email"],
    )
    founder.send("/confirm", "/confirm", **me, code=CODE)
    assert founder.send("/sign-in", "/sign-in", **me) == "→/"
    assert "Getting to launch" in founder.ask("/")

    founder.send("/offers/new", "/offers/new", **_offer())
    assert "Reports Plus" in founder.ask("/offers")
    assert ">Draft<" in founder.ask("/playbooks/upsell/en")
    read, place = "/playbooks/upsell/en/read?all=1", 0
    while "Approve all" not in (page := founder.ask(f"{read}&at={place}")):
        place += 1
    seen = tuple(re.findall(r'name="seen" value="([^"]+)"', page))
    founder.send(read, "/playbooks/upsell/en/approve-all", seen=seen)
    assert ">Draft<" not in founder.ask("/playbooks/upsell/en?show=draft")
    founder.send("/bandwidth", "/bandwidth", **_bandwidth())
    founder.send("/channels", "/channels/sms", address="+1 202 555 0123", a2p_campaign="CM1")
    assert "We sent a code to <strong>+12025550123" in founder.ask("/channels")
    arrived = codes.arrived[-1]
    assert arrived["to"] == "+12025550123"
    founder.send("/channels", "/channels/sms/code", code=arrived["code"])
    assert 'value="+12025550123"' in founder.ask("/channels")
    ticket = json.loads(
        founder.send("/customers", "/customers/imports", file_name="a.csv", default_country="US")
    )
    assert ticket["uploads"][0]["fields"]["key"].endswith(f"{ticket['import']}/1.csv")
    founder.send("/customers", f"/customers/imports/{ticket['import']}/start")
    sample = founder.send("/customers", "/customers/sample").removeprefix("→")
    assert "Waiting for the files" in founder.ask(sample.partition("?")[0])
    owner = tenant_id(ticket["uploads"][0]["fields"]["key"].split("/")[1])
    _one_more_file(founder, owner, sample.partition("?")[0])

    founder.send("/rehearsal", "/rehearsal/begin", motion="upsell", language="en")
    talk = founder.send(
        "/rehearsal", "/rehearsal/say", motion="upsell", language="en", text="What does it cost?"
    )
    assert talk.startswith("→/rehearsal")
    assert "understood: asks for the price" in founder.ask("/rehearsal?motion=upsell&language=en")
    for page in ("/knowledge", "/campaigns", "/conversations", "/bookings", "/billing", "/audit"):
        assert "<h1>" in founder.ask(page)
    assert json.loads(founder.ask("/api/v1/offers"))["items"][0]["name"] == "Reports Plus"
    feed = re.search(r'value="http://127.0.0.1:8400(/calendar/[^"]+)"', founder.ask("/bandwidth"))
    assert feed
    assert "BEGIN:VCALENDAR" in Browser(founder.visit.ports).ask(feed.group(1))
    assert founder.send("/", "/sign-out") == "→/sign-in?done=signed-out"
    assert founder.ask("/").startswith("→/sign-in")


def _one_more_file(founder: Browser, owner: TenantId, page: str) -> None:
    """Added to an import that is done: one form, and the file that is there already stays there."""
    sample = page.rpartition("/")[2]
    with acting_for(owner):
        item = WorkspaceItem.get(TenantKeys.imports(owner), sample)
        record = ImportRecord.model_validate_json(item.document or "")
        finished = record.model_copy(update={"status": ImportStatus.DONE})
        item.update(actions=[WorkspaceItem.document.set(finished.model_dump_json())])
    more = {"file_name": "more.csv", "default_country": "US", "add_to": sample}
    ticket = json.loads(founder.send(page, "/customers/imports", **more))
    assert [form["fields"]["key"].rpartition("/")[2] for form in ticket["uploads"]] == ["2.csv"]
    assert "more.csv" in founder.ask("/customers")
    with acting_for(owner):
        TenantBucket().delete(upload_file(owner, sample, 1))
    refused = founder.visit.send(page, "/customers/imports", **more)
    assert "deleted after 7 days" in text(refused)


def _offer() -> dict[str, str]:
    return {
        "name": "Reports Plus",
        "kind": "add_on",
        "yearly_value": "588",
        "currency": "USD",
        "per": "month",
        "trigger": "feature",
        "trigger_feature": "Reports",
    }


def _bandwidth() -> dict[str, str]:
    numbers = {
        "talk_minutes": "4",
        "held_minutes": "15",
        "buffer_minutes": "5",
        "notice_minutes": "60",
        "horizon_days": "14",
        "per_day": "4",
        "per_week": "12",
        "time_zone": "America/New_York",
    }
    windows = {f"start:{day}:0": "09:00" for day in range(5)}
    return numbers | windows | {f"end:{day}:0": "17:00" for day in range(5)}
