"""The guide shows what `make screenshots` keeps for it: each picture, with words, and light."""

from __future__ import annotations

import re

from tests.e2e.screenshots import GUIDE, IN_GUIDE

MOST_KB = 1_000
"""Of all together: a clone pays for them."""
_SHOWN = re.compile(r"!\[([^\]]{15,})\]\(pictures/([a-z-]+)\.webp\)")


def test_the_guide_shows_each_picture_once_with_words_for_who_sees_none() -> None:
    guide = (GUIDE.parent / "guide.md").read_text(encoding="utf-8")
    assert tuple(name for _, name in _SHOWN.findall(guide)) == IN_GUIDE
    assert guide.count("![") == len(IN_GUIDE)


def test_what_is_kept_is_what_is_shown_and_light() -> None:
    kept = {path.stem: path.read_bytes() for path in GUIDE.iterdir()}
    assert set(kept) == set(IN_GUIDE)
    assert {picture[8:12] for picture in kept.values()} == {b"WEBP"}
    assert sum(map(len, kept.values())) <= MOST_KB * 1024
