"""Sign up, confirm, sign in, forgotten passwords, sign out.

Says nothing about whether an address is known, except to its owner by mail.
"""

# ruff: noqa: ARG001 - every page takes (request, who is asking, ports), needed or not.

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import quote

from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import (
    Session,
    Visitor,
    cleared_session_cookie,
    session_cookie,
    session_cookie_name,
)
from frontend_api.pages.frame import Frame, visitor_frame
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.accounts import AppCodeNeeded, OpenedSession, SignUp
from frontend_api.wording.places import countries, currency_of, zone_choices, zones
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SignUpPage:
    template: ClassVar[str] = "tenant/sign_up.html"
    frame: Frame
    form: Form
    countries: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    template: ClassVar[str] = "tenant/confirm.html"
    frame: Frame
    form: Form


@dataclass(frozen=True, slots=True)
class SignInPage:
    template: ClassVar[str] = "tenant/sign_in.html"
    frame: Frame
    form: Form
    back: str


@dataclass(frozen=True, slots=True)
class AppCodePage:
    template: ClassVar[str] = "tenant/app_code.html"
    frame: Frame
    form: Form
    needed: AppCodeNeeded
    back: str


@dataclass(frozen=True, slots=True)
class ForgotPage:
    template: ClassVar[str] = "tenant/forgot.html"
    frame: Frame
    form: Form


@dataclass(frozen=True, slots=True)
class ResetPage:
    template: ClassVar[str] = "tenant/reset.html"
    frame: Frame
    form: Form


def sign_up_form(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    return _sign_up_page(visitor, Form({"country": "US", "time_zone": "UTC"}))


def _sign_up_page(visitor: Visitor, form: Form) -> HttpResponse:
    context = SignUpPage(
        visitor_frame(visitor, "Create your account"), form, countries(), zone_choices()
    )
    return page(context, status=422 if form.errors else 200)


def sign_up(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    country = entries.choice("country", (code for code, _ in countries()))
    typed = SignUp(
        name=entries.text("name", "Please tell us your name.", longest=80),
        business_name=entries.text(
            "business_name",
            "The agent names your business first in every conversation, so it needs it.",
            longest=80,
        ),
        email=entries.email("email"),
        country=country,
        time_zone=entries.choice("time_zone", zones()),
        currency=currency_of(country),
    )
    if not entries.errors:
        refused = ports.accounts.sign_up(typed, source=request.source, now=ports.clock.now())
        if refused is None:
            return see_other(f"/confirm?email={quote(typed.email)}")
        entries.refuse(refused.field or "email", refused.words)
    return _sign_up_page(visitor, entries.form())


def confirm_form(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    return _confirm_page(request, visitor, Form({"email": request.asked("email")}))


def _confirm_page(request: HttpRequest, visitor: Visitor, form: Form) -> HttpResponse:
    frame = visitor_frame(visitor, "Confirm your email", done=request.asked("done"))
    return page(ConfirmPage(frame, form), status=422 if form.errors else 200)


def confirm(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    email = entries.email("email")
    code = entries.text("code", "Please type the code from our email.", longest=12)
    password = entries.password("password")
    if not entries.errors:
        refused = ports.accounts.confirm(
            email=email,
            code=code,
            password=password,
            source=request.source,
            now=ports.clock.now(),
        )
        if refused is None:
            return see_other("/sign-in?done=confirmed")
        entries.refuse(refused.field or "code", refused.words)
    return _confirm_page(request, visitor, entries.form())


def send_code_again(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    email = entries.email("email")
    if not entries.errors:
        refused = ports.accounts.send_code_again(email=email, source=request.source)
        if refused is None:
            return see_other(f"/confirm?email={quote(email)}&done=code-sent")
        entries.refuse(refused.field or "email", refused.words)
    return _confirm_page(request, visitor, entries.form())


def sign_in_form(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    return _sign_in_page(request, visitor, Form(), back=_own_path(request.asked("next")))


_OWN_PATH = re.compile(r"/(?:[\w.~%+-][\w./~%+-]*)?(?:\?[\w.~%+&=-]*)?", re.ASCII)


def _own_path(address: str) -> str:
    """Where to go after signing in: a path of ours, never another site's address."""
    # Browsers drop tabs and line ends and take a backslash for a slash: "/\t/elsewhere" leaves us.
    return address if _OWN_PATH.fullmatch(address) else "/"


def _sign_in_page(request: HttpRequest, visitor: Visitor, form: Form, *, back: str) -> HttpResponse:
    frame = visitor_frame(visitor, "Sign in", done=request.asked("done"))
    return page(SignInPage(frame, form, back), status=422 if form.errors else 200)


def sign_in(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    email = entries.email("email")
    password = request.secret("password")
    back = _own_path(request.typed("next"))
    if not password:
        entries.refuse("password", "Please type your password.")
    if not entries.errors:
        opened = ports.accounts.sign_in(
            email=email, password=password, source=request.source, now=ports.clock.now()
        )
        if isinstance(opened, OpenedSession):
            return _let_in(opened, ports, back=back)
        if isinstance(opened, AppCodeNeeded):
            return _app_code_page(visitor, opened, Form(), back=back)
        if opened.field == "code":
            return see_other(f"/confirm?email={quote(email)}&done=code-sent")
        entries.refuse(opened.field or "password", opened.words)
    return _sign_in_page(request, visitor, entries.form(), back=back)


def _let_in(opened: OpenedSession, ports: Ports, *, back: str) -> HttpResponse:
    kept = session_cookie(opened.token, console_url=ports.addresses.console_url)
    return see_other(back, cookies=(kept,))


def _app_code_page(
    visitor: Visitor, needed: AppCodeNeeded, form: Form, *, back: str
) -> HttpResponse:
    context = AppCodePage(visitor_frame(visitor, "Code of your app"), form, needed, back)
    return page(context, status=422 if form.errors else 200)


def sign_in_with_app_code(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    back = _own_path(request.typed("next"))
    needed = AppCodeNeeded(
        request.secret("challenge"), request.secret("user"), request.typed("email")
    )
    if not needed.challenge or not needed.user:
        return see_other("/sign-in")
    code = entries.text("code", "Please type the code your app shows.", longest=12)
    if not entries.errors:
        opened = ports.accounts.sign_in_with_app_code(
            needed,
            code="".join(code.split()),
            source=request.source,
            now=ports.clock.now(),
        )
        if isinstance(opened, OpenedSession):
            return _let_in(opened, ports, back=back)
        entries.refuse(opened.field or "code", opened.words)
    return _app_code_page(visitor, needed, entries.form(), back=back)


def forgot_form(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    return page(ForgotPage(visitor_frame(visitor, "Forgot your password?"), Form()))


def forgot(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    email = entries.email("email")
    if not entries.errors:
        refused = ports.accounts.forgot(email=email, source=request.source)
        if refused is None:
            return see_other(f"/reset?email={quote(email)}&done=code-sent")
        entries.refuse(refused.field or "email", refused.words)
    frame = visitor_frame(visitor, "Forgot your password?")
    return page(ForgotPage(frame, entries.form()), status=422)


def reset_form(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    frame = visitor_frame(visitor, "Set a new password", done=request.asked("done"))
    return page(ResetPage(frame, Form({"email": request.asked("email")})))


def reset(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    email = entries.email("email")
    code = entries.text("code", "Please type the code from our email.", longest=12)
    password = entries.password("password")
    if not entries.errors:
        refused: FieldRefusal | None = ports.accounts.reset(
            email=email, code=code, password=password, source=request.source
        )
        if refused is None:
            return see_other("/sign-in?done=password-set")
        entries.refuse(refused.field or "code", refused.words)
    frame = visitor_frame(visitor, "Set a new password")
    return page(ResetPage(frame, entries.form()), status=422)


def sign_out(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    console_url = ports.addresses.console_url
    ports.accounts.sign_out(request.cookies.get(session_cookie_name(console_url), ""))
    cleared = cleared_session_cookie(console_url=console_url)
    return see_other("/sign-in?done=signed-out", cookies=(cleared,))
