"""A code typed for an address, and a new code for one that did not come.

Only what came back from the address itself makes it a sender; nobody is shown a code here.
"""

from __future__ import annotations

from frontend_api.acts.settings import channels as acts
from frontend_api.http.forms import Entries, FieldRefusal
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.work.channels import channels_page
from frontend_api.ports import Ports
from frontend_api.ports.address_proofs import CodeWay
from functions.product.channels import CHANNELS, Channel
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other

_NO_CHANNEL = "There is no such channel."


def check_code(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    named = request.values["channel"]
    if named not in CHANNELS:
        return not_found(request, _NO_CHANNEL)
    entries = Entries(request)
    code = entries.text("code", "Type the code from the message.", longest=20)
    if not entries.errors:
        proved = acts.prove_address(session, ports, Channel(named), code=code)
        if not isinstance(proved, FieldRefusal):
            return see_other(f"/channels?done=channel#{named}")
        entries.refuse("code", proved.words)
    codes = {named: entries.errors["code"]}
    return channels_page(request, session, ports, refused={}, refused_codes=codes)


def send_code_again(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    named = request.values["channel"]
    if named not in CHANNELS:
        return not_found(request, _NO_CHANNEL)
    claim = acts.waiting_claim(session, ports, Channel(named))
    if claim is None:
        return not_found(request, acts.NOTHING_WAITS)
    by_call = request.typed("way") == CodeWay.CALL
    refused = acts.send_code_again(session, ports, claim, by_call=by_call)
    if refused is None:
        return see_other(f"/channels?done=code#{named}")
    codes = {named: refused.words}
    return channels_page(request, session, ports, refused={}, refused_codes=codes)
