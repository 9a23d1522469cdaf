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
    secret: str = ""
    """Of an authenticator app; asked for once `app` is set."""
    app: bool = False


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
        if not person.app:
            return self._signed_in(given["USERNAME"])
        challenge = secrets.token_urlsafe(16)
        self.tokens[challenge] = given["USERNAME"]
        named = {"USER_ID_FOR_SRP": f"sub-of-{given['USERNAME']}"}
        return {
            "ChallengeName": "SOFTWARE_TOKEN_MFA",
            "Session": challenge,
            "ChallengeParameters": named,
        }

    def RespondToAuthChallenge(self, asked: Answer) -> Answer:  # noqa: N802
        given = asked["ChallengeResponses"]
        address = self.tokens.get(asked["Session"], "")
        if not address or given["USERNAME"] != f"sub-of-{address}":
            raise RefusalError("NotAuthorizedException")
        if given["SOFTWARE_TOKEN_MFA_CODE"] != app_code(self.people[address].secret):
            raise RefusalError("CodeMismatchException")
        del self.tokens[asked["Session"]]
        return self._signed_in(address)

    def GetUser(self, asked: Answer) -> Answer:  # noqa: N802
        address = self._holder(asked)
        attributes = [{"Name": "sub", "Value": "s"}, {"Name": "email", "Value": address}]
        return {"Username": f"sub-of-{address}", "UserAttributes": attributes}

    def AssociateSoftwareToken(self, asked: Answer) -> Answer:  # noqa: N802
        person = self.people[self._holder(asked)]
        person.secret = secrets.token_hex(8).upper()
        return {"SecretCode": person.secret}

    def VerifySoftwareToken(self, asked: Answer) -> Answer:  # noqa: N802
        if asked["UserCode"] != app_code(self.people[self._holder(asked)].secret):
            raise RefusalError("EnableSoftwareTokenMFAException")
        return {"Status": "SUCCESS"}

    def SetUserMFAPreference(self, asked: Answer) -> Answer:  # noqa: N802
        wanted = asked["SoftwareTokenMfaSettings"]["Enabled"]
        self.people[self._holder(asked)].app = wanted
        return {}

    def AdminDeleteUser(self, asked: Answer) -> Answer:  # noqa: N802
        if self.people.pop(asked["Username"], None) is None:
            raise RefusalError("UserNotFoundException")
        return {}

    def _holder(self, asked: Answer) -> str:
        if asked["AccessToken"] not in self.tokens:
            raise RefusalError("NotAuthorizedException")
        return self.tokens[asked["AccessToken"]]

    def _signed_in(self, address: str) -> Answer:
        token = secrets.token_urlsafe(16)
        self.tokens[token] = address
        return {"AuthenticationResult": {"AccessToken": token}}


def app_code(secret: str) -> str:
    """What an authenticator app shows for a secret; time stands still here."""
    return f"{int.from_bytes(secret.encode()) % 10**6:06}"
