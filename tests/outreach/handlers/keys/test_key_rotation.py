"""Keys change while links are open, hooks arrive and people have opted out."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from functions.outreach import wiring
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.handlers.web import customer_page, stripe, twilio
from functions.product.channels import Channel
from tenancy.runtime import secrets as deployment
from tenancy.runtime.http import HttpRequest
from tenancy.runtime.secrets import KEPT_SECONDS, SecretsSource
from tenancy.runtime.signed_links import BadToken, read_token_of, sign_token
from tests.deployment_secrets import KEY, SAMPLE, SUPPRESSION_KEY, change_secret
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import Deployed, hook, stripe_event, text_from

pytestmark = pytest.mark.costly(first=2)

NEW = b"a newer key of sixteen bytes or more"
PREFIX = "warmline-test-outreach"
STRANGER = "+12125550188"
MOST_SECONDS = 900
"""No process may use what it read longer than this."""
LONGEST_FUNCTION_S = 600
"""Of those that keep what they read while they run; imports read a key each time they need it."""


@pytest.fixture
def seconds(stage: Deployed, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time a process has run; secrets are read again by it."""
    now = [0.0]
    source = SecretsSource(PREFIX, elapsed_s=lambda: now[0])
    monkeypatch.setattr(deployment, "_source", lambda _prefix: source)
    return now


def _rotated(seconds: list[float], name: str, **values: str) -> None:
    change_secret(name, prefix=PREFIX, **values)
    seconds[0] += KEPT_SECONDS


def _status(path: str, token: str) -> int:
    return customer_page.handle(HttpRequest("GET", path, values={"token": token})).status


def test_what_was_read_serves_a_quarter_of_an_hour_at_most() -> None:
    assert KEPT_SECONDS + LONGEST_FUNCTION_S <= MOST_SECONDS


@pytest.mark.slow
def test_links_of_before_stay_open_while_the_key_changes_and_end_with_it(
    stage: Deployed, seconds: list[float]
) -> None:
    talk = stage.opened()
    said = {"tenant": talk.tenant, "conversation": talk.id, "use": "page"}
    old = sign_token(KEY, said, expires_at=None)
    short = wiring.addresses().page(talk).rpartition("/")[2]
    wiring.addresses().hand_out(talk)
    for name, values, statuses in (
        ("before", {}, (200, 404, 200)),
        ("during", {"key": NEW.hex(), "key_before": KEY.hex()}, (200, 200, 200)),
        ("after", {"key": NEW.hex()}, (404, 200, 200)),
    ):
        _rotated(seconds, "signing", **values)
        new = sign_token(NEW, said, expires_at=None)
        found = tuple(_status(f"/c/{token}", token) for token in (old, new, short))
        assert found == statuses, name
    assert wiring.addresses().page(talk) != f"https://hooks.example.com/c/{short}"


def test_the_token_of_a_call_that_rings_is_believed_during_a_change(
    stage: Deployed, seconds: list[float]
) -> None:
    said, ends = {"use": "voice"}, NOW + timedelta(minutes=1)
    ringing = sign_token(KEY, said, expires_at=ends)
    _rotated(seconds, "signing", key=NEW.hex(), key_before=KEY.hex())
    assert read_token_of(wiring.secrets().signing, ringing, now=NOW) == said
    _rotated(seconds, "signing", key=NEW.hex())
    assert read_token_of(wiring.secrets().signing, ringing, now=NOW) == BadToken("forged")


def test_who_opted_out_before_a_change_and_during_it_stays_out(
    stage: Deployed, seconds: list[float]
) -> None:
    before, during = stage.opened(1), stage.opened(2)
    changed = {"key": NEW.hex(), "key_before": SUPPRESSION_KEY.hex()}
    for talk, values in ((before, {}), (during, changed)):
        _rotated(seconds, "suppression", **values)
        wiring.people().suppress(
            TENANT, channel=Channel.SMS, address=talk.facts.phone, evidence="SM1", at="now"
        )
    for talk in (before, during):
        assert wiring.people().suppressed(TENANT, talk.facts)
    assert not wiring.people().suppressed(TENANT, stage.opened(3).facts)


def test_signing_links_and_hashing_who_opted_out_are_two_keys(
    stage: Deployed, seconds: list[float]
) -> None:
    talk = stage.opened()
    wiring.people().suppress(
        TENANT, channel=Channel.SMS, address=talk.facts.phone, evidence="SM1", at="now"
    )
    _rotated(seconds, "signing", key=NEW.hex())
    assert wiring.people().suppressed(TENANT, talk.facts)
    assert wiring.secrets().signing.valid != wiring.secrets().suppression.valid


def test_hooks_signed_with_either_token_are_taken_during_a_change(
    stage: Deployed, seconds: list[float]
) -> None:
    old, new = SAMPLE["twilio"]["auth_token"], "1f" * 16
    for name, values, statuses in (
        ("before", {}, (200, 403)),
        ("during", {"auth_token": new, "auth_token_before": old}, (200, 200)),
        ("after", {"auth_token": new}, (403, 200)),
        ("empty", {"auth_token": ""}, (403, 403)),
    ):
        _rotated(seconds, "twilio", **values)
        found = tuple(
            twilio.handle(
                hook("/hooks/twilio/messages", text_from(STRANGER, "Hello"), token=token)
            ).status
            for token in (old, new)
        )
        assert found == statuses, name


@pytest.mark.parametrize("secret", ["", "whsec_sample", "whsec_new"])
def test_stripes_events_are_taken_with_either_secret_and_never_with_an_empty_one(
    secret: str, stage: Deployed, seconds: list[float]
) -> None:
    body = {"id": "evt_1", "type": "sample", "created": int(NOW.timestamp()), "data": {}}
    _rotated(seconds, "stripe", webhook_secret="whsec_new", webhook_secret_before="whsec_sample")
    event = stripe_event(body, secret=secret, at=_real_now())
    assert stripe.handle(event).status == (200 if secret else 403)


def _real_now() -> int:
    """Stripe's own check reads the machine's clock."""
    import time

    return int(time.time())


def test_providers_are_asked_with_the_newest_secret(stage: Deployed, seconds: list[float]) -> None:
    first = wiring.perform_ports()
    assert wiring.perform_ports() is first
    _rotated(seconds, "twilio", auth_token="1f" * 16)
    second = wiring.perform_ports()
    assert second is not first
    # Nothing that asks Twilio keeps the client of before.
    assert second.senders[EffectKind.WATCH_CALL] is not first.senders[EffectKind.WATCH_CALL]
    assert wiring.twilio_client().password == "1f" * 16


def test_an_unsigned_form_is_refused_whatever_it_says(stage: Deployed) -> None:
    form = text_from(STRANGER, "STOP")
    request = HttpRequest(
        "POST",
        "/hooks/twilio/messages",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=urlencode(form).encode(),
    )
    assert twilio.handle(request).status == 403
