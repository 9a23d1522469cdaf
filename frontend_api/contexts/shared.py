"""One dataclass per template: exactly what the page shows, nothing it would have to look up.

The first heading of a page is its `frame.title`; `docs` of the headings stand in `pages/__init__`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from frontend_api.http.forms import Form
from frontend_api.http.session import Session, Visitor

_NOTICES = {
    "saved": "Saved.",
    "approved": "Approved.",
    "signed-out": "You are signed out.",
    "confirmed": "Your email is confirmed. Sign in to start.",
    "code-sent": "If that address can sign in here, a code is on its way to it.",
    "password-set": "Your new password works. Sign in with it.",
    "invited": "Invited. Your teammate gets an email with how to sign in.",
    "import-started": "Your files arrived. We are reading them now.",
    "columns-forgotten": "Forgotten. Upload the file again, and we ask what its columns mean.",
    "connected": "Connected. We are reading your customers from Stripe now.",
    "disconnected": "Disconnected. The key is deleted; your customers stay as they are.",
    "sync-started": "On its way. Progress shows below in a moment.",
    "sent": "On its way. The conversation updates in a moment.",
    "launched": "Launched. The first conversations open inside your customers' hours.",
    "paused": "Paused. Conversations already open finish politely; nothing new opens.",
    "resumed": "Running again.",
    "stopped": "Stopped. Nothing new opens in this campaign.",
    "cancelled": "Cancelled. The agent tells the customer and offers other times.",
    "removed": "Removed.",
    "again": "Saved. Your customers are sorted again; reload in a moment to see the result.",
    "channel": "Saved. The channel's status is updated below.",
    "answered": "Answered, and approved for the next customer who asks.",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page."""

    title: str
    section: str = ""
    business: str = ""
    founder: str = ""
    csrf: str = ""
    notice: str = ""
    zone: str = "UTC"
    signed_in: bool = False


def frame_for(session: Session, title: str, *, section: str, done: str = "") -> Frame:
    """The frame of a founder's page. `done` is a known word from the address, never free text."""
    return Frame(
        title=title,
        section=section,
        business=session.tenant.business_name,
        founder=session.founder.name,
        csrf=session.csrf,
        notice=_NOTICES.get(done, ""),
        zone=session.tenant.time_zone,
        signed_in=True,
    )


def visitor_frame(visitor: Visitor, title: str, *, done: str = "") -> Frame:
    return Frame(title=title, csrf=visitor.csrf, notice=_NOTICES.get(done, ""))


@dataclass(frozen=True, slots=True)
class ErrorPage:
    template: ClassVar[str] = "error.html"
    frame: Frame
    words: str
    reference: str
    home: str


@dataclass(frozen=True, slots=True)
class SignUpPage:
    template: ClassVar[str] = "sign_up.html"
    frame: Frame
    form: Form
    countries: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    template: ClassVar[str] = "confirm.html"
    frame: Frame
    form: Form


@dataclass(frozen=True, slots=True)
class SignInPage:
    template: ClassVar[str] = "sign_in.html"
    frame: Frame
    form: Form
    back: str


@dataclass(frozen=True, slots=True)
class ForgotPage:
    template: ClassVar[str] = "forgot.html"
    frame: Frame
    form: Form


@dataclass(frozen=True, slots=True)
class ResetPage:
    template: ClassVar[str] = "reset.html"
    frame: Frame
    form: Form


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One thing between the founder and the launch."""

    title: str
    words: str
    href: str
    action: str
    done: bool
    partly: bool = False


@dataclass(frozen=True, slots=True)
class HomePage:
    template: ClassVar[str] = "home.html"
    frame: Frame
    steps: tuple[ChecklistStep, ...]
    upcoming: tuple[tuple[str, str, datetime], ...]
    """(booking id, customer, start) of the next bookings."""
    figures: Mapping[str, int]
