"""Puts the sandbox together: one process, one event loop, one clock, every provider's wire."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.sandbox.aws import Aws
from infra.sandbox.calcom.played import PlayedCalCom
from infra.sandbox.clock import Clock, parse_instant
from infra.sandbox.faults import Faults, FaultyWires
from infra.sandbox.google.played import PlayedGoogle
from infra.sandbox.ledger import Ledger
from infra.sandbox.mail.mailboxes import Mailboxes
from infra.sandbox.mail.relay import MailRelay
from infra.sandbox.openai import decisions, responses
from infra.sandbox.openai.decisions import Decisions
from infra.sandbox.openai.models import Models
from infra.sandbox.openai.responses import Responses
from infra.sandbox.openai.script import Script
from infra.sandbox.openai.wire import TABLE, OpenAiWire
from infra.sandbox.people.api import PeopleApi
from infra.sandbox.people.people import People
from infra.sandbox.people.phone_page import PhonePage
from infra.sandbox.settings import Settings
from infra.sandbox.stripe import sample_account
from infra.sandbox.stripe.accounts import FounderAccounts
from infra.sandbox.stripe.billing import Billing
from infra.sandbox.stripe.catalogue import Catalogue
from infra.sandbox.stripe.events import Endpoint, StripeEvents
from infra.sandbox.stripe.meters import Meters
from infra.sandbox.stripe.wire import StripeWire
from infra.sandbox.twilio.call_flow import CallFlow
from infra.sandbox.twilio.calls import Calls
from infra.sandbox.twilio.inbound import InboundMessages
from infra.sandbox.twilio.messages import Messages
from infra.sandbox.twilio.recordings import Recordings
from infra.sandbox.twilio.wire import UNKNOWN
from infra.sandbox.webhooks import Webhooks

OnAdvance = Callable[[datetime], list[dict[str, Any]]]
"""Called in a thread with the new moment after the clock was moved."""
NextDue = Callable[[datetime], datetime | None]
"""When the first thing that is not due at a moment becomes due; None if nothing is known of."""
STEP = timedelta(hours=12)
"""A longer way is gone in steps: what became due happens in its turn, every night is a night, and
no conversation ends of silence before it was ever looked at."""
SHORTEST_STEP = timedelta(hours=4)
"""Where something becomes due earlier, a step ends there, or after this: shorter than the hours in
which somebody may be contacted, wherever in a large country they may live."""
NEAR = timedelta(hours=1)
"""So far the clock moves without waiting for what is at work."""
REST_AT_MOST_S, LOOK_AGAIN_S, QUIET_LOOKS = 60.0, 0.2, 2
"""How long the next step waits for the work of the one before, and how it looks: a message that is
worked on may cause another a moment later."""


def end_of_step(before: datetime, to: datetime, next_due: NextDue) -> datetime:
    """Where the clock stops next on its way from `before` to `to`.

    A whole step may pass all the hours of a day in which somebody may be contacted.
    """
    longest = min(to, before + STEP)
    if longest - before <= SHORTEST_STEP:
        return longest
    due = next_due(before)
    return longest if due is None else min(longest, max(due, before + SHORTEST_STEP))


class Sandbox:
    """Every part, wired once."""

    def __init__(
        self,
        settings: Settings,
        *,
        on_advance: OnAdvance | None = None,
        is_idle: Callable[[], bool] | None = None,
        next_due: NextDue | None = None,
    ) -> None:
        state = settings.state_dir
        self.settings = settings
        self.clock = Clock(
            start=settings.start,
            running=settings.running,
            kept_in=state / "clock.json" if state else None,
            shown_in=settings.clock_file,
        )
        self.ledger = Ledger(now=self.clock.now, kept_in=state / "ledger.json" if state else None)
        self.faults = Faults()
        self.people = People(self.ledger)
        self.webhooks = Webhooks(
            ledger=self.ledger, faults=self.faults, auth_token=settings.auth_token
        )
        self.aws = Aws(url=settings.ministack_url, stage=settings.stage, bucket=settings.bucket)
        self._on_advance = on_advance
        self._is_idle = is_idle or self.aws.is_idle
        self._next_due = next_due or self.aws.next_due
        self._wire_twilio()
        self._wire_stripe()
        self._wire_openai()
        self.google = PlayedGoogle(settings=settings, ledger=self.ledger, webhooks=self.webhooks)
        self.calcom = PlayedCalCom(ledger=self.ledger, webhooks=self.webhooks)
        self.mail = Mailboxes(
            ledger=self.ledger,
            people=self.people,
            webhooks=self.webhooks,
            faults=self.faults,
            aws=self.aws,
        )
        self.relay = MailRelay(self.mail.receive)
        self.smtp_port: int | None = None
        self.page = PhonePage(ledger=self.ledger, people=self.people)
        self.people_api = PeopleApi(
            ledger=self.ledger,
            people=self.people,
            messages=self.messages,
            inbound=self.inbound,
            flow=self.flow,
            mail=self.mail,
        )

    def _wire_twilio(self) -> None:
        self.messages = Messages(
            settings=self.settings,
            ledger=self.ledger,
            people=self.people,
            webhooks=self.webhooks,
            faults=self.faults,
        )
        self.inbound = InboundMessages(
            settings=self.settings,
            ledger=self.ledger,
            people=self.people,
            messages=self.messages,
            webhooks=self.webhooks,
        )
        self.recordings = Recordings(
            settings=self.settings,
            ledger=self.ledger,
            webhooks=self.webhooks,
            faults=self.faults,
        )
        self.flow = CallFlow(
            settings=self.settings,
            ledger=self.ledger,
            people=self.people,
            webhooks=self.webhooks,
            faults=self.faults,
            recordings=self.recordings,
        )
        self.calls = Calls(settings=self.settings, ledger=self.ledger, flow=self.flow)

    def _wire_stripe(self) -> None:
        self.accounts = FounderAccounts(ledger=self.ledger, webhooks=self.webhooks)
        if not self.ledger.table("stripe_account_keys"):
            sample_account.fill(self.accounts, now=self.clock.now())
        self.stripe = StripeWire(
            settings=self.settings, ledger=self.ledger, restricted=self.accounts.answer
        )
        self.catalogue = Catalogue(ledger=self.ledger)
        self.meters = Meters(ledger=self.ledger)
        self.billing = Billing(
            ledger=self.ledger,
            catalogue=self.catalogue,
            events=StripeEvents(
                endpoint=Endpoint(
                    f"{self.settings.hooks_url}/hooks/stripe", self.settings.stripe_webhook_secret
                ),
                ledger=self.ledger,
                webhooks=self.webhooks,
            ),
        )

    def _wire_openai(self) -> None:
        self.models, self.script = Models(), Script()
        self.openai = OpenAiWire(
            key=self.settings.openai_key, ledger=self.ledger, models=self.models, script=self.script
        )
        self.decisions = Decisions(self.script)
        self.responses = Responses(self.script, self.ledger)

    def routes(self) -> list[Route]:
        return [
            Route("/", lambda _: RedirectResponse("/phone"), methods=["GET"]),
            Route("/clock", self._show_clock, methods=["GET"]),
            Route("/clock", self._move_clock, methods=["POST"]),
            Route("/clock/run_due", self._run_due, methods=["POST"]),
            Route("/ledger/{wire}", self._show_ledger, methods=["GET"]),
            Route("/news", self._show_news, methods=["GET"]),
            Route("/faults", self._show_faults, methods=["GET"]),
            Route("/faults", self._set_faults, methods=["POST"]),
            Route("/pending", self._pending, methods=["GET"]),
            Route("/changes", self._changes, methods=["GET"]),
            *self.messages.routes(),
            *self.calls.routes(),
            *self.recordings.routes(),
            *self.catalogue.routes(self.stripe),
            *self.meters.routes(self.stripe),
            *self.billing.routes(self.stripe),
            *self.accounts.routes(),
            self.stripe.unknown(),
            UNKNOWN,
            Route("/openai/script", self._change_script, methods=["POST"]),
            self.openai.post("decisions", self.decisions.create, decisions.params),
            self.openai.post("responses", self.responses.create, responses.params),
            self.openai.model(),
            self.openai.unknown(),
            *self.google.routes(),
            *self.calcom.routes(),
            *self.people_api.routes(),
            *self.page.routes(),
        ]

    async def _show_clock(self, _request: Request) -> Response:
        return JSONResponse({"now": self.ledger.stamp(), "running": self.clock.running})

    async def _move_clock(self, request: Request) -> Response:
        """{"now"} or {"advance_seconds"}; `"run_due": false` leaves the schedules alone, and
        `"at_once": true` goes there in one step."""
        body = await request.json()
        run_due = body.get("run_due") is not False
        # Who leaves the schedules alone wants the moment itself, and who waits for rest between
        # two moves chooses the steps.
        at_once = body.get("at_once") is True or not run_due
        await self.mail.sync()
        to = (
            parse_instant(str(body["now"]))
            if "now" in body
            else self.clock.now() + timedelta(seconds=float(body.get("advance_seconds", 0)))
        )
        if to is None:
            return JSONResponse({"error": "now is an ISO 8601 time."}, status_code=409)
        ran: list[dict[str, Any]] = []
        while True:
            before = self.clock.now()
            if not at_once and to - before > NEAR:
                await self._rest()
                before = self.clock.now()
            moment = (
                to if at_once else await asyncio.to_thread(end_of_step, before, to, self._next_due)
            )
            refused = (
                self.clock.move_to(moment)
                if "now" in body
                else self.clock.advance((moment - before).total_seconds())
            )
            if refused is not None:
                return JSONResponse({"error": refused.reason}, status_code=409)
            self.flow.expire()
            self.ledger.touch()
            if run_due:
                ran += await self._due(since=before)
            if moment >= to:
                return JSONResponse({"now": self.ledger.stamp(), "ran": ran})

    async def _rest(self) -> None:
        """Let the work of this moment end: half a day later it may not be permitted any more."""
        loop = asyncio.get_running_loop()
        limit = loop.time() + REST_AT_MOST_S
        quiet = 0
        while quiet < QUIET_LOOKS and loop.time() < limit:
            idle = await asyncio.to_thread(self._is_idle)
            quiet = quiet + 1 if idle else 0
            if quiet < QUIET_LOOKS:
                await asyncio.sleep(LOOK_AGAIN_S)

    async def _run_due(self, _request: Request) -> Response:
        ran = await self._due(since=self.clock.now())
        return JSONResponse({"now": self.ledger.stamp(), "ran": ran})

    async def _due(self, *, since: datetime) -> list[dict[str, Any]]:
        now = self.clock.now()
        if self._on_advance is not None:
            return await asyncio.to_thread(self._on_advance, now)
        new_day = now.date() > since.date()
        return await asyncio.to_thread(self.aws.run_due, now, new_day=new_day)

    async def _show_ledger(self, request: Request) -> Response:
        table = self.ledger.table
        match request.path_params["wire"]:
            case "twilio":
                kept = ("messages", "calls", "recordings", "deleted_recordings")
                names = (*kept, "opt_outs", "alerts")
                return JSONResponse({name: list(table(name).values()) for name in names})
            case "stripe":
                kinds = ("customers", "subscriptions", "meters", "meter_events", "events")
                shown: dict[str, Any] = {
                    name: list(table(f"stripe_{name}").values()) for name in kinds
                }
                account_events = self.accounts.list_events()
                return JSONResponse(
                    {**shown, "account_events": account_events, "totals": self.meters.totals()}
                )
            case "mail":
                await self.mail.sync()
                mails = list(table("mails").values())
                if to := request.query_params.get("to"):
                    mails = [m for m in mails if m["direction"] == "outbound" and to in m["to"]]
                return JSONResponse({"mails": mails})
            case "openai":
                return JSONResponse({"requests": list(table(TABLE).values())})
            case "google":
                kept = ("requests", "events", "calendars", "channels")
                return JSONResponse({one: list(table(f"google_{one}").values()) for one in kept})
            case "calcom":
                kept = ("requests", "event_types", "bookings", "webhooks")
                return JSONResponse({one: list(table(f"calcom_{one}").values()) for one in kept})
        known = "twilio, stripe, mail, openai, google and calcom"
        return JSONResponse({"error": f"The ledgers are {known}."}, 404)

    async def _change_script(self, request: Request) -> Response:
        """What the played model answers, and which models there are; an empty object clears it."""
        body = await request.json()
        if not body:
            self.script.clear()
            self.models.clear()
        if problem := self.script.change(body):
            return JSONResponse({"error": problem}, status_code=400)
        self.models.change(body.get("models", {}))
        return JSONResponse({"models": self.models.shut_down})

    async def _show_news(self, request: Request) -> Response:
        """What reached the people since the first `messages` and `mails`, and who is ringing."""
        await self.mail.sync()
        known = {name: int(request.query_params.get(name, 0)) for name in ("messages", "mails")}
        since = {
            name: list(itertools.islice(self.ledger.table(name).values(), count, None))
            for name, count in known.items()
        }
        return JSONResponse({**since, "ringing": self.flow.ringing()})

    async def _show_faults(self, _request: Request) -> Response:
        return JSONResponse(self.faults.as_json())

    async def _set_faults(self, request: Request) -> Response:
        """{wire: {switch: value}}; an empty object clears everything."""
        body = await request.json()
        if not body:
            self.faults.clear()
        for wire, switches in body.items():
            if problem := self.faults.change(wire, switches):
                return JSONResponse({"error": problem}, status_code=400)
        return JSONResponse(self.faults.as_json())

    async def _changes(self, request: Request) -> Response:
        """The ledger's version, once it is not `since` any more or `within_s` seconds are over."""
        asked = request.query_params
        version = await self.ledger.changed_since(
            int(asked["since"]), timeout_s=float(asked["within_s"])
        )
        return JSONResponse({"version": version})

    async def _pending(self, request: Request) -> Response:
        """Deliveries to our side, under way and ever begun; ringing and talking do not count.

        With `over_within_s` the answer waits so long for those under way.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(float(request.query_params.get("over_within_s", 0))):
                await self.webhooks.over()
        return JSONResponse({"pending": self.webhooks.pending, "begun": self.webhooks.begun})

    async def tend(self) -> None:
        """Every second: save what changed, and let unanswered calls end."""
        while True:
            await asyncio.sleep(1)
            self.flow.expire()
            self.save()

    def save(self) -> None:
        self.ledger.save()
        self.clock.save()


async def _not_json(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "The body is not JSON."}, status_code=400)


def create_app(
    settings: Settings,
    *,
    on_advance: OnAdvance | None = None,
    is_idle: Callable[[], bool] | None = None,
    next_due: NextDue | None = None,
) -> Starlette:
    """The sandbox as an ASGI application; `app.state.sandbox` is the Sandbox itself."""
    sandbox = Sandbox(settings, on_advance=on_advance, is_idle=is_idle, next_due=next_due)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        sandbox.flow.fail_calls_cut_by_a_restart()
        if settings.smtp_port is not None:
            sandbox.smtp_port = await sandbox.relay.start(settings.smtp_port)
        tending = asyncio.get_running_loop().create_task(sandbox.tend())
        yield
        tending.cancel()
        sandbox.page.closing = True
        await sandbox.flow.close()
        await sandbox.webhooks.close()
        await sandbox.mail.close()
        await sandbox.relay.stop()
        sandbox.save()

    app = Starlette(
        routes=sandbox.routes(),
        middleware=[Middleware(FaultyWires, faults=sandbox.faults)],
        exception_handlers={json.JSONDecodeError: _not_json},
        lifespan=lifespan,
    )
    app.state.sandbox = sandbox
    return app
