"""Settings: the business itself, its languages, who reads replies, and who else signs in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.acts.own_calendar import is_left_connected
from frontend_api.acts.settings.business import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    BusinessWanted,
    business_languages,
    business_refusals,
    keep_business,
)
from frontend_api.acts.settings.recording import set_recording
from frontend_api.http.forms import Entries, Form, hold_to, opened_on
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.tenant.reading_model import model_problem_words
from frontend_api.ports import Ports
from frontend_api.ports.reading import RemoteReadingState
from frontend_api.wording.places import countries, zone_choices
from frontend_api.wording.terms import word
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.playbooks.starter import LANGUAGES
from functions.outreach.domain.settings import ReadingRules, TenantSettings
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import Founder, Role
from tenancy.values.lazy_dataclass import dataclass

MOST_MONTHLY_CENTS = 100_000
"""A slip of the keyboard is refused; more than this nobody needs."""


ROLES = (
    (Role.OWNER.value, "Owner"),
    (Role.MEMBER.value, "Member"),
    (Role.VIEWER.value, "Viewer"),
)


@dataclass(frozen=True, slots=True)
class SettingsPage:
    template: ClassVar[str] = "tenant/settings.html"
    frame: Frame
    form: Form
    invite: Form
    team: Form
    me: Founder
    roles: tuple[tuple[str, str], ...]
    countries: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    founders: tuple[Founder, ...]
    left_connected: tuple[Bandwidth, ...]
    """Of people who were removed, whose calendar could not be disconnected then."""
    reading: Form
    recording: Form
    remote: RemoteReadingState
    model_problem: str
    seen: Mapping[str, str]
    """Of the business when the form was drawn: what somebody else changes meanwhile stays."""


def settings(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return settings_page(request, session, ports)


def _shown(session: Session) -> Form:
    tenant = session.tenant
    return Form(
        {
            "business_name": tenant.business_name,
            "time_zone": tenant.time_zone,
            "country": tenant.default_country,
            "currency": tenant.currency,
            "default_language": tenant.default_language,
            "languages": ", ".join(tenant.languages),
            "callback_number": tenant.callback_number,
        }
    )


def settings_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    *,
    form: Form | None = None,
    invite: Form | None = None,
    reading: Form | None = None,
    team: Form | None = None,
) -> HttpResponse:
    form, invite = form or _shown(session), invite or Form({"role": Role.MEMBER})
    team = team or Form()
    chosen = ports.settings.load(session.tenant.id)
    reading = reading or opened_on(_reading_values(chosen.reading))
    remote = ports.remote_reading.state(session.tenant.id, now=ports.clock.now())
    known = tuple(dict.fromkeys((*LANGUAGES, *session.tenant.languages)))
    founders = ports.accounts.founders(session.tenant.id)
    context = SettingsPage(
        frame=frame_for(session, "Settings", section="settings", done=request.asked("done")),
        form=form,
        invite=invite,
        team=team,
        me=session.founder,
        roles=ROLES,
        countries=countries(),
        zones=zone_choices(),
        languages=tuple((language, word(language)) for language in known),
        founders=founders,
        left_connected=_left_connected(chosen, founders),
        reading=reading,
        recording=Form({"asks": "on" if chosen.recording.asks else ""}),
        remote=remote,
        model_problem=model_problem_words(remote.health),
        seen=_shown(session).values,
    )
    refused = form.errors or invite.errors or reading.errors or team.errors
    return page(context, status=422 if refused else 200)


def _left_connected(chosen: TenantSettings, founders: tuple[Founder, ...]) -> tuple[Bandwidth, ...]:
    there = {one.id for one in founders}
    gone = (one for one in chosen.bandwidths if one.founder not in there)
    return tuple(one for one in gone if is_left_connected(one))


def _reading_values(rules: ReadingRules) -> dict[str, str]:
    limit = f"{rules.monthly_cents / 100:.2f}"
    return {"openai": "on" if rules.openai else "", "monthly_limit": limit}


def save_reading(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    limit = entries.cents("monthly_limit", required=True)
    if limit is not None and limit > MOST_MONTHLY_CENTS:
        entries.refuse("monthly_limit", "Please keep this to 1,000 dollars.")
    stands = _reading_values(ports.settings.load(session.tenant.id).reading)
    entries.refuse_overtaken(stands)
    if entries.errors or limit is None:
        return settings_page(request, session, ports, reading=entries.form())
    rules, seen = ReadingRules(openai=entries.ticked("openai"), monthly_cents=limit), entries.seen

    def change(before: ReadingRules) -> ReadingRules:
        hold_to(seen, _reading_values(before))
        return rules

    ports.remote_reading.edit_rules(session.tenant.id, change)
    record_act(session, ports, Action.CHANGED_SETTINGS, "reading")
    return see_other("/settings?done=saved")


def save_recording(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    set_recording(session, ports, asks=Entries(request).ticked("asks"))
    return see_other("/settings?done=saved")


def save(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    known = business_languages(session)
    wanted = BusinessWanted(
        business_name=entries.text(
            "business_name", "Your customers hear this name.", longest=LONGEST_NAME
        ),
        time_zone=entries.optional("time_zone"),
        country=entries.optional("country"),
        currency=entries.text("currency", "Please give a currency such as EUR.").upper(),
        default_language=entries.optional("default_language"),
        languages=tuple(
            code for code in dict.fromkeys(request.all_typed("languages")) if code in known
        ),
        callback_number=entries.optional("callback_number", longest=LONGEST_NUMBER),
    )
    refused = business_refusals(session, wanted)
    for refusal in refused:
        entries.refuse(refusal.field, refusal.words)
    changed = _changed_here(request, session, entries)
    if entries.errors or (
        changed and isinstance(keep_business(session, ports, wanted, sent=changed), tuple)
    ):
        return settings_page(request, session, ports, form=entries.form())
    return see_other("/settings?done=saved")


def _changed_here(request: HttpRequest, session: Session, entries: Entries) -> frozenset[str]:
    """Fields that this form changes. One that somebody else set otherwise meanwhile is refused."""
    now, changed = _shown(session).values, set[str]()
    remembers = bool(request.typed("seen-business_name"))
    for name, stands in now.items():
        several = name == "languages"
        typed = ", ".join(request.all_typed(name)) if several else request.typed(name).strip()
        seen = request.typed(f"seen-{name}") if remembers else stands
        if typed in {seen, stands}:
            continue
        changed |= _TOGETHER if name in _TOGETHER else {name}
        if stands != seen:
            words = ", ".join(word(code) for code in stands.split(", ")) if several else stands
            saved = f"Saved meanwhile as “{words}”." if stands else "Emptied meanwhile."
            field = "default_language" if several else name
            entries.refuse(field, f"{saved} Save again to put yours in its place.")
    return frozenset(changed)


_TOGETHER = frozenset({"languages", "default_language"})
"""The default is one of the languages, so neither is kept without the other."""


def invite(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    name = entries.text("name", "Please give your teammate's name.", longest=80)
    email = entries.email("email")
    role = entries.choice("role", tuple(Role))
    if not entries.errors:
        refused = ports.accounts.invite(
            session.tenant.id,
            name=name,
            email=email,
            role=Role(role),
            by=session.founder.id,
            source=request.source,
            now=ports.clock.now(),
        )
        if refused is None:
            _send_invitation(session, ports, email)
            return see_other("/settings?done=invited")
        entries.refuse(refused.field or "email", refused.words)
    return settings_page(request, session, ports, invite=entries.form())


def _send_invitation(session: Session, ports: Ports, email: str) -> None:
    """The teammate is a founder of the tenant by now, and is found by the address."""
    for founder in ports.accounts.founders(session.tenant.id):
        if founder.email.casefold() == email.casefold():
            ports.replies.ask_invitation(session.tenant.id, founder.id, by=session.founder.id)
