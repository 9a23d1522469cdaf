"""Writes the endpoints of the AWS services we call: botocore's own list without the others.

    python -m infra.aws_endpoints

Needed after an update of botocore, when a test says so. Never part of an artefact.
"""

from __future__ import annotations

import json
from typing import Any

from botocore.loaders import Loader

from tenancy.runtime.aws_descriptions import ENDPOINTS, SERVICES


def prefixes() -> frozenset[str]:
    """What the list of endpoints calls our services."""
    loader = Loader()
    return frozenset(
        str(loader.load_service_model(service, "service-2")["metadata"]["endpointPrefix"])
        for service in SERVICES
    )


def trimmed() -> dict[str, Any]:
    """botocore's list, each partition with our services only."""
    listed: dict[str, Any] = Loader().load_data("endpoints")
    ours = prefixes()
    partitions = [
        partition
        | {
            "services": {
                name: service for name, service in partition["services"].items() if name in ours
            }
        }
        for partition in listed["partitions"]
    ]
    return listed | {"partitions": partitions}


def main() -> None:
    """Write the file beside the module that reads it."""
    ENDPOINTS.write_text(json.dumps(trimmed(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
