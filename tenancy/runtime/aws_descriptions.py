"""botocore's descriptions of AWS, of the services we call only.

Reads what botocore would read and nothing else. `endpoints.json` beside this module is botocore's
own without the other services: `infra/aws_endpoints.py` writes it, and a test compares the two.
"""

from __future__ import annotations

import functools
import gzip
import json
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader, Loader

SERVICES = frozenset(
    {
        *("apigatewaymanagementapi", "cognito-idp", "dynamodb", "lambda", "s3", "secretsmanager"),
        *("ses", "sesv2", "sqs", "sts"),
        # Where botocore may find the credentials of somebody at a terminal.
        *("sso", "sso-oidc"),
    }
)
ENDPOINTS = Path(__file__).parent / "endpoints.json"


@functools.cache
def _endpoints() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ENDPOINTS.read_bytes())
    return found


class _PlainDictionaries(JSONFileLoader):
    """Reads a description three times as fast: botocore asks for dictionaries of a kind that was
    needed before all of them kept their order."""

    def load_file(self, file_path: str) -> Any:
        for ending, opened in ((".json", open), (".json.gz", gzip.open)):
            if Path(file_path + ending).is_file():
                with opened(file_path + ending, "rb") as file:
                    return json.loads(file.read())
        return None


class OurDescriptions(Loader):
    """A loader that neither lists four hundred services nor parses the endpoints of all."""

    FILE_LOADER_CLASS = _PlainDictionaries

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002  botocore's own
        return sorted(SERVICES)

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """The data, and where botocore believes it to be: ours is what it would have read."""
        if name == "endpoints":
            return _endpoints(), str(Path(self.BUILTIN_DATA_PATH) / name)
        return super().load_data_with_path(name)
