"""Founders' passwords and mail codes, kept by Cognito: the one place that speaks to it.

Turns what Cognito refuses into a rule with words a founder understands. Never tells whether an
address has an account where somebody else could be asking.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol

from botocore.exceptions import ClientError

from tenancy.values.lazy_dataclass import dataclass


class SignupRule(StrEnum):
    """Why something about signing up or in was refused."""

    EMAIL_IN_USE = "email_in_use"
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - the name of a rule
    WRONG_CODE = "wrong_code"
    EXPIRED_CODE = "expired_code"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a rule
    NOT_CONFIRMED = "not_confirmed"
    TOO_MANY_TRIES = "too_many_tries"
    TOO_MANY_CODES = "too_many_codes"
    SIGN_IN_AGAIN = "sign_in_again"
    WRONG_APP_CODE = "wrong_app_code"
    ALREADY_ON = "already_on"
    MAIL_NOT_SENT = "mail_not_sent"
    ALREADY_A_FOUNDER = "already_a_founder"


_WORDS = {
    SignupRule.EMAIL_IN_USE: (
        "email",
        "This address has an account already. Sign in, or reset the password.",
    ),
    SignupRule.WEAK_PASSWORD: ("password", "Please choose a password of at least 10 characters."),
    SignupRule.WRONG_CODE: (
        "code",
        "That is not the code from our latest email. Please check it, or ask for a new one.",
    ),
    SignupRule.EXPIRED_CODE: ("code", "This code is too old. Please ask for a new one."),
    SignupRule.WRONG_PASSWORD: ("password", "Email or password is not right."),
    SignupRule.NOT_CONFIRMED: ("code", "Please confirm your address first: we sent you a code."),
    SignupRule.TOO_MANY_TRIES: ("", "Too many tries. Please wait a quarter of an hour."),
    SignupRule.TOO_MANY_CODES: (
        "",
        "We sent several codes already. Look for the newest one, also among spam, or wait an hour.",
    ),
    SignupRule.SIGN_IN_AGAIN: ("", "That took too long. Please begin with your password again."),
    SignupRule.WRONG_APP_CODE: (
        "code",
        "That is not the code your app shows now. Wait for the next one, and check its clock.",
    ),
    SignupRule.ALREADY_ON: ("", "An authenticator app is asked already. Turn it off first."),
    SignupRule.MAIL_NOT_SENT: ("email", "We could not send mail to this address. Is it right?"),
    SignupRule.ALREADY_A_FOUNDER: ("email", "This person has an account already."),
}


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """An expected refusal."""

    rule: SignupRule

    @property
    def words(self) -> str:
        """For the founder."""
        return _WORDS[self.rule][1]

    @property
    def field(self) -> str:
        """The form's field it belongs to; empty for the whole form."""
        return _WORDS[self.rule][0]


@dataclass(frozen=True, slots=True)
class Access:
    """The password was right, and the code where one is asked for. Kept by nobody."""

    token: str


@dataclass(frozen=True, slots=True)
class SecondFactorNeeded:
    """The password was right; the code of an authenticator app is asked for within minutes.

    Both go back to the pool with the code. They open nothing by themselves.
    """

    challenge: str
    user: str


_EVERYWHERE = {
    "LimitExceededException": SignupRule.TOO_MANY_TRIES,
    "TooManyRequestsException": SignupRule.TOO_MANY_TRIES,
    "TooManyFailedAttemptsException": SignupRule.TOO_MANY_TRIES,
    "CodeDeliveryFailureException": SignupRule.MAIL_NOT_SENT,
    "InvalidPasswordException": SignupRule.WEAK_PASSWORD,
}
_SIGN_UP = _EVERYWHERE | {
    "UsernameExistsException": SignupRule.EMAIL_IN_USE,
    "InvalidParameterException": SignupRule.WEAK_PASSWORD,
}
_CODE = _EVERYWHERE | {
    "CodeMismatchException": SignupRule.WRONG_CODE,
    "ExpiredCodeException": SignupRule.EXPIRED_CODE,
    "NotAuthorizedException": SignupRule.WRONG_CODE,
    "UserNotFoundException": SignupRule.WRONG_CODE,
    "AliasExistsException": SignupRule.EMAIL_IN_USE,
}
_SIGN_IN = _EVERYWHERE | {
    "NotAuthorizedException": SignupRule.WRONG_PASSWORD,
    "UserNotFoundException": SignupRule.WRONG_PASSWORD,
    "PasswordResetRequiredException": SignupRule.WRONG_PASSWORD,
    "UserNotConfirmedException": SignupRule.NOT_CONFIRMED,
}
_APP_CODE = _EVERYWHERE | {
    "CodeMismatchException": SignupRule.WRONG_APP_CODE,
    "EnableSoftwareTokenMFAException": SignupRule.WRONG_APP_CODE,
    "ExpiredCodeException": SignupRule.WRONG_APP_CODE,
    "InvalidParameterException": SignupRule.SIGN_IN_AGAIN,
    "NotAuthorizedException": SignupRule.SIGN_IN_AGAIN,
    "UserNotFoundException": SignupRule.SIGN_IN_AGAIN,
}
_SILENT = frozenset(
    {"UserNotFoundException", "InvalidParameterException", "NotAuthorizedException"}
)
"""What Cognito says about addresses that have no account, or none that waits for this mail."""


class Passwords(Protocol):
    """The port to the pool that keeps passwords and sends codes. Addresses are lower case.

    An answer is None where nothing was refused and there is nothing more to report.
    """

    def sign_up(self, *, email: str, password: str) -> SignInRefused | None: ...
    def confirm(self, *, email: str, code: str) -> SignInRefused | None: ...
    def send_code_again(self, email: str) -> SignInRefused | None: ...
    def check_password(
        self, *, email: str, password: str
    ) -> Access | SecondFactorNeeded | SignInRefused: ...
    def check_app_code(
        self, needed: SecondFactorNeeded, *, code: str
    ) -> Access | SignInRefused: ...
    def address_of(self, access: Access) -> str: ...
    def new_authenticator(self, access: Access) -> str: ...
    def keep_authenticator(self, access: Access, *, code: str) -> SignInRefused | None: ...
    def drop_authenticator(self, access: Access) -> None: ...
    def remove(self, email: str) -> None: ...
    def forgot(self, email: str) -> SignInRefused | None: ...
    def reset(self, *, email: str, code: str, password: str) -> SignInRefused | None: ...
    def add_confirmed(self, *, email: str, password: str) -> SignInRefused | None: ...
    def set_password(self, *, email: str, password: str) -> SignInRefused | None: ...


class FounderPool:
    """One user pool and its client without a secret. Addresses are lower case."""

    def __init__(self, client: Any, *, pool_id: str, client_id: str) -> None:
        self._client = client
        self._pool_id = pool_id
        self._client_id = client_id

    def sign_up(self, *, email: str, password: str) -> SignInRefused | None:
        return _refusal(
            _SIGN_UP,
            self._client.sign_up,
            ClientId=self._client_id,
            Username=email,
            Password=password,
            UserAttributes=[{"Name": "email", "Value": email}],
        )

    def confirm(self, *, email: str, code: str) -> SignInRefused | None:
        return _refusal(
            _CODE,
            self._client.confirm_sign_up,
            ClientId=self._client_id,
            Username=email,
            ConfirmationCode=code,
        )

    def send_code_again(self, email: str) -> SignInRefused | None:
        return _refusal(
            _EVERYWHERE,
            self._client.resend_confirmation_code,
            silent=_SILENT,
            ClientId=self._client_id,
            Username=email,
        )

    def check_password(
        self, *, email: str, password: str
    ) -> Access | SecondFactorNeeded | SignInRefused:
        """Cognito's own tokens are not kept: the session is ours."""
        answer = _called(
            _SIGN_IN,
            self._client.initiate_auth,
            ClientId=self._client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        if isinstance(answer, SignInRefused):
            return answer
        if answer.get("ChallengeName") == _APP_CHALLENGE:
            named = answer.get("ChallengeParameters", {})
            return SecondFactorNeeded(answer["Session"], named.get("USER_ID_FOR_SRP", email))
        return _access(answer)

    def check_app_code(self, needed: SecondFactorNeeded, *, code: str) -> Access | SignInRefused:
        answer = _called(
            _APP_CODE,
            self._client.respond_to_auth_challenge,
            ClientId=self._client_id,
            ChallengeName=_APP_CHALLENGE,
            Session=needed.challenge,
            ChallengeResponses={"USERNAME": needed.user, "SOFTWARE_TOKEN_MFA_CODE": code},
        )
        return answer if isinstance(answer, SignInRefused) else _access(answer)

    def address_of(self, access: Access) -> str:
        """Whose access it is, by Cognito's word: a form may name somebody else."""
        found = self._client.get_user(AccessToken=access.token)["UserAttributes"]
        return next(str(each["Value"]) for each in found if each["Name"] == "email")

    def new_authenticator(self, access: Access) -> str:
        """Return the secret for an authenticator app; no code is asked for until it is kept."""
        answer = self._client.associate_software_token(AccessToken=access.token)
        return str(answer["SecretCode"])

    def keep_authenticator(self, access: Access, *, code: str) -> SignInRefused | None:
        """Ask for the app's codes from now on, if this is one of the newest secret."""
        answer = _called(
            _APP_CODE,
            self._client.verify_software_token,
            AccessToken=access.token,
            UserCode=code,
        )
        if isinstance(answer, SignInRefused):
            return answer
        if answer.get("Status") != "SUCCESS":
            return SignInRefused(SignupRule.WRONG_APP_CODE)
        self._prefer_app(access, wanted=True)
        return None

    def drop_authenticator(self, access: Access) -> None:
        self._prefer_app(access, wanted=False)

    def _prefer_app(self, access: Access, *, wanted: bool) -> None:
        self._client.set_user_mfa_preference(
            AccessToken=access.token,
            SoftwareTokenMfaSettings={"Enabled": wanted, "PreferredMfa": wanted},
        )

    def remove(self, email: str) -> None:
        """Forget an account; one that is not there is fine."""
        _refusal(
            {},
            self._client.admin_delete_user,
            silent=frozenset({"UserNotFoundException"}),
            UserPoolId=self._pool_id,
            Username=email,
        )

    def forgot(self, email: str) -> SignInRefused | None:
        return _refusal(
            _EVERYWHERE,
            self._client.forgot_password,
            silent=_SILENT,
            ClientId=self._client_id,
            Username=email,
        )

    def reset(self, *, email: str, code: str, password: str) -> SignInRefused | None:
        return _refusal(
            _CODE,
            self._client.confirm_forgot_password,
            ClientId=self._client_id,
            Username=email,
            ConfirmationCode=code,
            Password=password,
        )

    def add_confirmed(self, *, email: str, password: str) -> SignInRefused | None:
        """Make an account for somebody invited; with a password nobody knows they must reset it."""
        refused = _refusal(
            _EVERYWHERE | {"UsernameExistsException": SignupRule.ALREADY_A_FOUNDER},
            self._client.admin_create_user,
            UserPoolId=self._pool_id,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
        return refused or self.set_password(email=email, password=password)

    def set_password(self, *, email: str, password: str) -> SignInRefused | None:
        """Set the password of an account whose owner the caller has seen proved."""
        return _refusal(
            _EVERYWHERE,
            self._client.admin_set_user_password,
            UserPoolId=self._pool_id,
            Username=email,
            Password=password,
            Permanent=True,
        )


_APP_CHALLENGE = "SOFTWARE_TOKEN_MFA"


def _access(answer: dict[str, Any]) -> Access:
    return Access(answer["AuthenticationResult"]["AccessToken"])


def _refusal(
    table: dict[str, SignupRule],
    operation: Any,
    *,
    silent: frozenset[str] = frozenset(),
    **parameters: Any,
) -> SignInRefused | None:
    answer = _called(table, operation, silent=silent, **parameters)
    return answer if isinstance(answer, SignInRefused) else None


def _called(
    table: dict[str, SignupRule],
    operation: Any,
    *,
    silent: frozenset[str] = frozenset(),
    **parameters: Any,
) -> dict[str, Any] | SignInRefused:
    """Call Cognito; an expected refusal is a value, a silent one nothing, all else raises."""
    try:
        answer: dict[str, Any] = operation(**parameters)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in silent:
            return {}
        if code in table:
            return SignInRefused(table[code])
        raise
    return answer
