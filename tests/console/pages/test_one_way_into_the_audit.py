"""A page adds to the audit in one way, so that no act is written down differently."""

from __future__ import annotations

import pytest

from infra.deployables import ROOT
from tenancy.identity.audit import Action
from tests.console.doubles.accounts import FOUNDER
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import signed_in


def test_no_page_adds_to_the_audit_by_itself() -> None:
    folders = [ROOT / "frontend_api" / name for name in ("acts", "api", "pages")]
    found = {
        path.name
        for folder in folders
        for path in folder.rglob("*.py")
        if "audit.record(" in path.read_text(encoding="utf-8")
    }
    assert found == {"audit_record.py"}


@pytest.mark.parametrize(
    ("page", "action", "about"),
    [
        ("/corrections.tsv", Action.EXPORTED, "corrections"),
        ("/customers/imports/im_done/rejects", Action.DOWNLOADED, "rejected rows of im_done"),
    ],
)
def test_what_leaves_as_a_file_is_written_down(page: str, action: Action, about: str) -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    assert visit.get(page).status in {200, 303}
    newest = world.audit.kept[-1]
    assert (newest.by, newest.action, newest.detail) == (FOUNDER, action, about)
