"""The life of a call: ringing, who picks up, the TwiML that is played, the end.

Answering machine detection holds the call back until it knows (then the Url gets who took it), or
goes on beside it (`AsyncAmd`): then the call is answered by the Url at once, who took it goes to
the callback of the detection alone, and our side changes the call over REST.
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from infra.sandbox.clock import parse_instant
from infra.sandbox.faults import Faults
from infra.sandbox.ledger import Ledger, Record, new_sid
from infra.sandbox.people.people import AnswersAs, People, bare, is_e164
from infra.sandbox.settings import Settings
from infra.sandbox.twilio.gather import Gathering
from infra.sandbox.twilio.live_call import LiveCall, first_of
from infra.sandbox.twilio.recordings import Recordings
from infra.sandbox.twilio.relay import RelaySession, SessionEnd, spoken_seconds
from infra.sandbox.twilio.twiml import (
    Connect,
    Dial,
    Gather,
    Hangup,
    Redirect,
    Say,
    TwimlRefused,
    Verb,
    read,
)
from infra.sandbox.twilio.wire import API_VERSION
from infra.sandbox.webhooks import Webhooks

NOT_ANSWERED = {
    AnswersAs.BUSY: "busy",
    AnswersAs.NO_ANSWER: "no-answer",
    AnswersAs.FAILED: "failed",
}
DETECTED = {
    ("DetectMessageEnd", AnswersAs.MACHINE): "machine_end_beep",
    ("Enable", AnswersAs.MACHINE): "machine_start",
}
LONGEST_CALL_S = 14_400
"""Twilio's own limit of a call: four hours."""
DETECTION_MS = {True: 9_000, False: 2_600}
"""How long detection took: a machine's greeting is longer than a person's hello."""
MOST_DOCUMENTS = 20
"""A call that is redirected more often than this is a loop on our side."""


class CallFlow:
    """Every call under way."""

    def __init__(
        self,
        *,
        settings: Settings,
        ledger: Ledger,
        people: People,
        webhooks: Webhooks,
        faults: Faults,
        recordings: Recordings,
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._people = people
        self._webhooks = webhooks
        self._faults = faults
        self._recordings = recordings
        self._live: dict[str, LiveCall] = {}

    def fail_calls_cut_by_a_restart(self) -> None:
        for call in self._ledger.table("calls").values():
            if call["end_time"] is None:
                call["status"], call["end_time"] = "failed", self._ledger.stamp()

    def place(self, *, to: str, sender: str, **how: Any) -> Record:
        """A call of ours to a person: it starts ringing in the background."""
        record = self._new_record(to=to, sender=sender, direction="outbound-api", how=how)
        self._start(record, self._ring_and_run)
        return record

    def dial(self, *, person: str, to: str) -> Record | str:
        """A person rings one of our numbers. A sentence if that cannot be dialled."""
        if not is_e164(bare(person)) or not is_e164(bare(to)):
            return "Both sides of a call are phone numbers like +12025550143."
        if self.call_of(person) is not None:
            return "This person is already on the phone."
        how = {
            "twiml": "",
            "url": f"{self._settings.hooks_url}/hooks/twilio/voice",
            "method": "POST",
            "detection": "",
            "detects_beside": False,
            "detection_callback": "",
            "time_limit_s": LONGEST_CALL_S,
            "callback": "",
            "events": [],
            "timeout_s": self._settings.call_timeout_s,
        }
        record = self._new_record(to=bare(to), sender=bare(person), direction="inbound", how=how)
        self._start(record, self._run_inbound)
        return record

    def _new_record(self, *, to: str, sender: str, direction: str, how: dict[str, Any]) -> Record:
        sid = new_sid("CA")
        person = sender if direction == "inbound" else to
        self._people.at(person)
        record: Record = {
            "sid": sid,
            "direction": direction,
            "channel": "voice",
            "person": person,
            "to": to,
            "from": sender,
            "status": "ringing" if direction == "inbound" else "queued",
            "answered_by": None,
            "date_created": self._ledger.stamp(),
            "start_time": None,
            "end_time": None,
            "duration": None,
            "transcript": [],
            "sessions": [],
            "sequence": 0,
            "machine": False,
            "how": how,
        }
        return self._ledger.save_record("calls", sid, record)

    def _start(self, record: Record, run: Any) -> None:
        loop = asyncio.get_running_loop()
        live = LiveCall(record=record, pick_up=loop.create_future())
        self._live[record["sid"]] = live
        live.task = loop.create_task(self._watched(live, run))

    async def _watched(self, live: LiveCall, run: Any) -> None:
        """Run a call to its end; a bug in the sandbox is shown, and never leaves a call open."""
        try:
            await run(live)
        except Exception as error:
            self._ledger.alert(0, f"The sandbox failed: {error!r}", call=live.record["sid"])
            live.record["status"], live.record["end_time"] = "failed", self._ledger.stamp()
            raise
        finally:
            self._live.pop(live.record["sid"], None)
            self._ledger.touch()

    def call_of(self, person: str) -> LiveCall | None:
        """The call this person's phone has now, ringing or talking."""
        address = set(self._people.at(person).addresses)
        return next((c for c in self._live.values() if c.record["person"] in address), None)

    def ringing(self) -> list[Record]:
        return [c.record for c in self._live.values() if c.record["status"] == "ringing"]

    def pick_up(self, person: str, answers_as: AnswersAs) -> str | None:
        """Decide what this ringing phone does. A sentence if it does not ring."""
        live = self.call_of(person)
        if live is None or live.pick_up.done() or live.record["direction"] == "inbound":
            return "This person's phone is not ringing."
        live.pick_up.set_result(answers_as)
        return None

    def expire(self) -> None:
        """Stop ringing, or end the call, where its limit has passed on the sandbox clock."""
        for live in tuple(self._live.values()):
            began = parse_instant(live.record["start_time"] or "")
            longest = timedelta(seconds=live.record["how"]["time_limit_s"])
            if began and self._ledger.now() >= began + longest:
                self._webhooks.later(self._end(live, AnswersAs.BUSY))
            since = parse_instant(live.record.get("ringing_since") or "")
            limit = timedelta(seconds=live.record["how"]["timeout_s"])
            if since and not live.pick_up.done() and self._ledger.now() >= since + limit:
                live.pick_up.set_result(AnswersAs.NO_ANSWER)

    async def hang_up(self, person: str) -> str | None:
        live = self.call_of(person)
        if live is None:
            return "This person is not on the phone."
        await self._end(live, AnswersAs.BUSY)
        return None

    async def end_by_us(self, sid: str) -> None:
        if (live := self._live.get(sid)) is not None:
            live.record["canceled"] = not live.pick_up.done()
            await self._end(live, AnswersAs.NO_ANSWER)

    async def _end(self, live: LiveCall, unanswered: AnswersAs) -> None:
        live.gone.set()
        if not live.pick_up.done():
            live.pick_up.set_result(unanswered)
        if live.founder is not None:
            await self._end(live.founder, AnswersAs.NO_ANSWER)
        if live.relay is not None:
            await live.relay.hang_up()

    async def _ring_and_run(self, live: LiveCall) -> None:
        call, detection = live.record, live.record["how"]["detection"]
        await self._status(call, "initiated")
        call["ringing_since"] = self._ledger.stamp()
        await self._status(call, "ringing")
        switched = self._people.at(call["person"]).answers_as
        if switched is not AnswersAs.ASK and not live.pick_up.done():
            live.pick_up.set_result(switched)
        answers_as = await live.pick_up
        if (status := NOT_ANSWERED.get(answers_as)) is not None:
            await self._finish(live, "canceled" if call.get("canceled") else status)
            return
        call["start_time"] = self._ledger.stamp()
        call["machine"] = answers_as is AnswersAs.MACHINE
        await self._status(call, "answered")
        if detection:
            plain = "unknown" if answers_as is AnswersAs.SCREENING else "human"
            known = DETECTED.get((detection, answers_as), plain)
            if call["how"]["detects_beside"]:
                self._webhooks.later(self._detect_beside(live, known))
            else:
                call["answered_by"] = known
        live.answered_clock = time.perf_counter()
        document = call["how"]["twiml"] or await self._fetch(call, call["how"]["url"])
        await self._run(live, document)
        await self._finish(live, "completed")

    async def _detect_beside(self, live: LiveCall, answered_by: str) -> None:
        """Report who took the call while it goes on: nobody hears a word later for it."""
        call = live.record
        await live.talking.wait()
        if live.gone.is_set():
            return
        call["answered_by"] = answered_by
        self._ledger.touch()
        callback = call["how"]["detection_callback"]
        if not callback:
            self._ledger.alert(21262, "No AMD status callback URL provided", call=call["sid"])
            return
        params = {
            "AccountSid": self._settings.account_sid,
            "AnsweredBy": answered_by,
            "CallSid": call["sid"],
            "MachineDetectionDuration": str(DETECTION_MS[answered_by.startswith("machine")]),
        }
        await self._webhooks.twilio(callback, params)

    async def redirect(self, sid: str, *, twiml: str, url: str, method: str) -> None:
        """Our side puts another document in place of the one that is played."""
        live = self._live.get(sid)
        if live is None:
            return
        live.redirect = (twiml, url, method)
        if live.relay is not None:
            await live.relay.hang_up()

    async def _run_inbound(self, live: LiveCall) -> None:
        call = live.record
        live.pick_up.set_result(AnswersAs.HUMAN)
        document = await self._fetch(call, call["how"]["url"])
        verbs = read(document) if document is not None else []
        first = verbs[0] if isinstance(verbs, list) and verbs else None
        if isinstance(first, Hangup) and first.rejected:
            await self._finish(live, "busy" if first.rejected == "busy" else "failed")
            return
        call["status"], call["start_time"] = "in-progress", self._ledger.stamp()
        await self._run(live, document)
        await self._finish(live, "completed")

    async def _run(self, live: LiveCall, document: str | None) -> None:
        """Play documents one after another until nothing is left or somebody hangs up."""
        for _ in range(MOST_DOCUMENTS):
            if document is None or live.gone.is_set():
                return
            verbs = read(document)
            if isinstance(verbs, TwimlRefused):
                self._ledger.alert(verbs.code, verbs.message, call=live.record["sid"])
                return
            document = await self._play(live, verbs)
            if live.redirect is not None and not live.gone.is_set():
                twiml, url, method = live.redirect
                live.redirect = None
                document = twiml or await self._fetch(live.record, url, method=method)
        self._ledger.alert(11210, "HTTP bad host name: too many redirects")

    async def _play(self, live: LiveCall, verbs: list[Verb]) -> str | None:
        """Play verbs in order; the next document if one of them leads to it."""
        call = live.record
        for verb in verbs:
            if live.gone.is_set() or live.redirect is not None:
                return None
            match verb:
                case Say():
                    self._say(live, verb)
                case Gather():
                    answer = await self._gather(live, verb)
                    if answer is not None and verb.action:
                        return await self._fetch(call, verb.action, method=verb.method, more=answer)
                case Hangup():
                    live.hung_up = True
                    return None
                case Dial():
                    came = await self._dial(live, verb)
                    if verb.action:
                        # Asked also when the caller hung up meanwhile, which their call says.
                        if live.gone.is_set():
                            came["CallStatus"] = "completed"
                        return await self._fetch(call, verb.action, method=verb.method, more=came)
                case Redirect(url, method):
                    return await self._fetch(call, url, method=method)
                case Connect():
                    end = await self._relay(live, verb)
                    if live.redirect is not None:
                        # The document that names an action is not the one that is played now.
                        return None
                    if verb.action:
                        more = _session_params(end)
                        return await self._fetch(call, verb.action, method=verb.method, more=more)
        return None

    def _say(self, live: LiveCall, verb: Say) -> None:
        self._heard_first(live)
        call = live.record
        entry = {"who": "agent", "text": verb.text, "at": self._ledger.stamp()}
        call["transcript"].append({**entry, "voicemail": call["machine"]})
        self._ledger.touch()

    async def _gather(self, live: LiveCall, verb: Gather) -> dict[str, str] | None:
        for each in verb.says:
            self._say(live, each)
        if live.record["machine"]:
            # It presses nothing and says nothing to the question.
            return None
        live.relay = listens = Gathering(verb, call=live.record, ledger=self._ledger)
        self._ledger.touch()
        answer = await listens.run()
        live.relay = None
        return answer

    async def _dial(self, live: LiveCall, verb: Dial) -> dict[str, str]:
        """Ring another phone, let it hear its own document, join the two; for the action."""
        how = {
            "twiml": "",
            "url": verb.whisper_url,
            "method": verb.whisper_method,
            "detection": "",
            "detects_beside": False,
            "detection_callback": "",
            "callback": "",
            "events": [],
            "timeout_s": verb.timeout_s,
            "time_limit_s": LONGEST_CALL_S,
        }
        sender = verb.caller_id or live.record["to"]
        call = self._new_record(to=verb.number, sender=sender, direction="outbound-dial", how=how)
        leg = LiveCall(record=call, pick_up=asyncio.get_running_loop().create_future())
        live.founder = self._live[call["sid"]] = leg
        call["status"], call["ringing_since"] = "ringing", self._ledger.stamp()
        self._ledger.touch()
        switched = self._people.at(verb.number).answers_as
        if switched is not AnswersAs.ASK:
            leg.pick_up.set_result(switched)
        answers_as = await leg.pick_up
        joined = False
        if answers_as not in NOT_ANSWERED:
            call["start_time"], call["status"] = self._ledger.stamp(), "in-progress"
            call["machine"] = answers_as is AnswersAs.MACHINE
            if verb.whisper_url:
                await self._run(leg, await self._fetch(call, verb.whisper_url))
            joined = not (leg.hung_up or leg.gone.is_set() or live.gone.is_set())
            if joined:
                call["joined"] = live.record["sid"]
                self._recordings.joined(live.record["sid"], "founder")
                self._ledger.touch()
                await first_of(leg.gone, live.gone)
        await self._finish(leg, NOT_ANSWERED.get(answers_as, "completed"))
        self._live.pop(call["sid"], None)
        live.founder = None
        return {
            "DialBridged": "true" if joined else "false",
            "DialCallDuration": call["duration"] or "0",
            "DialCallSid": call["sid"],
            "DialCallStatus": call["status"],
        }

    async def _relay(self, live: LiveCall, verb: Connect) -> SessionEnd:
        call = live.record
        live.relay = session = RelaySession(
            connect_to=verb,
            call=call,
            settings=self._settings,
            sign=self._webhooks.sign,
            ledger=self._ledger,
        )
        first = asyncio.get_running_loop().create_task(self._first_word(live, session))
        end = await session.run()
        first.cancel()
        live.relay = None
        call["sessions"].append(
            {"session": end.session, "status": end.status, "error_code": end.error_code}
        )
        if end.status == "completed" and live.redirect is None:
            call["status"] = "completed"
        return end

    async def _first_word(self, live: LiveCall, relay: RelaySession) -> None:
        await relay.ready.wait()
        self._heard_first(live)

    def _heard_first(self, live: LiveCall) -> None:
        """How long after the answer the first word is heard, on the clock on the wall."""
        if live.answered_clock and not live.talking.is_set():
            passed = time.perf_counter() - live.answered_clock
            live.record["first_word_ms"] = round(passed * 1000, 1)
        live.talking.set()

    async def _fetch(
        self, call: Record, url: str, *, method: str = "", more: dict[str, str] | None = None
    ) -> str | None:
        params = self._params(call) | (more or {})
        method = method or call["how"]["method"]
        answer = await self._webhooks.twilio(url, params, method=method)
        return answer.body if answer is not None and answer.ok and answer.body.strip() else None

    async def _finish(self, live: LiveCall, status: str) -> None:
        call = live.record
        live.gone.set()
        live.talking.set()
        call["end_time"] = self._ledger.stamp()
        if call["start_time"] is not None:
            began, ended = parse_instant(call["start_time"]), parse_instant(call["end_time"])
            passed = round((ended - began).total_seconds()) if began and ended else 0
            call["duration"] = str(max(passed, spoken_seconds(call["transcript"])))
        self._recordings.call_is_over(call["sid"])
        await self._status(call, "completed", status=status)

    async def _status(self, call: Record, event: str, *, status: str = "") -> None:
        """Move a call on and tell its status callback, if it asked for this event."""
        call["status"] = status or {"answered": "in-progress"}.get(event, event)
        self._ledger.touch()
        how = call["how"]
        if not how["callback"] or event not in (how["events"] or ["completed"]):
            return
        if self._faults.on_wire("twilio").drop_status_callbacks:
            return
        params = self._params(call) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call["sequence"]),
            "Timestamp": format_datetime(self._ledger.now()),
        }
        call["sequence"] += 1
        if call["duration"] is not None and event == "completed":
            minutes = -(-int(call["duration"]) // 60)
            params |= {"CallDuration": call["duration"], "Duration": str(minutes)}
        if event == "answered" and self._faults.on_wire("twilio").reorder_status_callbacks:
            call["late_callback"] = params
            return
        # Pending from here on: who sees that the call is over may wait for its report.
        await self._webhooks.later(self._webhooks.twilio(how["callback"], params))
        if event == "completed" and (held := call.pop("late_callback", None)):
            await self._webhooks.twilio(how["callback"], held)

    def _params(self, call: Record) -> dict[str, str]:
        params = {
            "AccountSid": self._settings.account_sid,
            "ApiVersion": API_VERSION,
            "CallSid": call["sid"],
            "CallStatus": call["status"],
            "Called": call["to"],
            "Caller": call["from"],
            "Direction": call["direction"],
            "From": call["from"],
            "To": call["to"],
        }
        if call["answered_by"]:
            params["AnsweredBy"] = call["answered_by"]
        return params

    async def close(self) -> None:
        tasks = [live.task for live in self._live.values() if live.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _session_params(end: SessionEnd) -> dict[str, str]:
    params = {
        "SessionId": end.session,
        "SessionStatus": end.status,
        "SessionDuration": str(end.seconds),
    }
    if end.handoff is not None:
        params["HandoffData"] = end.handoff
    if end.error_code is not None:
        params |= {"ErrorCode": str(end.error_code), "ErrorMessage": end.error_message}
    return params
