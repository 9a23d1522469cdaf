"""Settings as the console reads them, with rows that an earlier version of the product wrote."""

from __future__ import annotations

import pytest

from frontend_api.gateways.settings import StoredSettings
from frontend_api.ports.settings import LinesShown
from functions.outreach.codec import to_json
from functions.product.motions import Motion
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.outreach.approved import FOUNDER, TENANT

pytestmark = pytest.mark.usefixtures("aws")


@pytest.mark.parametrize("key", [f"shown#bygone#en#{FOUNDER}", f"shown#upsell#{FOUNDER}"])
def test_what_was_shown_of_a_motion_or_in_a_form_that_is_gone_stops_no_page(key: str) -> None:
    store = StoredSettings(mail_domain="mail.example.com")
    shown = LinesShown()
    store.save_lines_shown(TENANT, shown, motion=Motion.UPSELL, language="en", founder=FOUNDER)
    with acting_for(TENANT):
        WorkspaceItem(
            TenantKeys.settings(TENANT),
            key,
            kind="shown",
            document=to_json(shown),
        ).save()
    assert store.load_all(TENANT).shown == {(Motion.UPSELL, "en", FOUNDER): shown}


def test_a_rehearsal_that_was_saved_meanwhile_is_changed_as_it_is_by_then() -> None:
    store = StoredSettings(mail_domain="mail.example.com")
    seen: list[str] = []

    def overtaken(before: str) -> str:
        if not seen:
            store.edit_rehearsal(TENANT, "upsell-en#f_1", lambda text: f"{text} theirs")
        seen.append(before)
        return f"{before} ours"

    assert store.edit_rehearsal(TENANT, "upsell-en#f_1", overtaken) == " theirs ours"
    assert seen == ["", " theirs"]
    assert store.rehearsals(TENANT) == {"upsell-en#f_1": " theirs ours"}
