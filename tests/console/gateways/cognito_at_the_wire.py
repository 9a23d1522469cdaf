"""Cognito's user pool in memory, answering just before the wire: what our requests are met with.

Follows the API reference for the operations we call; codes that a mail would carry are in `mailed`.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse

Answer = dict[str, Any]


class RefusalError(Exception):
    """An error of the service by its code."""


@dataclass
class Person:
    password: str
    confirmed: bool = False


@dataclass
class CognitoAtTheWire:
    people: dict[str, Person] = field(default_factory=dict)
    mailed: dict[str, str] = field(default_factory=dict)
    """Address -> the newest code."""
    tokens: dict[str, str] = field(default_factory=dict)
    """Access token or session of a challenge -> address."""

    def attach(self, client: Any) -> None:
        client.meta.events.register_first("before-call.cognito-idp", self._answer)

    def _answer(self, model: Any, params: dict[str, Any], **_: object) -> tuple[AWSResponse, Any]:
        asked = json.loads(params["body"])
        try:
            answer = getattr(self, model.name)(asked)
        except RefusalError as refused:
            error = {"Error": {"Code": str(refused), "Message": "refused"}}
            return AWSResponse("", 400, {}, None), error
        return AWSResponse("", 200, {}, None), answer | {"ResponseMetadata": {}}

    def _code_to(self, address: str) -> Answer:
        self.mailed[address] = f"{secrets.randbelow(10**6):06}"
        return {}

    def _take_code(self, address: str, code: str) -> None:
        if self.mailed.get(address) != code:
            raise RefusalError("CodeMismatchException")
        del self.mailed[address]

    def _known(self, address: str) -> Person:
        if address not in self.people:
            raise RefusalError("UserNotFoundException")
        return self.people[address]

    def SignUp(self, asked: Answer) -> Answer:  # noqa: N802 - Cognito's name
        if asked["Username"] in self.people:
            raise RefusalError("UsernameExistsException")
        self.people[asked["Username"]] = Person(asked["Password"])
        return self._code_to(asked["Username"])

    def ResendConfirmationCode(self, asked: Answer) -> Answer:  # noqa: N802
        if self._known(asked["Username"]).confirmed:
            raise RefusalError("InvalidParameterException")
        return self._code_to(asked["Username"])

    def ConfirmSignUp(self, asked: Answer) -> Answer:  # noqa: N802
        person = self._known(asked["Username"])
        self._take_code(asked["Username"], asked["ConfirmationCode"])
        person.confirmed = True
        return {}

    def AdminCreateUser(self, asked: Answer) -> Answer:  # noqa: N802
        if asked["Username"] in self.people:
            raise RefusalError("UsernameExistsException")
        self.people[asked["Username"]] = Person("")
        return {}

    def AdminSetUserPassword(self, asked: Answer) -> Answer:  # noqa: N802
        person = self._known(asked["Username"])
        person.password, person.confirmed = asked["Password"], True
        return {}

    def ForgotPassword(self, asked: Answer) -> Answer:  # noqa: N802
        self._known(asked["Username"])
        return self._code_to(asked["Username"])

    def ConfirmForgotPassword(self, asked: Answer) -> Answer:  # noqa: N802
        person = self._known(asked["Username"])
        self._take_code(asked["Username"], asked["ConfirmationCode"])
        person.password = asked["Password"]
        return {}

    def InitiateAuth(self, asked: Answer) -> Answer:  # noqa: N802
        given = asked["AuthParameters"]
        person = self.people.get(given["USERNAME"])
        if person is None or person.password != given["PASSWORD"]:
            raise RefusalError("NotAuthorizedException")
        if not person.confirmed:
            raise RefusalError("UserNotConfirmedException")
        return self._signed_in(given["USERNAME"])

    def _signed_in(self, address: str) -> Answer:
        token = secrets.token_urlsafe(16)
        self.tokens[token] = address
        return {"AuthenticationResult": {"AccessToken": token}}
