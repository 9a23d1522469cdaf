"""English phrases that name a day by one that was named before."""

_FREE = (
    "(any time|anytime|whenever|any day|im free|im yours|im all yours|you can|i can|fine|call me"
    "|ring me|give me|call|ring|text|try|ask|its fine|would be fine|works|suits|please)"
)

BACK_REFERENCES = (
    ("weekday_after_that", "<wd> (after that|after it|after them|thereafter)"),
    ("weekday_after_that", "<wd> (straight|right|immediately|directly) after ."),
    ("weekday_after_that", "the <wd> after [that] (.|in the|at|around|morning|afternoon|arvo"
     "|evening)"),
    ("week_after_that", "[in] the week (following|after) (it|that|them)"),
    ("weekday_after_that", "[the] <wd> (following|followin)"),
    ("week_after_that", "[the] (week after that|following week after that|week straight after)"),
    ("day_before_that", "[the] day before that"),
    ("day_before_that", "[but|so] the day before (would|will|is|works|suits|.)"),
    ("day_after_that", "[the] (day|morning|afternoon|evening|night) after (that|it)"),
    ("day_after_that", "the (day|morning|afternoon|evening|night) after (im|i am|i can|is|works"
     "|suits)"),
    ("day_after_that", "(the day after|the next day|the following day) ."),
    ("day_after_that", "(the next day|the following day)"),
    ("one_after", "[the] one after [that|it|next]"),
    ("one_after", "(but|rather) the (next|following) one"),
    ("after_that", f"(after that|afterwards|thereafter|from then on) {_FREE}"),
    ("after_that", "(any time|anytime|any day|whenever|all yours|free) (after|after that|afterwards"
     "|thereafter) ."),
    ("after_that", "(any time|anytime|any day|whenever|all yours|free) (after that|afterwards"
     "|thereafter|from then on)"),
    ("after_that", "(catch|call|ring|try|ask|text|phone) (me|us|again) (after|afterwards|after"
     " that) ."),
    ("before_that", "(before|ahead of) (that|then|it) ."),
    ("before_that", "(any time|anytime|sometime|some time|any day) (before|ahead of) (that|then"
     "|it)"),
    ("from_then", "(from|after) then [on|onwards]"),
    ("that_week", "(any day|any time|anytime|sometime|some time) that week"),
    ("that_week", "(in touch|call|ring|try me|phone|text) that [same] week"),
    ("that_day", "(on|try me|call me|ring me|ask me|catch me|catch me ~) that [very] day"),
    ("that_day", "(that very day|that same day|the same day|the very same day)"),
    ("that_day", "that day ."),
    ("then", "(call|ring|ask|try|text|do it) [me|us|it] then ."),
)  # fmt: skip
