"""The deployment's secrets: never shown, read again when they are old, each for itself."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tenancy.runtime.secrets import (
    KEPT_SECONDS,
    SECRETS,
    GoogleSecrets,
    KeyRing,
    SecretsSource,
    StripeAccountSecrets,
    TwilioSecrets,
    parse_key_ring,
    remake_with_secrets,
)
from tests.deployment_secrets import KEY, PREFIX, SAMPLE, change_secret, put_secrets


@pytest.fixture
def seconds(aws: None) -> list[float]:
    put_secrets()
    return [0.0]


@pytest.fixture
def source(seconds: list[float]) -> SecretsSource:
    return SecretsSource(PREFIX, elapsed_s=lambda: seconds[0])


def test_secrets_are_never_shown() -> None:
    shown = (
        TwilioSecrets("AC-hush", "hush", "hush"),
        StripeAccountSecrets("hush", "hush", "hush"),
        GoogleSecrets("id", "hush"),
        KeyRing(b"hush", (b"hush",)),
    )
    assert "hush" not in repr(shown)


_MAY_BE_EMPTY = {"openai": "", "google": GoogleSecrets()}
"""What a deployment may do without."""


@pytest.mark.parametrize("name", [name for name, kind in SECRETS.items() if kind.entries])
def test_what_is_filled_in_by_hand_is_all_that_is_read(name: str) -> None:
    kind = SECRETS[name]
    values = {entry: f"the {entry}" for entry in kind.entries}
    read = kind.parse(name, json.dumps(values))
    found = {read} if isinstance(read, str) else {getattr(read, entry) for entry in kind.entries}
    assert found == set(values.values())


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("text", ["", "hush", '["hush"]', '{"account_sid": 1, "key": 7}'])
def test_a_malformed_secret_is_named_and_not_shown(name: str, text: str) -> None:
    parse = SECRETS[name].parse
    if name in _MAY_BE_EMPTY and text.startswith("{"):
        assert parse(name, text) == _MAY_BE_EMPTY[name]
        return
    with pytest.raises(ValueError, match=f"the secret {name}") as caught:
        parse(name, text)
    assert "hush" not in str(caught.value)


def test_a_key_that_is_not_hexadecimal_is_not_shown() -> None:
    with pytest.raises(ValueError, match="not hexadecimal") as caught:
        parse_key_ring("signing", '{"key": "hush"}')
    assert "hush" not in str(caught.value)


def test_a_secret_is_read_again_once_it_is_old(source: SecretsSource, seconds: list[float]) -> None:
    assert source.stripe.key == "sk_test_sample"
    change_secret("stripe", key="sk_test_rotated")
    seconds[0] = KEPT_SECONDS - 1
    assert source.stripe.key == "sk_test_sample"
    seconds[0] = KEPT_SECONDS
    assert source.stripe.key == "sk_test_rotated"


def test_reading_one_secret_reads_no_other(aws: None) -> None:
    put_secrets(prefix="elsewhere")
    missing = SecretsSource("nowhere")
    assert missing.changes == 0
    there = SecretsSource("elsewhere")
    assert there.signing == KeyRing(KEY)
    assert list(there._kept) == ["signing"]


def test_what_is_made_of_a_secret_is_made_again_once_it_changed(
    source: SecretsSource, seconds: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARMLINE_SECRETS_PREFIX", PREFIX)
    monkeypatch.setattr("tenancy.runtime.secrets._source", lambda prefix: source)
    made: Callable[[], list[str]] = remake_with_secrets(lambda: [source.stripe.key])
    first = made()
    seconds[0] += KEPT_SECONDS
    assert made() is first
    change_secret("stripe", key="sk_test_rotated")
    assert made() is first
    seconds[0] += KEPT_SECONDS
    assert made() == ["sk_test_rotated"]


@pytest.mark.parametrize("name", ["signing", "suppression"])
def test_the_key_before_is_valid_during_a_change_and_the_new_one_is_used(
    name: str, source: SecretsSource
) -> None:
    before = bytes.fromhex(SAMPLE[name]["key"])
    new = b"a newer key of sixteen bytes or more"
    change_secret(name, key=new.hex(), key_before=before.hex())
    ring: KeyRing = getattr(source, name)
    assert ring.current == new
    assert ring.valid == (new, before)
    assert ring.oldest == before


def test_an_empty_token_is_never_among_those_that_verify() -> None:
    assert TwilioSecrets("AC", "", "").hook_tokens == ()
    assert TwilioSecrets("AC", "new", "").hook_tokens == ("new",)
    assert StripeAccountSecrets("sk", "", "").hook_secrets == ()
