"""Lithuanian phrases that name a day by one that was named before."""

_FREE = (
    "(prasom|prasau|galim*|galit*|galiu|bet kada|bet kuri*|laisv*|mielai|drasiai|kada norit*"
    "|skambink*|paskambink*|rasyk*|parasyk*|tinka|nors ir|rinkit*)"
)

BACK_REFERENCES = (
    ("weekday_after_that", "<wd> (iskart|is karto|tuoj) po (to|jo|ju|jos)"),
    ("weekday_after_that", "<wd> po (to|jo|ju|jos)"),
    ("week_after_that", "savaite (iskart|is karto|tuoj) po (to|jo|ju|jos)"),
    ("week_after_that", "savaite po (to|jo|ju|jos)"),
    ("day_before_that", "(diena|vakara) pries (tai|ja|jas|juos)"),
    ("day_after_that", "[kita|sekancia|rytojaus] diena (iskart|is karto|tuoj) po (to|jo|ju|jos)"),
    ("day_after_that", "[kita|sekancia|rytojaus] diena po (to|jo|ju|jos)"),
    ("day_after_that", "sekancia diena"),
    ("one_after", "(o|bet|tik|verciau) [jau] (dar kita|uz savaites|ta kita|kita)"
     " (dabar|nes|jei|kai|prasom|tada)"),
    ("one_after", "(o|bet|verciau) [jau] (dar kita|ta kita) ."),
    ("after_that", f"(paskui|po to|veliau) [jau|tai|o] {_FREE}"),
    ("after_that", "[o] [jau] nuo kitos [dienos] (galim*|galit*|prasom|tinka|laisv*|skambink*)"),
    ("after_that", "(gaudy*|pagau*|skambin*|paskambin*|rasy*|parasy*) [jau] (po to|paskui|veliau)"
     " ."),
    ("before_that", "(kada nors|bet kada|geriau|galim|galit) (iki tol|iki to|pries tai)"),
    ("before_that", "(iki tol|pries tai) (galim*|galit*|skambin*|paskambin*|tinka|spe*)"),
    ("from_then", "nuo (tada|to laiko|tos dienos)"),
    ("that_week", "(bet kada|bet kuria diena) ta savaite"),
    ("that_week", "bet kuria tos savaites diena"),
    ("then", "(tai|tad) tada ."),
    ("then", "tada [ir] (rink*|skambin*|rasyk*|paskambin*|parasyk*|galim*|gaudyk*)"),
    ("that_day", "(ta pacia diena|ta diena) [ir] (rink*|skambin*|rasyk*|paskambin*|parasyk*"
     "|galim*|tinka|gaudyk*)"),
    ("that_day", "ta pacia diena"),
)  # fmt: skip
