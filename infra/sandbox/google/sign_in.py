"""Google's consent page, token endpoint and revocation, for one registered web application.

After Google's guides "Using OAuth 2.0 for Web Server Applications" (parameters, refresh tokens only
offline and at the first consent, invalid_grant) and "OAuth 2.0 for Mobile & Desktop Apps"
(code_challenge, code_verifier, 43 to 128 letters), RFC 6749 5.2 and RFC 7636 4.6.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.settings import Settings

_AUTH = "https://www.googleapis.com/auth/"
SCOPES = {
    f"{_AUTH}calendar.events": "See and change events on your calendars",
    f"{_AUTH}calendar.calendarlist.readonly": "See the list of your calendars",
    f"{_AUTH}calendar.freebusy": "See when you are busy",
}
EVENTS, CALENDAR_LIST, FREE_BUSY = SCOPES
_NEEDED = ("client_id", "redirect_uri", "response_type", "scope")
_KNOWN = frozenset(
    {*_NEEDED, "state", "code_challenge", "code_challenge_method", "access_type", "prompt",
     "include_granted_scopes", "login_hint"}
)  # fmt: skip
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")
CODE_SECONDS = 600
TOKEN_SECONDS = 3599
_GRANTS: dict[str, frozenset[str]] = {
    "authorization_code": frozenset({"code", "code_verifier", "redirect_uri"}),
    "refresh_token": frozenset({"refresh_token"}),
}


class GoogleSignIn:
    """Who let our application in, and what with."""

    def __init__(self, *, settings: Settings, ledger: Ledger) -> None:
        self._settings = settings
        self._ledger = ledger

    def routes(self) -> list[Route]:
        return [
            Route("/google/o/oauth2/v2/auth", self._ask_consent, methods=["GET"]),
            Route("/google/o/oauth2/v2/auth", self._decide, methods=["POST"]),
            Route("/google/token", self._give_tokens, methods=["POST"]),
            Route("/google/revoke", self._revoke, methods=["POST"]),
        ]

    async def _ask_consent(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if problem := self._wrong(asked):
            return HTMLResponse(f"<h1>Error 400: {escape(problem)}</h1>", status_code=400)
        hidden = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in asked.items()
        )
        accounts = "".join(
            f'<label><input type="radio" name="account" value="{escape(one)}"'
            f"{' checked' if place == 0 else ''}> {escape(one)}</label><br>"
            for place, one in enumerate(self._ledger.table("google_accounts"))
        )
        wanted = "".join(
            f'<label><input type="checkbox" name="granted" value="{scope}" checked> '
            f"{SCOPES[scope]}</label><br>"
            for scope in asked["scope"].split()
        )
        return HTMLResponse(
            '<!doctype html><html lang="en"><title>Sign in</title><h1>Warmline wants access to your'
            f' Google Account</h1><form method="post">{hidden}<fieldset><legend>Account</legend>'
            f"{accounts}</fieldset><fieldset><legend>This allows Warmline to</legend>{wanted}"
            '</fieldset><button name="decision" value="allow">Allow</button> '
            '<button name="decision" value="deny">Cancel</button></form></html>'
        )

    async def _decide(self, request: Request) -> Response:
        sent = parse_qsl((await request.body()).decode())
        asked = {name: value for name, value in sent if name in _KNOWN}
        chosen = {name: value for name, value in sent if name not in _KNOWN}
        granted = [value for name, value in sent if name == "granted"]
        if problem := self._wrong(asked):
            return HTMLResponse(f"<h1>Error 400: {escape(problem)}</h1>", status_code=400)
        answer = {"state": asked["state"]} if "state" in asked else {}
        if chosen.get("decision") != "allow" or not granted:
            answer["error"] = "access_denied"
        elif chosen.get("account") not in self._ledger.table("google_accounts"):
            return HTMLResponse("<h1>Error 400: no such account</h1>", status_code=400)
        else:
            code = f"4/0{secrets.token_urlsafe(32)}"
            self._ledger.save_record(
                "google_codes",
                code,
                {**asked, "account": chosen["account"], "granted": granted, "used": False,
                 "ends": self._ledger.now().timestamp() + CODE_SECONDS},
            )  # fmt: skip
            answer |= {"code": code, "scope": " ".join(granted)}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", status_code=303)

    def _wrong(self, asked: Mapping[str, str]) -> str:
        """Why no consent is asked for; empty if it is."""
        if missing := [name for name in _NEEDED if not asked.get(name)]:
            return f"invalid_request: missing required parameter: {missing[0]}"
        if unknown := sorted(set(asked) - _KNOWN):
            return f"invalid_request: parameter not allowed: {unknown[0]}"
        if asked["client_id"] != self._settings.google_client_id:
            return "invalid_client: the OAuth client was not found."
        if asked["redirect_uri"] != self._settings.google_redirect_uri:
            return "redirect_uri_mismatch"
        if asked["response_type"] != "code":
            return "unsupported_response_type"
        if unknown := sorted(set(asked["scope"].split()) - set(SCOPES)):
            return f"invalid_scope: {unknown[0]}"
        if asked.get("access_type", "online") not in {"online", "offline"}:
            return "invalid_request: access_type"
        if asked.get("code_challenge_method") != "S256":
            return "invalid_request: this sandbox wants PKCE with S256"
        if not _CHALLENGE.match(asked.get("code_challenge", "")):
            return "invalid_request: code_challenge"
        return ""

    async def _give_tokens(self, request: Request) -> Response:
        sent = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        asked = dict(sent)
        if len(asked) != len(sent):
            return _refused("invalid_request", "A parameter was sent twice.")
        fields = _GRANTS.get(asked.get("grant_type", ""))
        if fields is None:
            return _refused("unsupported_grant_type", "Invalid grant_type.")
        known = fields | {"grant_type", "client_id", "client_secret"}
        if unknown := sorted(set(asked) - known):
            return _refused("invalid_request", f"Parameter not allowed: {unknown[0]}")
        if missing := sorted(known - set(asked)):
            return _refused("invalid_request", f"Missing required parameter: {missing[0]}")
        ours = (self._settings.google_client_id, self._settings.google_client_secret)
        if (asked["client_id"], asked["client_secret"]) != ours:
            return _refused("invalid_client", "Unauthorized", status=401)
        if "code" in fields:
            return self._exchange(asked)
        grant = self._ledger.table("google_grants").get(asked["refresh_token"])
        if grant is None:
            return _refused("invalid_grant", "Token has been expired or revoked.")
        return JSONResponse(self._access(asked["refresh_token"], grant))

    def _exchange(self, asked: Mapping[str, str]) -> Response:
        code = self._ledger.table("google_codes").get(asked["code"])
        if code is None or code["used"] or code["ends"] <= self._ledger.now().timestamp():
            return _refused("invalid_grant", "Malformed auth code.")
        self._ledger.save_record("google_codes", asked["code"], {**code, "used": True})
        if asked["redirect_uri"] != code["redirect_uri"]:
            return _refused("redirect_uri_mismatch", "Bad Request")
        verifier = asked["code_verifier"]
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not _VERIFIER.match(verifier) or challenge != code["code_challenge"]:
            return _refused("invalid_grant", "Invalid code verifier.")
        grants = self._ledger.table("google_grants")
        is_first = code["account"] not in {one["account"] for one in grants.values()}
        grant = {"account": code["account"], "scopes": code["granted"]}
        refresh_token = f"1//0{secrets.token_urlsafe(48)}"
        self._ledger.save_record("google_grants", refresh_token, grant)
        answer = self._access(refresh_token, grant)
        is_wanted = is_first or "consent" in code.get("prompt", "").split()
        if code.get("access_type") == "offline" and is_wanted:
            answer["refresh_token"] = refresh_token
        return JSONResponse(answer)

    def _access(self, refresh_token: str, grant: Record) -> Record:
        token = f"ya29.{secrets.token_urlsafe(48)}"
        ends = self._ledger.now().timestamp() + TOKEN_SECONDS
        held = {**grant, "grant": refresh_token, "ends": ends}
        self._ledger.save_record("google_access", token, held)
        return {
            "access_token": token,
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(grant["scopes"]),
            "token_type": "Bearer",
        }

    async def _revoke(self, request: Request) -> Response:
        asked = dict(parse_qsl((await request.body()).decode()))
        token = asked.get("token", "")
        token = self._ledger.table("google_access").get(token, {}).get("grant", token)
        grant = self._ledger.table("google_grants").get(token)
        if grant is None:
            return _refused("invalid_token", "Token expired or revoked")
        # One token stands for all that the account granted to us.
        self.end_grants(grant["account"])
        return JSONResponse({})

    def end_grant(self, refresh_token: str) -> None:
        self._ledger.table("google_grants").pop(refresh_token, None)
        self._ledger.touch()

    def end_grants(self, account: str) -> None:
        """The founder takes our right away in their account's settings."""
        held = self._ledger.table("google_grants")
        for token in [token for token, grant in held.items() if grant["account"] == account]:
            self.end_grant(token)

    def expire_access(self, account: str) -> None:
        for held in self._ledger.table("google_access").values():
            if held["account"] == account:
                held["ends"] = 0.0
        self._ledger.touch()


def _refused(error: str, description: str, *, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status_code=status)
