"""How Lithuanian is typed in a hurry."""

from functions.outreach.domain.understanding.languages.typed_words import TypedWords

WORDS = TypedWords(
    respelt=(
        (r"(?<!\w)(?:u+m+|u+h+|hm+)(?!\w),?", ""),
        # "Iki 19 d. imtinai": the dot ends no sentence where a small letter follows.
        (r"(?<=\d)\s?(d|val|men|m)\.(?=\s+(?-i:[\da-ząčęėįšųūž]))", r" \1"),
        # A comma behind a no belongs to what it turns down: "ketvirtadienį ne, penktadienį taip".
        (r"(?<=\w) (ne|negaliu|netinka)\s*,(?=\s)", r" \1."),
    ),
    refusing=("(uzimt*|uzsiem*|netink*|nebus*)", "(negal*|nebegal*) ~"),
    dates=("<month> <dom> (d|diena|dienos)", "<dom> d"),
    leading=("(nuo|iki|po|pries|tarp)",),
    following=("(ar|arba|ir|iki|jei|jeigu|prasau|prasom|aciu|tinka|tiks|tiktu|butu)",),
    day_leads=(),
    ranging=("ir", "iki"),
    courtesies=("(taip|gerai|tai|tada|gal|labas|sveiki|prasau|prasom|aciu|ok)",),
)
