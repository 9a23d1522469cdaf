"""English words for time."""

from functions.outreach.domain.understanding.languages.en.back_references import BACK_REFERENCES
from functions.outreach.domain.understanding.languages.en.feasts import FEASTS
from functions.outreach.domain.understanding.languages.en.numbers import NUMBERS, ORDINALS
from functions.outreach.domain.understanding.languages.time_words import TimeWords

_ABOUT = "about|around|roughly|like|maybe|another|at least|the next|just|say|approximately"
_BEFORE_MONTH = (
    "(in|during|until|till|before|after|from|since|starting|by|early|late|later|mid|around|about"
    "|sometime|into|in to|beginning of|end of|middle of|start of|of|for|or|and|this|is|till"
    "|earliest|maybe)"
)

WORDS = TimeWords(
    numbers=NUMBERS,
    ordinals=ORDINALS,
    units={
        "(minute|minutes|min|mins)": "minute",
        "(hour|hours|hr|hrs)": "hour",
        "(day|days)": "day",
        "(week|weeks|wk|wks)": "week",
        "(fortnight|fortnights)": "fortnight",
        "(month|months|mo|mos|mth|mths)": "month",
        "(quarter|quarters)": "quarter",
        "(year|years|yr|yrs)": "year",
    },
    weekdays={
        "(monday|mon|mondee)": 0,
        "(tuesday|tue|tues|tuseday|tuesdy|tuesdee)": 1,
        "(wednesday|wed|weds|wensday|wendsday|wedensday|wednesdy|wensdee)": 2,
        "(thursday|thu|thur|thurs)": 3,
        "(friday|fri)": 4,
        "(saturday|satday|satdy)": 5,
        "(sunday|sundy)": 6,
    },
    months={
        "(january|jan)": 1,
        "(february|feb)": 2,
        "(march|mar)": 3,
        "(april|apr)": 4,
        "may": 5,
        "(june|jun)": 6,
        "(july|jul)": 7,
        "(august|aug)": 8,
        "(september|sept|sep)": 9,
        "(october|oct)": 10,
        "(november|nov)": 11,
        "(december|dec)": 12,
    },
    doubtful_months=frozenset({"(march|mar)", "may"}),
    day_parts={
        "(midmorning|mid morning)": "midmorning",
        "(midafternoon|mid afternoon)": "midafternoon",
        "(morning|mornings|mornin|mornins|am hours|forenoon|forenoons)": "morning",
        "(noon|midday|mid day|noonish)": "noon",
        "(lunch|lunchtime|lunch time|lunch break)": "lunch",
        "(am only|am please|am best|am preferably|only am|a m only)": "morning",
        "(pm only|pm please|pm best|pm preferably|pm works|only pm|pm .)": "afternoon",
        "(afternoon|afternoons|arvo|arvos|avo)": "afternoon",
        "(evening|evenings|night|nights)": "evening",
        "(working hours|business hours|office hours|the work day)": "work",
    },
    compound_parts={
        "(first thing|crack of dawn|bright and early"
         "|start of (the|my|your) [working] day)": "first_thing",
        "(end of [the] [working|business|work] day|end of play|close of (play|business)|eod|cob)": (
            "day_end"
        ),
        "tonight": "tonight",
        "(after lunch|after noon)": "afternoon",
        "(before lunch|before noon)": "morning",
        "(after work|after hours|after school)": "evening",
        "before work": "early",
    },
    clock_words={
        **{name: NUMBERS[name] for name in list(NUMBERS)[:12]},
        "(noon|midday)": 12,
        "wan": 1,
        **{
            f"{name} hundred [hours]": n
            for name, n in (
                ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("thirteen", 13),
                ("fourteen", 14), ("fifteen", 15), ("sixteen", 16), ("seventeen", 17),
            )
        },
        **{f"{name}ish": NUMBERS[name] for name in list(NUMBERS)[1:12]},
    },
    lone_hours=(
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "(noon|midday)", "wan",
    ),
    minutes={
        "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty"
        " five": 25, "thirty": 30, "thirty five": 35,
        "forty": 40, "forty five": 45, "fifty": 50,
    },
    quarters={
        f"({name} quarter|{short} quarter|q{number}|q {number})": number
        for number, (name, short) in enumerate(
            (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th")), start=1
        )
    },
    year_halves={
        "(first half of|1st half of|h1|h 1)": 1,
        "(second half of|2nd half of|h2|h 2)": 2,
    },
    following=("next", "the following", "following", "coming", "the coming"),
    final=("last", "final"),
    behind_day=(
        "[at|about|around|say|maybe|like|for] <lonehour> [<half>] (.|please|pls|if|would|works|ok"
        "|okay|after|when|once|while|before|because|cos|suits|is|im|ill|i|my|so|cheers|thanks|ta"
        "|not|no|or|and|but|then|that|unless|any|the|_*)",
    ),
    to=("to", "tae", "until", "till", "til", "through", "thru", "to the", "until the", "till"
     " the", "through the"),
    both=("and", "and the", "and on"),
    between=("between [the]",),
    same=("[the] same time", "[the] same hour", "[about] this time"),
    either=("or", "or the", "or on", "or on the", "failing that", "or failing that", "if not",
            "failing that the", "if not the", "or else", "or else the", "or maybe", "and if not"),
    contrast=("(but|so|rather|instead|then again|otherwise|i was right)",),
    corrections=(
        "(no wait|wait no|no sorry|sorry no|sorry|scratch that|correction|i meant|i mean|make that"
        "|no actually|hang on|hold on|oops|strike that|no no|rather not)",
        ". (no|nope|nah)",
    ),
    articles=("the", "that"),
    conclusions=("(so|therefore|hence|so make it|then make it)",),
    explains=(
        "(is|are|i have|ive got|theres|is my|is our|is the)",
    ),
    afterwards=("(after that|afterwards|thereafter|then) [*] [*] [*] [*] [*]",),
    no_names=("mourning", "moaning", "sundry", "sundae", "sundaes"),
    until_is_deadline=False,
    days={
        "day after tomorrow": 2,
        "(today|the day now)": 0,
        "(the morra|the morrow|the morn)": 1,
        "(tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow|tomorrows|tomoz|tomoro|2moro"
         "|2morrow|2moz|2mrw|tomor|tmoro)": 1,
        "day after (tmrw|tomorow|tommorow|tmr)": 2,
    },
    seasons={
        "(spring|springtime)": "spring",
        "(summer|summertime|the summer holidays|summer holidays|summer break)": "summer",
        "(autumn|the fall|fall season)": "autumn",
        "(winter|wintertime)": "winter",
        "(holidays|the holiday season|holiday season|festive season)": "holidays",
        **FEASTS,
    },
    weekday_plurals={
        "mondays": 0,
        "tuesdays": 1,
        "wednesdays": 2,
        "thursdays": 3,
        "fridays": 4,
        "every (monday|mon)": 0,
        "every (tuesday|tue)": 1,
        "every (wednesday|wed)": 2,
        "every (thursday|thu)": 3,
        "every (friday|fri)": 4,
    },
    halves={
        "(am|a m|in the morning|in the mornin)": "morning",
        "(pm|p m)": "pm",
        "(in the afternoon)": "afternoon",
        "(in the evening|tonight)": "evening",
        "(at night|in the night)": "night",
    },
    rules=(
        ("day_or_next", "<days> or [the] (day after|next day|following day|one after)"),
        ("weekday_after_next", "[the] <wd> after this [one|coming one]"),
        *BACK_REFERENCES,
        ("minutes_past", "<n> [min|mins|minutes] past <hour> [<half>]"),
        ("clock_only", "(.|say|make it|maybe|call|call me|ring|ring me|phone me|try me|try|do"
         "|about|around|for) <lonehour> (<days>|tonight|this <part>|[on|on the] <wd>)"),
        ("no_time", "(merry|happy|have a ~|enjoy [your|the]|lovely|great) (<season>|weekend|<wd>)"),
        ("last_day", "[the|on the] (last|final) [working] day (of|in) [the] (<month>|<following>"
         " month|this month|the month|month)"),
        ("new_year_begins", "(early|early in|at the start of|at the beginning of|start of"
         "|beginning of|first thing in) [the] new year"),
        ("working_week", "(any|any day|any time|anytime|whenever) [in] [the] <following> week"
         " (but|bar|except|apart from|excluding|not) [for|at|on] [the] weekend"),
        ("working_week", "(any|a) (weekday|week day|working day|workday) <following> week"),
        ("week_from_day", "this day <unit>"),
        ("week_before_feast", "[the] week before <season>"),
        ("weekday_before_feast", "[the] <wd> before <season>"),
        ("days_before_feast", "<n> (day|days) before <season>"),
        ("in_quarters", "(in|give me|another|after|within) [about|around] [<n>] (quarters|quarter)"
         " of an hour"),
        ("in_n_minutes", ". [just|only|give me|gimme|like|about] <n> (min|mins|minutes) [more|tops"
         "|please|pls|mate|tho] (.|just|im|and then|then)"),
        ("no_time", "(dont|do not|cant|cannot|never|not) [you|we|i] (call|ring|phone|talk|text"
         "|try|reach)"
         " [me|us] [right|just] now"),
        ("now", "(right|just|straight) now (works|would|is|if|please|suits|then)"),
        ("now", "now (works|suits) [for me] ."),
        ("now", "now is (good|fine|ok|okay|best|perfect)"),
        ("now", "(call me|ring me|phone me|try me|lets talk|we talk|you call|you ring|you phone)"
         " [right|just|straight] now"),
        ("now", "(im|i am) free [right|just] now"),
        ("next_week_same_time", "<same> <following> week"),
        ("next_week_same_time", "<following> week [at] <same>"),
        ("no_time", "(between|in|after|of) <n> [*] [*] (shifts|jobs|classes|lessons|patients)"),
        ("back_of", "the back of <hour>"),
        ("in_minutes", "in <minutes> (.|?)"),
        ("in_minutes", "(give me|gimme|gie us) <minutes> (.|?)"),
        ("this", "before the <unit> is (out|over)"),
        ("calendar_week", "(kalenderwoche|kw|calendar week|cw) <dom>"),
        ("nth_weekday_of_new_year", "[the] <ord> <wd> (of|in) [the] new year"),
        ("week_after_that", "(so|but|make it|rather) the week after ."),
        ("no_time", "not (a|one|any) (min|minute|second|moment|day|hour) (later|earlier|sooner"
         "|before"
         "|after)"),
        ("no_time", "(at|in|for|of) <n> [*] (suppers|parties|shows|sites|shops|places|events|jobs"
         "|weddings|meetings|branches|stores|houses|clients|locations|funerals|gigs|people)"),
        ("next", "not this <unit> [but|rather|make it] [the] (next|following) [one]"),
        ("weekday_next", "not this <wd> [but|rather|make it] [the] (next|following|one after)"
         " [one]"),
        ("from_now", "(in exactly|exactly|in precisely|in) <n> <unit> (to the day|exactly|on the"
         " dot"
         "|to the minute)"),
        ("from_now", "(in exactly|in precisely|exactly|precisely) <n> <unit> [from (now|today)]"),
        ("from_now", "<n> <unit> to the day"),
        ("from_now", "<n> (day|days) (from now|from today)"),
        ("week_from_day", "<days> (week|fortnight)"),
        ("week_from_day", "<n> <unit> <days>"),
        ("nth_full_week", "[the] first (full|whole|complete) week (of|in) [the] <month> [<year>]"),
        ("nth_full_week", "[the] first (full|whole|complete) week (of|in) [the] <following> month"),
        ("last_days", "[the] last <n> days (of|in) [the] (<month>|<following> month|this month"
         "|the month)"),
        ("first_days", "[the] first <n> days (of|in) [the] (<month>|<following> month)"),
        ("working_week", "[the] rest of [the|this|my] (working|work) week"),
        ("working_week", "(this|<following>) (working|work) week"),
        ("service_clock", "(oh|zero) <hour> (hundred|<minutes>) [hours|hrs]"),
        ("no_time", "wed (love|like|rather|prefer|be|have|need|want|appreciate|never|better|also"
         "|really|probably|just|all|only|still|certainly|definitely|gladly|happily)"),
        ("part", "<cpart>"),
        ("same_time_tail", "<same> (tomorrow|next|on|a|in|today|as now|as it is"
         "|as right now|as this)"),
        ("same_time_ctx", "(tomorrow|week|month|monday|tuesday|wednesday|thursday|friday) [at]"
         " <same>"),
        ("later_today", "(later (today|on today|on)|today [but|a bit|bit] later|later in the day)"),
        ("in_new_year", "(in|into|early in|early|start of|beginning of|once we are in|till|until"
         "|come)"
         " the new year"),
        ("in_new_year", "(leave it|leave that|wait|hold off|park it|hang on) (for|until|till) the"
         " new year"),
        ("in_new_year", "the new years (better|best|good|fine|easier|works|quieter|okay|ok|when"
         "|more)"),
        ("in_one_and_half", "(in|after|give it|give me|another) [about|around] (one|an|a) [and a"
         " half] <unit> and a half"),
        ("in_one_and_half", "(in|after|give it|give me|another) [about|around] one and a half"
         " <unit>"),
        ("at_least", "(give us|gimme) [about|another|just] <n> <unit>"),
        ("week_after_next", "[not] next week [but] the week after [that|next]"),
        ("week_after_next", "the week after that"),
        ("weekday_in", "<n> <unit> (on|from|this|after) [this|next] [coming] <wd>"),
        ("weekday_after_next", "[the] <wd> after next"),
        ("weekday_in", "<wd> (week|wk)"),
        ("fortnight_on", "<wd> fortnight"),
        ("weekdays_ahead", "<n> (<wd>|<wds>) (from now|later|ahead)"),
        ("from_day", "<n> <unit> (from|after) <days>"),
        ("business_days", "[in|within|give me|give it] <n> (business|working) (day|days)"),
        ("business_days", "(next|following|the next|the following) (business|working) day"),
        ("within", "(within|in less than|less than) [the next|the coming|about] <n> <unit>"),
        ("in_week_or_two", "(in|give it|give me|after|within) <n> <unit> or <n2>"),
        ("within", "next <n> <unit>"),
        ("after_next", "[the] <unit> after [the] next"),
        ("within", "(in|within|during|over|for) the (next|coming|following) <n> <unit>"),
        ("within", "(the|over the|any time in the|sometime in the) (next|coming) <n> <unit>"),
        ("in", "(in|within) the next <unit>"),
        ("at_least", "after the next <unit>"),
        ("nth_weekday", "[the] (<ord>|<th>|<final>) <wd> (of|in) [the] <month> [<year>]"),
        ("nth_weekday", "[the] (<ord>|<th>|<final>) <wd> (of|in) [the] <following> month"),
        ("nth_weekday", "[the] (<ord>|<th>|<final>) <wd> (of|in) (this|the) month"),
        ("nth_week", "[the] (<ord>|<th>) week (of|in) [the] <month> [<year>]"),
        ("nth_week", "[the] (<ord>|<th>|<final>) week (of|in) [the] <following> month"),
        ("nth_week", "[the] (<ord>|<th>|<final>) week (of|in) (this|the) month"),
        ("day_of_next_month", "[the] (<th>|<ord>) of <following> month"),
        ("day_of_next_month", "<following> (month|mth) [on] [the] (<th>|<ord>)"),
        ("month_of_next_year", "<following> year [in|around|about|come|maybe] <month>"),
        ("month_of_next_year", "<month> [of] <following> year"),
        ("day_of_next_month", "[the] (<th>|<ord>) of (this|the) month"),
        ("day_range", "[from|between] [the] <dom> (to|until|till|through|and) [the] <dom2> [of]"
         " <month>"
         " [<year>]"),
        ("day_range", "<month> <doms>"),
        ("day_range", "[the] <doms> [of] <month>"),
        ("day_range", "[from|between] [the] <dom> (to|until|till|through|and) [the] <dom2> [of]"
         " (this|the)"
         " month"),
        ("day_range", "[from|between] <month> [the] <dom> (to|until|till|through|and) [the]"
         " <dom2>"),
        ("day_range", "[from|between] [the] <dom> (to|until|till|through|and) [the] <dom2> [of|in]"
         " <following> month"),
        ("day_range", "(from|between) the <dom> (to|until|till|through|and) [the] <dom2>"),
        ("week_of", "[the] week (of|beginning|commencing|starting) [on|the|monday] (<dom>|<ord>)"
         " [of]"
         " <month>"),
        ("week_of", "[the] (week (of|beginning|commencing|starting)|w c) [on|the|monday] <month>"
         " <dom>"),
        ("week_of", "[the] week (that|which) (begins|starts|commences) [on|the|monday|monday the]"
         " (<th>|<ord>|<dom>)"),
        ("week_of", "(w c|wc|[the] week (of|beginning|commencing|starting)) [on|the|monday]"
         " <slashed>"),
        ("week_of", "(w c|wc) [the|monday] <dom> [of] <month>"),
        ("week_of", "(w c|wc) [monday] [the] (<th>|<dom>)"),
        ("week_of", "[the] week (of|beginning|commencing|starting) [on|the|monday|monday the]"
         " (<th>|<ord>)"),
        ("weekday_range", "<wd> (to|until|till|through|thru) <wd2> [of] <following> week"),
        ("weekday_range", "<following> week [from|between|on] <wd> (to|until|till|through|thru"
         "|and) <wd2>"),
        ("weekday_range", "this week (from|between) <wd> (to|until|till|through|thru|and) <wd2>"),
        ("weekday_range", "(from|between) <wd> (to|until|till|through|thru|and) <wd2>"),
        ("workdays", "monday (to|till|through|thru) friday"),
        ("weekday_range", "<wd> (to|through|thru|till|until) <wd2>"),
        ("quarter", "<quarter> of <following> year"),
        ("quarter", "<quarter> [of] [the|this] [year] [<year>]"),
        ("half_of_year", "[the] <yearhalf> <following> year"),
        ("half_of_year", "[the] <yearhalf> (<year>|the year|this year|year)"),
        ("midweek", "(midweek|mid week|middle of the week) [of] <following> week"),
        ("midweek", "(midweek|mid week|middle of the week)"),
        ("this", "rest of [the|my|this] <unit>"),
        ("this_ctx", "(later|late|early) this <unit>"),
        ("in_range", f"(in|within) [{_ABOUT}] <n> (or|to) <n2> <unit>"),
        ("in_ctx", ". [just|say|maybe|about|gimme|give me] <n> <unit> [or so|tops] ?"),
        ("in_half", "(in|within|after|about|around|another|give it|give me|wait) half (a|an)"
         " <unit>"),
        ("in_half", "half (a|an) <unit> (from now|later|from today|time)"),
        ("in_half", ". [maybe|perhaps|ask me|try|try me] half a year [please|maybe|or so] .",),
        ("in", f"in [{_ABOUT}] <n> [more|or so] <unit>"),
        ("at_least", f"(give it|give me|wait|after) [{_ABOUT}] <n> [more|or so] <unit>"),
        ("for", f"for [{_ABOUT}] <n> [more|or so] <unit>"),
        ("in", "[another] <n> [more] <unit> (from now|later|from today|down the line|down the"
         " road|hence)"),
        ("in", "(in a bit|a bit later|shortly|later) (say|maybe|like) <n> <unit>"),
        ("week_after_next", "week after next"),
        ("weekend_next", "next weekend"),
        ("weekend", "(weekend|weekends)"),
        ("workdays", "(weekdays|workdays|working days|week days)"),
        ("month_next", "next <month>"),
        ("weekday_next", "(next|nxt|the following) <wd>"),
        ("weekday_next", "<wd> [of|in] (next week|the following week|the week following)"),
        ("next", "(next|nxt|following|coming) <unit>"),
        ("no_time", "(summer time|winter time|daylight saving) (thing|things|change|changes"
         "|switch|nonsense|mess|again|i guess)"),
        ("this_ctx", "(end|beginning|start|middle|later|late|early) (of|in|of the|in the) <unit>"),
        ("this", "(this|current|rest of the) <unit>"),
        ("this_part", "this <part>"),
        ("month_day", "<dom> [day] [of] <month> [<year>]"),
        ("month_day", "<month> [the] <dom> [<year>]"),
        ("month_day", "<month> [the] <ord> [<year>]"),
        ("month_day", "<ord> [of] <month> [<year>]"),
        ("month", "<month> <year>"),
        ("iso", "<iso>"),
        ("slashed", "<slashed>"),
        ("year_ctx", "(in|during|until|till|before|after|from|by|of|for|early|late|mid) <year>"),
        ("no_time", "the <ordbig> (time|century|year|one|place|floor|hour|person|customer)"),
        ("day", "<th>"),
        ("day_ctx", "the <ordbig>"),
        ("day_ctx", "(.|then|so|do|or|and|try|not) the <ordmid> (.|so|then|works|suits|would|at"
         "|please|or|after"
         "|before|between|from|in|morning|afternoon|any|half|quarter|<clock>|<hour>)"),
        ("day_only", "the <ord> (or|and|to|till|until) the <ord2>"),
        ("day_ctx", "(on|after|before|until|by|from|past|for) the <ord>"),
        ("day_ctx", "(on|after|before|until|till|by|past|for) the <dom>"),
        ("day_ctx", ". (from|starting|as of) the <dom>"),
        ("clock_range", "<time> (to|until|till|til|and) <time2>"),
        ("clock_only", "<lonehour> (to|tae|till|til|until) (half|quarter past|quarter to|gone)"
         " <hour>"),
        ("clock_hour", "half <hour> (to|tae|till|til|until) <lonehour> [<half>]"),
        ("no_time", "<n> (to|till|until) <n2> (<unit>|people|guests|of|percent|quid|pounds)"),
        ("clock_range", "<lonehour> (till|until|til) <lonehour2> [<half2>]"),
        ("clock_range_hour", "(<wd>|<days>|<part>|<cpart>|hour|time|week|best|free) [at"
         "|from|between|around"
         "|about|say|maybe] <lonehour> (to|tae|till|til|until) <lonehour2> [<half2>]"),
        ("clock_range_hour", "<lonehour> (to|tae|till|until) <lonehour2> [<half2>] ."),
        ("clock_range", "<lonehour> <minutes> (to|tae|till|until) <lonehour2> <minutes2>"
         " [<half2>]"),
        ("clock_range", "<lonehour> <minutes> (to|tae|till|until) <lonehour2> [<half2>]"),
        ("clock_range_hour", ". [any time|anytime] [from] <lonehour> (to|tae|till|til|until)"
         " <lonehour2>"
         " [<half2>] ."),
        ("clock_range", "(call it|make it) <lonehour> (to|and) <lonehour2> [<half2>]"),
        ("clock_hour", "(<wd>|<days>) [at|around|about|say|maybe] <lonehour> <minutes> [<half>]"),
        ("clock_hour", "(<wd>|<days>) [say|maybe] <lonehour> [<half>]"),
        ("clock_hour", "(tonight|<part>) [at|around|about|say|maybe] <lonehour> (.|please|or|ish|if"
         "|would|works|ok)"),
        ("clock_range_hour", "(<wd>|<days>|tonight|<part>) [at|from|between|around|about|say]"
         " <hour> (to|tae|till|til|until) <hour2> [<half2>] (.|please|if|or|works|suits|while"
         "|when|ok|is)"),
        ("relative", "<days>"),
        ("season", "<season>"),
        ("clock_range", "(between|from) <clock> [<half>] (and|to|tae|till|til|until) <clock2>"
         " [<half2>]"),
        ("clock_range", "<clock> [<half>] (to|tae|till|til|until) <clock2> <half2>"),
        ("clock_range", "<clocks>"),
        ("clock_range", "(between|from) <hour> (and|to|tae|till|til|until) <hour2> [<half2>]"),
        ("half_past", "half past <hour> [o clock|oclock] [<half>]"),
        ("half_past", "half <lonehour> [<half>]"),
        ("minutes_to", "<n> (min|mins|minutes) (to|before) <hour> [<half>]"),
        ("minutes_before", "<minutes> to <hour> [<half>]"),
        ("clock", "<lonehour> <minutes> [<half>]"),
        ("half_past_hour", "(no|at|make it|say|around|about|till|until) <lonehour> and a half"),
        ("quarter_past", "quarter past <hour> [<half>]"),
        ("quarter_to", "quarter (to|before) <hour> [<half>]"),
        ("clock", "<clock> [o clock|oclock] <half>"),
        ("clock", "<hour> [o clock|oclock] <half>"),
        ("clock", "<ish>"),
        ("clock", "<hour> (o clock|oclock|ish|sharp|on the dot|prompt|on the nose)"),
        ("clock_ctx", "(at|around|about|after|before|by|until|till|past|from|since|say|like"
         "|between|up to)"
         " <hour>"),
        ("clock_ctx", "(so|thats|thats at) <lonehour> ."),
        ("clock_ctx", "(later than|earlier than|sooner than|than about|til|ahead of) <hour>"),
        ("clock_ctx", "(at|around|about|by|after|before|from|until|till|til|say|make it)"
         " <military>"),
        ("clock_hour", "(<wd>|<days>|<month>|<dom>) [at|around|about|say|from] <military>"),
        ("clock_tail", "<military> (on|this|<wd>|<days>|tonight|.)"),
        ("clock_hour_minutes", "<hour> (hours|h) [and] <n> (minutes|min)"),
        ("clock_tail", "<lonehour> (<days>|tonight)"),
        ("clock", "<time>"),
        ("part", "<part>"),
        ("weekday_every", "<wds>"),
        ("weekday", "<wd>"),
        ("month", "<sure>"),
        ("month_ctx", f"{_BEFORE_MONTH} <month>"),
        ("month_ctx", ". [maybe|perhaps|try|ask me|rather|better|probably|ok|okay|yes] <month> .",),
        ("asap", "(asap|as soon as possible|as soon as you can|right away|straight away"
         "|immediately)"),
    ),
    modifiers=(
        ("day_after", "(the|a) day (after|following)"),
        ("day_before", "the (day|night|evening|morning|afternoon) before"),
        ("week_after", "the week (after|following)"),
        ("through", "(up to and including|until and including|till and including"
         "|through to and including|to and including)"),
        ("from", "(nobody|noone|no one|nothing|not a soul) ~ (before|until|till|til)"),
        ("from", "(not (before|until|till|til)|(dont|do not) ~ (before|until|till)|no earlier than"
         "|not earlier than|nothing before|never before|no sooner than|earliest)"),
        ("from", "(from|starting|starting from|starting in|as of)"),
        ("by", "(not|never|no) (after|past|later than)"),
        ("after", "(after|past|later than)"),
        ("before", "(before|prior to|earlier than)"),
        ("from", "(once|when|as soon as) (we are|were|its|it is|im|i am) [well] (into|in)"),
        ("by", "(by|no later than|not later than|ahead of)"),
        ("until", "(until|till|til|through|up to)"),
        ("rest", "(later|later in|later on in)"),
        ("second_half", "(second half of|2nd half of|latter half of|second (fortnight|two weeks) of"
         "|last (fortnight|two weeks) of)"),
        ("first_half", "(first half of|1st half of|first (fortnight|two weeks|couple of weeks)"
         " of)"),
        ("last_week", "[the] last week (of|in)"),
        ("first_week", "[the] first week [back] (of|in)"),
        ("end", "(end of|end|late|late in|(back|tail|far) end of"
         "|last (few|couple of|ten) days (of|in)|towards the end of|close to the end of)"),
        ("start", "(beginning of|start of|early|erly|early in|first (few|couple of|ten)"
         " days (of|in)|top of)"),
        ("middle", "(middle of|mid|around mid|halfway through)"),
        ("not", "(not|not on|not in|except|except on|anything but|any day but|but not|no|bar"
         "|apart from|other than|besides)"),
        ("not", "(wont be|not be|isnt going to be)"),
        ("not", "(spare me|skip|leave out|leave off|forget|no good|no use|rather than|instead of"
         "|sooner than|than|never on a|(cant|cannot|dont|not) [*] [*] on a)"),
        ("not", "(cant|cannot|cant do|cannot do|can not do|cant make|cannot make|wont be able to"
         " do)"),
        ("not", "(im|i am|we are|were|ill be|i will be|am|be) [really|totally|all] (busy|away"
         "|booked|out"
         "|off|tied up|working|travelling|unavailable)"),
    ),
    trailing=(
        ("inclusive", "(inclusive|included|inc)"),
        ("from", "(onwards|onward|and onwards|on wards|and later)"),
        ("after", "(is|are) (behind (us|me)|over|done [with]|out of the way|past|finished)"),
        ("after", "(has|have) (passed|finished)"),
        ("not", "no ."),
        ("not", "(cannot|cant) ."),
        ("not", "[but|so] [*] (forget it|scratch that one|dont even think)"),
        ("not", "[is|im|i am|were|we are|its|i] [all|totally|just|fully|already] (fire fighting"
         "|firefighting|rammed|jammed|packed|booked|taken|chocka|slammed|manic|mental|on leave"
         "|no way|fully booked|booked up|booked out)"),
        ("not", "(is|are) [sadly|clearly|definitely] (out|off|no good|no use|no longer"
         "|impossible|a no|too"
         " late|too early|hopeless)"),
        ("not", "(doesnt|does not|dont|do not|wont|will not|cant|didnt) (work|suit|do|happen)"),
        ("not", "(isnt|is not|arent) (.|could|can|but|so|what|how|maybe|the hour|the day)"),
        ("not", "(isnt|is not|arent) (good|possible|great|ideal|an option)"),
        ("denied", "(wont|cant|isnt|is not|is no|is out|doesnt|never) *"),
    ),
    fillers="(the|my|on|on the|in|in the|at|about|around|of|of the|on a|a|maybe|like|say|sometime"
    "|next)",
    busy=("(busy|at work|working|meeting*|away|out|travel*|vacation|holiday|off|school|booked"
          "|with [a|my] (client*|customer*|patient*|pupil*)|on shift|teaching)",),
    free=("(free|available|open|can talk|works|here)",),
)  # fmt: skip
