"""A code typed for an address, and a new code for one that did not come.

Only what came back from the address itself makes it a sender; nobody is shown a code here.
"""

from __future__ import annotations

from frontend_api.http.forms import Entries, FieldRefusal
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.work.channels import channels_page, record_settings, way_of
from frontend_api.ports import Ports
from frontend_api.ports.address_proofs import CodeWay
from functions.outreach.domain.settings import Sender
from functions.product.channels import CHANNELS, Channel
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other

_NO_CHANNEL = "There is no such channel."


def check_code(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    named = request.values["channel"]
    if named not in CHANNELS:
        return not_found(request, _NO_CHANNEL)
    entries, tenant = Entries(request), session.tenant.id
    code = entries.text("code", "Type the code from the message.", longest=20)
    if not entries.errors:
        now = ports.clock.now()
        checked = ports.proofs.check_code(tenant, named, code=code, now=now)
        refused: FieldRefusal | None
        if isinstance(checked, FieldRefusal):
            refused = checked
        else:
            sender = Sender(Channel(named), checked.address, checked.name, ready=True)
            refused = ports.settings.save_sender(tenant, sender)
        if refused is None:
            record_settings(session, ports, f"proved address on {named}")
            return see_other(f"/channels?done=channel#{named}")
        entries.refuse("code", refused.words)
    codes = {named: entries.errors["code"]}
    return channels_page(request, session, ports, refused={}, refused_codes=codes)


def send_code_again(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    named = request.values["channel"]
    if named not in CHANNELS:
        return not_found(request, _NO_CHANNEL)
    now, tenant = ports.clock.now(), session.tenant.id
    waiting = ports.proofs.pending(tenant, now=now)
    claim = next((proof.claim for proof in waiting if proof.claim.channel == named), None)
    if claim is None:
        return not_found(request, "No address waits for a code on this channel.")
    way = way_of(Channel(named))
    if way is not CodeWay.MAIL and request.typed("way") == CodeWay.CALL:
        way = CodeWay.CALL
    refused = ports.proofs.send_code(tenant, claim, way=way, now=now)
    if refused is None:
        return see_other(f"/channels?done=code#{named}")
    codes = {named: refused.words}
    return channels_page(request, session, ports, refused={}, refused_codes=codes)
