"""How English is typed in a hurry."""

from functions.outreach.domain.understanding.languages.typed_words import TypedWords

_DAY = r"mon|tues?|wed|weds|thurs?|fri|sat|sun|(?:to|\w+)day|tomorrow|tmrw|tmr|tomoz"
_PARTS = (("am", "morning"), ("pm", "afternoon"), ("eve", "evening"), ("aft", "afternoon"))

WORDS = TypedWords(
    respelt=(
        (r"\b(?:b4|befor|befre|bfore|b4e)\b", "before"),
        (r"\bb/w\b|\bbtwn\b|\bbtw(?=\s+\d)", "between"),
        (r"(?<=\d)\s+n\s+(?=\d)", " and "),
        # "Fri am", "tmrw eve".
        *(
            (rf"\b({_DAY})\s+{short}\b(?!\s+(?:i|we|not)\b)", rf"\1 {part}")
            for short, part in _PARTS
        ),
        # Short for the day, where it is not said of somebody who sat.
        (
            r"\bsat\b(?=\s*(?:at|from|after|before|between|or|and|morning|afternoon|arvo|evening|noon"
            r"|\d|[,.?!]|$))|(?<=\bon )sat\b|(?<=\bthis )sat\b|(?<=\bnext )sat\b|(?<=\bor )sat\b",
            "saturday",
        ),
        # "The accountant's coming" is no accountant of somebody.
        (r"(?<=\w)['’]s(?=\s+(?!morning|evening)\w+ing\b)", " is"),
        # "No um Tuesday" is a no, and then a Tuesday.
        (r"(?<!\w)no,?\s+(?:u+m+|u+h+|erm)(?!\w),?", "no."),
        (r"(?<!\w)(?:u+m+|u+h+|erm|hm+)(?!\w),?", ""),
        # "Thursday's out" is about one Thursday.
        (
            r"\b((?:to|yester)?day|tomorrow|\w+day|january|february|april|june|july|august|\w+ber"
            r"|tonight|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|weekend)['’]s\b",
            r"\1 is",
        ),
        # A comma behind a no belongs to what it turns down: "Thursday no, Friday yes".
        (r"(?<=\w) (no|cannot|can['’]?t|nope)\s*,(?=\s)", r" \1."),
        (r"\bday after(?=\s*[,.!?;:])", "day after that"),
    ),
    refusing=(
        "(busy|unavailable|not free|not available)",
        "(cannot|cant|wont be able to|unable to|can not) (do|make|manage|be) ~",
    ),
    dates=("<dom> of <month>",),
    leading=("(at|till|until|by|before|after|between|lets do|lets say|let us do|make it)",),
    following=(
        "(or|and|to|till|until|if|when|once|please|pls|thanks|cheers|works|suits|would|is)",
    ),
    day_leads=("on",),
    ranging=("and", "to", "till", "until"),
    courtesies=(
        "(ok|okay|yes|yeah|yep|sure|fine|good|then|so|maybe|hi|hello|please|pls|thanks|thank you"
        "|cheers)",
    ),
)
