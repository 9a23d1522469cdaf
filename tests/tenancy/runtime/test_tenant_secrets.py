"""What founders entrust to us is kept under the stage's own key, where there is one."""

from __future__ import annotations

import boto3
import pytest

from tenancy.runtime.tenant_secrets import DATA_KEY_VARIABLE, NamedSecrets

NAME = "warmline-test-tenant-t_sample000000000"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000001"


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(("given", "kept_under"), [(KEY, KEY), ("", None)])
def test_a_secret_is_made_under_the_key_of_the_stage(
    monkeypatch: pytest.MonkeyPatch, given: str, kept_under: str | None
) -> None:
    monkeypatch.setenv(DATA_KEY_VARIABLE, given)
    NamedSecrets().save(NAME, "{}")
    assert (
        boto3.client("secretsmanager").describe_secret(SecretId=NAME).get("KmsKeyId") == kept_under
    )
