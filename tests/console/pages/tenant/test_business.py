"""Two tabs on the settings of a business: neither save takes back the other's."""

from __future__ import annotations

import html
import re

from tests.console.fakes import World
from tests.console.visits import Visit, signed_in, text

PAGE = "/settings"
_NAMES = (
    "business_name",
    "country",
    "currency",
    "time_zone",
    "callback_number",
    "languages",
    "default_language",
)


def _opened(visit: Visit) -> dict[str, str]:
    """What a browser sends of the page as it stands: each field, and what it says was seen."""
    page = text(visit.get(PAGE))
    found = dict(re.findall(r'name="seen-(\w+)" value="([^"]*)"', page))
    assert set(found) == set(_NAMES)
    seen = {name: html.unescape(value) for name, value in found.items()}
    return seen | {f"seen-{name}": value for name, value in seen.items()}


def _kept(world: World) -> tuple[str, str, str]:
    [account] = world.accounts.accounts.values()
    tenant = account.session.tenant
    return tenant.business_name, tenant.currency, tenant.callback_number


def test_a_field_saved_in_another_tab_stays() -> None:
    world = World()
    visit = signed_in(world)
    first, second = _opened(visit), _opened(visit)
    changed = {"business_name": "Acme Papers", "callback_number": "+37060000001"}
    assert visit.send(PAGE, PAGE, **first | changed).status == 303
    assert visit.send(PAGE, PAGE, **second | {"currency": "EUR"}).status == 303
    assert _kept(world) == ("Acme Papers", "EUR", "+37060000001")


def test_the_same_field_saved_in_another_tab_is_shown_before_it_is_replaced() -> None:
    world = World()
    visit = signed_in(world)
    first, second = _opened(visit), _opened(visit)
    visit.send(PAGE, PAGE, **first | {"business_name": "Acme Papers"})
    refused = visit.send(PAGE, PAGE, **second | {"business_name": "Acme Pages"})
    assert refused.status == 422
    assert "Saved meanwhile as “Acme Papers”." in text(refused)
    assert 'value="Acme Pages"' in text(refused)
    assert _kept(world)[0] == "Acme Papers"
    again = _opened(visit) | {"business_name": "Acme Pages"}
    assert visit.send(PAGE, PAGE, **again).status == 303
