"""What surrounds every page: its title, who is signed in, and what was just done."""

from __future__ import annotations

from frontend_api.http.session import Session, Visitor
from tenancy.values.lazy_dataclass import dataclass

_NOTICES = {
    "saved": "Saved.",
    "approved": "Approved.",
    "signed-out": "You are signed out.",
    "confirmed": "Your email is confirmed. Sign in to start.",
    "code-sent": "If that address can sign in here, a code is on its way to it.",
    "password-set": "Your new password works. Sign in with it.",
    "invited": "Invited. Your teammate gets two mails: your invitation, and a code to begin with.",
    "replayed": "It is sent again within a minute. Reload to see what became of it.",
    "key-revoked": "Revoked. The key opens nothing any more.",
    "teammate-removed": "Removed. Their sessions ended, and they sign in no more.",
    "teammate-disconnected": "Disconnected. What let us into that calendar is deleted.",
    "app-on": "Your app is connected. From now on signing in asks for its code too.",
    "app-off": "Your app is disconnected. The password alone signs you in.",
    "not-sent": "You were signed out meanwhile, so what you just sent was not saved.",
    "import-started": "Your files arrived. We are reading them now.",
    "base-kept": "Kept. Your customer base is as it was; nothing of that file was taken over.",
    "base-restored": "Restoring. Reload in a moment to see the base from before.",
    "base-changed": "Your customer base changed meanwhile. Look again before you restore.",
    "files-expired": "Uploaded files are deleted after 7 days. Upload this one once more.",
    "columns-forgotten": "Forgotten. Upload the file again, and we ask what its columns mean.",
    "connected": "Connected. We are reading your customers from Stripe now.",
    "disconnected": "Disconnected. The key is deleted; your customers stay as they are.",
    "sync-started": "On its way. Progress shows below in a moment.",
    "ringing": "On its way to your phone. Reload in a moment to see what was said.",
    "sent": "On its way. The conversation updates in a moment.",
    "kept": "Kept for training. The agent does not go by it alone: it would end or book something.",
    "corrected": "Noted. From now on the agent reads words like these as you said.",
    "noted": "Noted. No customer and no agent reads it.",
    "launched": "Launched. The first conversations open inside your customers' hours.",
    "paused": "Paused. Conversations already open finish politely; nothing new opens.",
    "resumed": "Running again.",
    "stopped": "Stopped. Nothing new opens in this campaign.",
    "attributed": "Saved. Who opted out is not contacted again.",
    "cancelled": "Cancelled. The agent tells the customer and offers other times.",
    "removed": "Removed.",
    "filter-saved": "Kept. It stands above the list for you and your team.",
    "filter-unnamed": "Not kept: give the filter a name.",
    "filters-full": "Not kept: 20 filters are the most. Remove one first.",
    "erasing": "Nothing is sent or said to them from now on. Their data goes within 24 hours.",
    "again": "Saved. Your customers are sorted again by it.",
    "drafted": "Drafted. Read them below: nothing is said before you approve it.",
    "no-drafts": "No drafts came this time. Try again in a minute, or write your own.",
    "no-money": "This month's limit for the model outside is used up. Write your own, or raise it.",
    "all-there": "Nothing to translate: every part has a line in this language.",
    "test-sent": "On its way to your own mailbox. Answer it: your answer comes back to you here.",
    "channel": "Saved. The channel's status is updated below.",
    "code": "A code is on its way. Nothing goes out from the address until you type it below.",
    "calendar-connected": "Your calendar is connected, and what you have in it is not offered.",
    "calendar-disconnected": "The built-in calendar is yours again; what let us in is deleted.",
    "calendars-chosen": "Saved. What stands in the calendars you chose is not offered.",
    "answered": "Answered, and approved for the next customer who asks.",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page."""

    title: str
    section: str = ""
    business: str = ""
    founder: str = ""
    person: str = ""
    """The founder's id: two of one name are two."""
    csrf: str = ""
    notice: str = ""
    following: tuple[str, str] | None = None
    """(what is done next, where), beside what was just done."""
    zone: str = "UTC"
    signed_in: bool = False


def frame_for(
    session: Session,
    title: str,
    *,
    section: str,
    done: str = "",
    following: tuple[str, str] | None = None,
) -> Frame:
    """The frame of a founder's page. `done` is a known word from the address, never free text.

    What follows is shown only beside what was just done.
    """
    return Frame(
        title=title,
        section=section,
        business=session.tenant.business_name,
        founder=session.founder.name,
        person=session.founder.id,
        csrf=session.csrf,
        notice=_NOTICES.get(done, ""),
        following=following if done in _NOTICES else None,
        zone=session.tenant.time_zone,
        signed_in=True,
    )


def visitor_frame(visitor: Visitor, title: str, *, done: str = "") -> Frame:
    return Frame(title=title, csrf=visitor.csrf, notice=_NOTICES.get(done, ""))
