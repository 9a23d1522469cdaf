"""A deployment's secrets in a mocked account: one for each provider and each key of our own."""

from __future__ import annotations

import json

import boto3

from infra.sandbox.settings import GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET

PREFIX = "warmline-test-secret"
KEY = b"sample key of sixteen bytes or more"
SUPPRESSION_KEY = b"another sample key for suppressions"
SAMPLE: dict[str, dict[str, str]] = {
    "twilio": {"account_sid": "AC" + "5a" * 16, "auth_token": "0f" * 16},
    "stripe": {"key": "sk_test_sample", "webhook_secret": "whsec_sample"},
    "openai": {"key": ""},
    "google": {"client_id": GOOGLE_CLIENT_ID, "client_secret": GOOGLE_CLIENT_SECRET},
    "signing": {"key": KEY.hex()},
    "suppression": {"key": SUPPRESSION_KEY.hex()},
}


def put_secrets(*, prefix: str = PREFIX, **changed: dict[str, str]) -> None:
    """Make them; what is named differs from the sample."""
    client = boto3.client("secretsmanager")
    for name, values in (SAMPLE | changed).items():
        client.create_secret(Name=f"{prefix}-{name}", SecretString=json.dumps(values))


def change_secret(name: str, *, prefix: str = PREFIX, **values: str) -> None:
    boto3.client("secretsmanager").put_secret_value(
        SecretId=f"{prefix}-{name}", SecretString=json.dumps(SAMPLE[name] | values)
    )
