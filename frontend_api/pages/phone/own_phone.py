"""The founder's own phone on the Bandwidth page: a number, its code, and taking it away again."""

from __future__ import annotations

from frontend_api.acts.own_phone import HOURS_FIRST, keep_phone, remove_phone, send_phone_code
from frontend_api.http.forms import Entries
from frontend_api.http.session import Session
from frontend_api.pages.work.bandwidth import show_bandwidth
from frontend_api.pages.work.channels import typed_number
from frontend_api.ports import Ports
from frontend_api.ports.address_proofs import CodeWay
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other


def send_code(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    number = typed_number(entries, "own_phone")
    way = CodeWay(entries.choice("way", (CodeWay.TEXT, CodeWay.CALL)))
    if ports.settings.bandwidth(session.tenant.id, session.founder.id) is None:
        entries.refuse("own_phone", HOURS_FIRST)
    if not entries.errors:
        refused = send_phone_code(session, ports, number=number, way=way)
        if refused is None:
            return see_other("/bandwidth?done=code#phone")
        entries.refuse(refused.field, refused.words)
    return show_bandwidth(request, session, ports, phone_form=entries.form())


def check_code(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    code = entries.text("code", "Type the code from the message.", longest=20)
    if ports.settings.bandwidth(session.tenant.id, session.founder.id) is None:
        entries.refuse("code", HOURS_FIRST)
    if not entries.errors:
        refused = keep_phone(session, ports, code=code)
        if refused is None:
            return see_other("/bandwidth?done=saved#phone")
        entries.refuse("code", refused.words)
    return show_bandwidth(request, session, ports, phone_form=entries.form())


def remove(_request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    remove_phone(session, ports)
    return see_other("/bandwidth?done=saved#phone")
