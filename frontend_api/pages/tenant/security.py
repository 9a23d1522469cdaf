"""How a founder signs in: their password, and a code of an authenticator app beside it.

Every change asks for the password once more. A secret is shown once and kept by the pool alone.
"""

# ruff: noqa: ARG001 - every page takes (request, who is asking, ports), needed or not.

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import quote, urlencode

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import Session, cleared_session_cookie
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.accounts import AppSecret
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SecurityPage:
    template: ClassVar[str] = "tenant/security.html"
    frame: Frame
    password: Form
    factor: Form
    asked: bool
    """Whether signing in asks for a code."""
    secret: str
    """Empty but where an app is being connected."""
    picture: str
    """The same as the address of a picture, drawn by us."""


def security(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _security_page(request, session)


def _security_page(
    request: HttpRequest,
    session: Session,
    *,
    password: Form | None = None,
    factor: Form | None = None,
    secret: AppSecret | None = None,
) -> HttpResponse:
    password, factor = password or Form(), factor or Form()
    frame = frame_for(session, "Signing in", section="settings", done=request.asked("done"))
    context = SecurityPage(
        frame=frame,
        password=password,
        factor=factor,
        asked=session.founder.second_factor,
        secret=secret.secret if secret else "",
        picture=_picture(secret, session.founder.email) if secret else "",
    )
    return page(context, status=422 if password.errors or factor.errors else 200)


def _picture(secret: AppSecret, email: str) -> str:
    """As an address a page may show without markup of ours in it."""
    import segno

    label = quote(f"Warmline:{email}")
    named = urlencode({"secret": secret.secret, "issuer": "Warmline"})
    drawn = segno.make_qr(f"otpauth://totp/{label}?{named}")
    return drawn.svg_data_uri(scale=4, light="white")


def change_password(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    current = _asked(request, entries, "current")
    wanted = entries.password("password")
    if not entries.errors:
        refused = ports.own_accounts.change_password(
            session.founder, current=current, wanted=wanted, source=request.source
        )
        if refused is None:
            record_act(session, ports, Action.CHANGED_PASSWORD)
            cleared = cleared_session_cookie(console_url=ports.addresses.console_url)
            return see_other("/sign-in?done=password-set", cookies=(cleared,))
        field = "current" if refused.field == "password" else refused.field or "form"
        entries.refuse(field, refused.words)
    return _security_page(request, session, password=entries.form())


def connect_app(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Show the secret once, as the answer to this very form: it is in no address."""
    entries = Entries(request)
    password = _asked(request, entries, _APP_PASSWORD)
    if not entries.errors:
        begun = ports.own_accounts.begin_second_factor(
            session.founder, password=password, source=request.source
        )
        if isinstance(begun, AppSecret):
            return _security_page(request, session, secret=begun)
        _refuse(entries, begun)
    return _security_page(request, session, factor=entries.form())


def turn_app_on(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _switched(request, session, ports, on=True)


def turn_app_off(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _switched(request, session, ports, on=False)


_APP_PASSWORD = "app-password"  # noqa: S105 - the name of a form field


def _switched(request: HttpRequest, session: Session, ports: Ports, *, on: bool) -> HttpResponse:
    entries = Entries(request)
    password = _asked(request, entries, _APP_PASSWORD)
    typed = entries.text("code", "Please type the code your app shows.", longest=12)
    if not entries.errors:
        own = ports.own_accounts
        switch = own.keep_second_factor if on else own.end_second_factor
        refused = switch(
            session.founder, password=password, code="".join(typed.split()), source=request.source
        )
        if refused is None:
            record_act(session, ports, Action.SECOND_FACTOR_ON if on else Action.SECOND_FACTOR_OFF)
            return see_other(f"/security?done={'app-on' if on else 'app-off'}")
        _refuse(entries, refused)
    # After a slip the same key is shown again: the app has it already.
    again = request.typed("secret") if on else ""
    secret = AppSecret(again) if _SECRET.fullmatch(again) else None
    return _security_page(request, session, factor=entries.form(), secret=secret)


_SECRET = re.compile(r"[A-Z2-7]{16,128}", re.ASCII)


def _asked(request: HttpRequest, entries: Entries, name: str) -> str:
    password = request.secret(name)
    if not password:
        entries.refuse(name, "Please type your current password.")
    return password


def _refuse(entries: Entries, refused: FieldRefusal) -> None:
    field = _APP_PASSWORD if refused.field == "password" else refused.field or "form"
    entries.refuse(field, refused.words)
