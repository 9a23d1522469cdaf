"""The shape of a language's words about a call being recorded."""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RecordingWords:
    """Phrases in the pattern language of `pattern`. A message counts only where they are all of it;
    with further words it is read as any other."""

    yes: tuple[str, ...]
    """A yes to "May I record this call?"."""
    not_against: tuple[str, ...]
    """A yes in words of which some would be a no by themselves ("I don't mind")."""
    no: tuple[str, ...]
    """A no to it, and to nothing else; longer phrases before what they begin with."""
    stop: tuple[str, ...]
    """A wish that recording ends, or does not begin."""
    beside: tuple[str, ...]
    """What may stand beside any of them and changes nothing."""
    recording: tuple[str, ...]
    """Words that speak of recording; a longer message with one of them and one of `against` is
    taken for a wish that it ends."""
    against: tuple[str, ...]
    """Words of ending, refusing and being against."""
    recorded: tuple[str, ...]
    """Words of recording in answers of ours, in whatever form."""
    calls: tuple[str, ...]
    """Nouns for what is recorded: "to record" is used of appointments, expenses and DNS too."""
    denies: tuple[str, ...]
    """Ways to say that something is not recorded, each with its word of recording."""
    unless: tuple[str, ...]
    """Words that make such a sentence depend on something, a yes as a rule, or speak of another
    matter."""
