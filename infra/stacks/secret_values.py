"""The deployment's secrets: one for each provider, and one for each key of our own.

A function's policy names those it needs, so none reads them all. On AWS a provider's values are put
in by hand; our own keys are born there, two of them that never serve each other's purpose.
"""

from __future__ import annotations

import json
from typing import Any

from infra.stacks.cloudformation import NOTHING, Node, chosen, physical_name, ref
from infra.stacks.data_key import data_key
from tenancy.runtime.secrets import SECRETS


def parameter_of(name: str) -> str:
    """The parameter with a secret's JSON object, for a local stage only."""
    return f"{name.capitalize()}Secret"


def secret_parameters() -> Node:
    return {
        parameter_of(name): {
            "Type": "String",
            "NoEcho": True,
            "Default": "{}",
            "Description": f"The secret {name} as a JSON object, for a local stage only",
        }
        for name in SECRETS
    }


def secret_resources() -> dict[str, Any]:
    return {f"{name.capitalize()}Values": _secret(name) for name in SECRETS}


def _secret(name: str) -> Node:
    provider = SECRETS[name].entries
    # Never to be changed: CloudFormation would put it over what was filled in by hand.
    empty = json.dumps(dict.fromkeys(provider, "")) if provider else ""
    born = {"SecretString": chosen("IsLocal", then=ref(parameter_of(name)), otherwise=empty)}
    if not provider:
        born = {
            "SecretString": chosen("IsLocal", then=ref(parameter_of(name)), otherwise=NOTHING),
            "GenerateSecretString": chosen("IsLocal", then=NOTHING, otherwise=_new_key()),
        }
    return {
        "Type": "AWS::SecretsManager::Secret",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "Name": physical_name(f"secret-{name}"),
            "KmsKeyId": data_key(),
            **born,
        },
    }


def _new_key() -> Node:
    """Sixty-four hexadecimal digits."""
    return {
        "SecretStringTemplate": json.dumps({"key_before": ""}),
        "GenerateStringKey": "key",
        "PasswordLength": 64,
        "ExcludePunctuation": True,
        "ExcludeUppercase": True,
        "ExcludeCharacters": "ghijklmnopqrstuvwxyz",
        "RequireEachIncludedType": False,
    }
