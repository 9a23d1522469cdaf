"""What a founder's page costs at 100,000 customers and 5,000 conversations, and what it weighs.

CPU of the handler in this process, 95th of a hundred: the session, the page and its template, on
doubles of the stores that decode what DynamoDB would have given (`fill_large`: 200 conversations of
5,000, 500 bookings, a pool page of 200, every other list as long as it becomes). What boto3 takes
of each request is not in it; how many there are is counted on the real wiring with the sample
tenant's rows, the session's one among them. Those pages that ask for more than the goal are named,
with the reason, in `tests/console/gateways/test_requests_a_page.py`. The baseline of CPU is the
sign-in page, in turns. Weights are of gzip, as API Gateway sends: a first load with style, scripts
and mark, and a part.
"""

from __future__ import annotations

import gc
import gzip
import time
from pathlib import Path

from frontend_api.http.static_files import static_files
from frontend_api.rehearsal.personas import PERSONAS
from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_finder import rank_answers
from tests.benchmarks.measured import Row
from tests.console.doubles.large_tenant import fill_large
from tests.console.fakes import World
from tests.console.gateways.deployed_console import counted_requests, visited_console
from tests.console.gateways.test_requests_a_page import PAGES as COUNTED
from tests.console.visits import Visit, signed_in

RUNS = 100
P95_MS = 50.0
REQUESTS = 3
FIRST_LOAD_KB = 150.0
FRAGMENT_KB = 15.0
PAGES = (
    "/",
    "/?show=steps",
    "/customers",
    "/segments",
    "/segments/contact",
    "/segments/customer?id=cus_1",
    "/segments/runs",
    "/segments/thresholds",
    "/customers/imports/im_done",
    "/offers",
    "/playbooks",
    "/playbooks/upsell/en",
    "/playbooks/upsell/en/read?at=0",
    "/knowledge",
    "/rehearsal",
    "/rehearsal/personas",
    "/bandwidth",
    "/channels",
    "/campaigns",
    "/campaigns/campaign_1",
    "/conversations",
    "/conversations/c_1",
    "/bookings",
    "/bookings/b_1",
    "/bookings?show=callbacks",
    "/bookings?show=opt-outs",
    "/billing",
    "/audit",
    "/settings",
    "/settings/notifications",
    "/settings/keys",
    "/settings/webhooks",
)
PLAYED = tuple(f"/rehearsal/personas/{number}" for number in range(1, len(PERSONAS) + 1))
"""Each plays a conversation while it is asked for, so that it is asked for less often."""
_ELSEWHERE = (ApprovedQuestion(AnswerId("elsewhere"), ("Is my data safe?",)),)
PARTS = (
    "/today/needs-you",
    "/today/value",
    "/today/funnel",
    "/today/credit",
    "/segments/contact/week",
    "/segments/customer/history?id=cus_1",
)


def _busy() -> Visit:
    world = World()
    visit = signed_in(world)
    fill_large(world)
    # The tenant lies in a table, not in this process: nobody looks through it for garbage.
    gc.collect()
    gc.freeze()
    return Visit(world.ports(), visit.cookies)


def rows() -> list[Row]:
    visit = _busy()
    return [
        *(_cpu(visit, path) for path in (*PAGES, *PARTS)),
        *(_cpu(visit, path, runs=40) for path in PLAYED),
        _weight("first load of /", _first_load(visit), FIRST_LOAD_KB),
        *(_weight(f"part {path}", _zipped(visit, path), FRAGMENT_KB) for path in PARTS),
        *_requests(),
    ]


def _cpu(visit: Visit, path: str, *, runs: int = RUNS) -> Row:
    status = visit.get(path).status
    if status != 200:
        raise AssertionError(f"{path} answers {status}")
    visit.get("/sign-in")
    taken: list[float] = []
    plain: list[float] = []
    for _ in range(runs):
        taken.append(_one(visit, path))
        plain.append(_one(visit, "/sign-in"))
    return cpu_row(path, _p95(taken), _p95(plain))


def cpu_row(path: str, value: float, baseline: float) -> Row:
    """Both in milliseconds."""
    return {
        "name": f"console page {path}, p95 CPU",
        "value": value,
        "unit": "ms",
        "baseline": baseline,
        "ratio": round(value / baseline, 2),
        "goal": P95_MS,
        "holds": value <= P95_MS,
    }


def _requests() -> list[Row]:
    found: list[Row] = []
    with visited_console() as (browser, tenant):
        for path in COUNTED:
            with counted_requests(tenant) as made:
                browser.ask(path)
            found.append(requests_row(path, made.total()))
    return found


def requests_row(path: str, count: int) -> Row:
    """`count`: all that the page asks for, the session's own among them."""
    return {
        "name": f"console page {path}, requests to DynamoDB",
        "value": count,
        "unit": "",
        "baseline": None,
        "ratio": None,
        "goal": REQUESTS,
        "holds": count <= REQUESTS,
    }


def _one(visit: Visit, path: str) -> float:
    # Somebody else asked in between: what was found for the last question helps nobody here.
    rank_answers("Is it safe?", _ELSEWHERE, language="en")
    begun = time.process_time()
    visit.get(path)
    return (time.process_time() - begun) * 1000


def _p95(values: list[float]) -> float:
    return round(sorted(values)[int(len(values) * 0.95) - 1], 2)


def _first_load(visit: Visit) -> float:
    own = sum(
        len(gzip.compress(found.body))
        for name, found in static_files().items()
        if Path(name).suffix in {".css", ".js", ".svg"}
    )
    return own / 1024 + _zipped(visit, "/")


def _zipped(visit: Visit, path: str) -> float:
    return len(gzip.compress(visit.get(path).body)) / 1024


def _weight(name: str, kilobytes: float, goal: float) -> Row:
    return {
        "name": f"console {name}, compressed",
        "value": round(kilobytes, 1),
        "unit": "KB",
        "baseline": None,
        "ratio": None,
        "goal": goal,
        "holds": kilobytes <= goal,
    }
