"""Our end of Twilio's ConversationRelay, through API Gateway's connection API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import botocore.exceptions

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

GONE = {"GoneException", "410"}


class RelaySocket:
    """A `CallSocket`. Whole utterances: the agent selects approved lines, so nothing streams."""

    def __init__(self, client: ApiGatewayManagementApiClient) -> None:
        self._client = client

    def speak(self, *, connection: str, text: str, language: str, interruptible: bool) -> bool:
        return self._post(
            connection,
            {
                "type": "text",
                "token": text,
                "last": True,
                "lang": language,
                "interruptible": interruptible,
                "preemptible": False,
            },
        )

    def end(self, *, connection: str, reason: str) -> bool:
        return self._post(
            connection, {"type": "end", "handoffData": json.dumps({"reason": reason})}
        )

    def _post(self, connection: str, frame: dict[str, Any]) -> bool:
        try:
            self._client.post_to_connection(
                ConnectionId=connection, Data=json.dumps(frame).encode()
            )
        except botocore.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return False
            raise
        return True
