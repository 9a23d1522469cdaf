"""The composition root of calls under way: environment to ports. Decides nothing.

Apart from `wiring`, since most hooks are about no call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.outreach import wiring

if TYPE_CHECKING:
    from functions.outreach.adapters.twilio.live_calls import TwilioLiveCalls
    from functions.outreach.adapters.twilio.recordings import (
        TwilioCallRecordings,
        TwilioRecordingFiles,
    )
    from functions.outreach.domain.conversation.effects import EffectKind
    from functions.outreach.ports import ChannelSender
    from tenancy.tenant import Tenant, TenantId


def live_calls() -> TwilioLiveCalls:
    """Made for each call; a key of before may count."""
    from functions.outreach.adapters.twilio.live_calls import TwilioLiveCalls

    return TwilioLiveCalls(wiring.twilio_client())


def recording_files() -> TwilioRecordingFiles:
    from functions.outreach.adapters.twilio.recordings import TwilioRecordingFiles

    return TwilioRecordingFiles(wiring.twilio_client(), base_url=wiring.environment().twilio_url)


def call_recordings() -> TwilioCallRecordings:
    from functions.outreach.adapters.twilio.recordings import TwilioCallRecordings

    return TwilioCallRecordings(wiring.twilio_client())


def recording_senders() -> dict[EffectKind, ChannelSender]:
    """Performs what is decided about recording a call."""
    from functions.outreach.adapters.twilio.recordings import (
        TwilioEndedRecordings,
        TwilioRecordedCalls,
    )
    from functions.outreach.domain.conversation.effects import EffectKind
    from functions.outreach.store.conversations.recordings import StoredRecordings
    from functions.outreach.workflows.calls.keep_recording import (
        DroppedRecordings,
        KeptRecordings,
        may_record_now,
    )

    client, files = wiring.twilio_client(), recording_files()
    return {
        EffectKind.RECORD_CALL: TwilioRecordedCalls(
            client,
            hooks_url=wiring.environment().hooks_url,
            may_record=lambda outgoing: may_record_now(wiring.conversations(), outgoing),
        ),
        EffectKind.STOP_RECORDING: TwilioEndedRecordings(client),
        EffectKind.KEEP_RECORDING: KeptRecordings(
            files, StoredRecordings(), wiring.conversations()
        ),
        EffectKind.DROP_RECORDING: DroppedRecordings(files),
    }


def business_of(tenant: TenantId) -> Tenant | None:
    from tenancy.identity import accounts

    return accounts.load_tenant(tenant)
