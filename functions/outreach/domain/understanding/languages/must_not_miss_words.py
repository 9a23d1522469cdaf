"""The shape of a language's must-not-miss table."""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MustNotMissWords:
    """Phrases of one language, in the pattern language of `pattern`.

    Opt-outs are looked for in three passes: `sure` first, then what is `not_opt_out` is set
    aside, then `likely` is looked for in the rest.
    """

    sure_opt_out: tuple[str, ...]
    not_opt_out: tuple[str, ...]
    likely_opt_out: tuple[str, ...]
    opt_out_alone: tuple[str, ...]
    """Words that opt out when they are the whole message (letters only, spaces dropped)."""
    taken_back: tuple[str, ...]
    """What takes back the words before it ("no wait", "wrong chat")."""
    human: tuple[str, ...]
    not_human: tuple[str, ...]
    wrong_person: tuple[str, ...]
    hostile: tuple[str, ...]
    grave: tuple[str, ...]
    """Words of a death, an illness, a court, a fraud or a quarrel, which may be anybody's."""
    not_hostile: tuple[str, ...]
    automatic: tuple[str, ...]
    screening: tuple[str, ...]
    """Of what is automatic: an assistant that asks who calls before it puts the call through."""
    automatic_hint: tuple[str, ...]
    """Two different hints together tell an automatic reply; a person may write any one."""
