"""An assistant at the API, through the SDK's own client in memory: it reads and drafts, no more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from frontend_api import routes
from frontend_api.dispatch import answer
from functions.outreach.domain.campaigns.campaign import CampaignStatus
from infra.deployables import DEPLOYABLES
from tenancy.api_access.scopes import Scope
from tenancy.runtime.http import HttpRequest
from tests.console.api.program import Program, with_key
from tests.console.fakes import World
from tests.console.sample_world import fill

if TYPE_CHECKING:
    from infra.mcp_server.api_client import WarmlineApi

ROOT = Path(__file__).parents[3]
DRAFTS = {"draft_line", "draft_campaign"}


class Wire(httpx.BaseTransport):
    """The console's own dispatch where a network would be; remembers what was asked."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.asked: list[tuple[str, str]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0]
        self.asked.append((request.method, path))
        answered = answer(
            HttpRequest(
                request.method,
                path,
                query=dict(request.url.params),
                headers=dict(request.headers),
                body=request.read(),
            ),
            self.program.ports,
        )
        headers = {"content-type": answered.content_type}
        return httpx.Response(answered.status, content=answered.body, headers=headers)


def at_the_server(
    scope: Scope = Scope.WRITE,
) -> tuple[World, Wire, WarmlineApi]:
    from infra.mcp_server.api_client import WarmlineApi

    world = World()
    program = with_key(world, scope)
    fill(world)
    wire = Wire(program)
    return world, wire, WarmlineApi("http://console.invalid", program.key, wire)


def call(api: WarmlineApi, tool: str, **arguments: str) -> Any:
    from mcp.client.client import Client

    from infra.mcp_server.server import make_server

    async def asked() -> Any:
        async with Client(make_server(api)) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(asked)


def tools(api: WarmlineApi) -> dict[str, Any]:
    from mcp.client.client import Client

    from infra.mcp_server.server import make_server

    async def listed() -> Any:
        async with Client(make_server(api)) as client:
            return await client.list_tools()

    return {tool.name: tool for tool in anyio.run(listed).tools}


def test_every_tool_reads_or_drafts_and_says_which() -> None:
    _, _, api = at_the_server()
    found = tools(api)
    assert {name for name, tool in found.items() if not tool.annotations.read_only_hint} == DRAFTS
    assert all(tool.description for tool in found.values())
    for word in ("launch", "answer", "cancel", "take", "resume"):
        assert not [name for name in found if word in name]


@pytest.mark.slow
def test_every_tool_asks_a_route_that_reads_or_drafts() -> None:
    values = {
        "customer_id": "cus_1",
        "import_id": "im_done",
        "conversation_id": "c_1",
        "booking_id": "b_1",
        "motion": "upsell",
        "language": "en",
        "part": "opener",
        "text": "Hello",
        "offer_id": "offer_reports",
    }
    _, wire, api = at_the_server()
    for name, tool in tools(api).items():
        takes = tool.input_schema["properties"].keys() & values.keys()
        result = call(api, name, **{key: values[key] for key in takes})
        assert not result.is_error, (name, result.content)
    for method, path in wire.asked:
        matched = routes.match(method, path)
        assert isinstance(matched, routes.Matched)
        assert isinstance(matched.route, routes.Private)
        assert matched.route.scope in {Scope.READ, Scope.WRITE}
    posts = {path for method, path in wire.asked if method == "POST"}
    assert posts == {"/api/v1/playbooks/upsell/en/lines", "/api/v1/campaigns"}


def test_a_draft_is_a_draft_and_nothing_is_launched_or_said() -> None:
    world, _, api = at_the_server(Scope.MANAGE)
    call(api, "draft_campaign", motion="upsell", offer_id="offer_reports")
    made = [row for row in world.campaigns.rows.values() if row.id.startswith("campaign_0")]
    assert [row.status for row in made] == [CampaignStatus.DRAFT]
    assert not world.replies.events


def test_a_key_that_only_reads_drafts_nothing_and_the_assistant_reads_why() -> None:
    _, _, api = at_the_server(Scope.READ)
    refused = call(api, "draft_campaign", motion="upsell")
    assert refused.is_error
    assert "scope “write”" in refused.content[0].text
    assert json.loads(call(api, "list_campaigns").content[0].text)["items"]


@pytest.mark.parametrize("id_", ["../campaigns", "..", ".", "c_1/answer", "c_1?x=1", "c_1#", ""])
def test_a_name_leads_to_no_other_route(id_: str) -> None:
    _, wire, api = at_the_server(Scope.MANAGE)
    assert call(api, "show_conversation", conversation_id=id_).is_error
    ((_, path),) = wire.asked
    assert path.startswith("/api/v1/conversations/")
    assert path.count("/") == 4


def test_the_key_is_in_no_text_of_the_client() -> None:
    from infra.mcp_server.api_client import WarmlineApi

    assert "wlk_secret" not in repr(WarmlineApi("http://x", "wlk_secret"))


@pytest.mark.slow
def test_without_a_key_it_says_what_is_missing() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "infra.mcp_server", "--url", "http://127.0.0.1:9"],
        cwd=ROOT,
        env={"PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "WARMLINE_API_KEY" in ran.stderr
    assert ran.stdout == ""


def test_no_function_ships_it() -> None:
    for deployable in DEPLOYABLES:
        assert not [name for name in deployable.packages if name.startswith("infra")]
        assert "\nmcp==" not in deployable.requirements.read_text(encoding="utf-8")
