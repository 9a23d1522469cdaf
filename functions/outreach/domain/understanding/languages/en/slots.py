"""English words for choosing among offered times."""

from functions.outreach.domain.understanding.languages.slot_words import (
    EARLIER,
    EARLIEST,
    FIRST,
    FIRST_TWO,
    LAST,
    LAST_TWO,
    LATER,
    LATEST,
    MIDDLE,
    SECOND,
    THIRD,
    SlotWords,
)

_ONE = "(one|option|slot|time|choice|date|suggestion|proposal|appointment|offer)"
_CANNOT = (
    "(cant|cannot|can not|couldnt|could not|wont|will not|dont|do not|doesnt|does not|didnt|unable"
    " to|not able to|wouldnt)"
)
_TAKEN = (
    "(out|no good|bad|busy|full|gone|taken|off|impossible|difficult|tricky|hopeless"
    "|blocked|away|too early|too late|too soon|no use|booked|packed|rammed|awful|terrible|a no"
    "|no go|a no go|dead|spoken for|a write off|my day off|a nightmare)"
)
_GOOD = (
    "(fine|good|ok|okay|great|perfect|best|better|free|works|work|suits|suit|ideal|lovely|possible"
    "|yes|yep|yeah|please|pls|plz|it is|do|does|will do|grand|brilliant|right|spot on|cool"
    "|doable|open|clear|empty|k|sure|super|me|my choice|my pick)"
)

WORDS = SlotWords(
    places={
        "(first|1st|number one|option one|slot one|choice one|1|option a|slot index 0)": FIRST,
        "(second|2nd|number two|option two|slot two|choice two|2|option b|dos)": SECOND,
        "(third|3rd|number three|option three|slot three|choice three|3|option c|tres)": THIRD,
        "(last|final)": LAST,
        "(earliest|soonest|sooner of the three|early|first available|nearest)": EARLIEST,
        "(latest|furthest|furthest away|farthest|most distant|late)": LATEST,
        "(middle|mid|in between|between|in the middle|between the two|goldilocks)": MIDDLE,
    },
    alone={
        "(a|one)": FIRST,
        "(b|two)": SECOND,
        "(c|three)": THIRD,
    },
    compared={
        "(earlier|sooner)": EARLIER,
        "(later|latter)": LATER,
    },
    many={
        "first two": FIRST_TWO,
        "(last two|two late|two later|other two|latter two)": LAST_TWO,
    },
    rest=(
        "(the|that) (other one|other|remaining one|remaining|rest)",
        "(whatever|whatevers|whats|what is|what) [is] left",
        "(that|which|that that) leaves",
        "you know what that leaves",
        "(anything|any|any day|anytime|any time|any of them|either|whichever|all) (but|except"
        "|apart from|bar|other than|barring)",
        "by elimination",
        "(have|keep|take) (the rest|what is left)",
    ),
    labels=(
        "(number|option|opt|slot|choice|nr|numero|proposal) [the] <place>",
        f"[the|your|that] <place> {_ONE}",
        "the <place> (please|pls|is|works|suits|would|will|then|of the three|of your three)",
        "(take|pick|choose|book|prefer|want) the <place> (.|please|thanks|one|then)",
        ". [um|uh|ok|yes|yeah|well|so] [the|a|your] <place> [one] [please|then|pls|for me] .",
        "the one <place>",
        "the <place> (youve|you have|you got|u have|u got|available|possible|going)",
    ),
    beside=(
        "the one u is it thats that good fine great ok okay yes yeah yep please pls plz "
        "thanks thx ta cheers um uh er well so i ill id me for my take pick choose prefer "
        "go with lets do book works work suits suit would be will want like then sounds "
        "perfect do got youve you have your of three those them best and just option slot "
        "number no nr time we can could hi hello ah oh hmm to on at in us"
    ),
    at_time="at on the in around about for by after before from until till past",
    two=("(of|between) (the|those|these|your) (two|2|afternoon|afternoons|pm|arvo)",),
    of_two="of the two 2 both your those these ones one slots pm in",
    refused_before=(
        "(not|nope|no|except|except for|but not|bar|barring|apart from|other than|besides|never"
        "|neither|nor|without|instead of|rather than|than|over|skip|drop|cancel|scratch|delete"
        "|remove|forget|scrap|avoid|ditch|lose|disregard|leave|busy|booked|anything but|any day but"
        "|anytime but|any time but|everything but|hate|dislike) [the|on|for|either|your|on the|a"
        "|in the|for the|do]",
        f"{_CANNOT} [do|make|manage|come|have|work|attend|want|like|fancy|use|ring|call|talk|speak]"
        " [me] [the|on|for|either|your|on the|a|in the|it on]",
        "(im|i am|were|we are|ill be|i will be) [all|really|totally] (busy|away|off|out|flying"
        "|travelling|traveling|working|booked|tied up|gone) [on|all|the|until|till]",
        "(no can do|no good on|no use|hopeless on) [on|the]",
        "(day off|dentist|doctor|surgery|funeral|wedding|exam|lecture) [is] [on]",
    ),
    refused_behind=(
        "[is|are|was|am|would be|will be|looks|both|s|thats|gets] [a|also|both|just|really"
        "|totally|all|bit"
        f"|of a|completely] {_TAKEN}",
        f"[i|we|it|just|really] {_CANNOT}",
        "(isnt|is not|arent|are not|wasnt|aint)",
        "(clash*|conflict*|falls through|belong*|blocked|i have|ive|weve|we have|is my|is the|is"
        " our|thats my|thats when)",
        "(im|i am|were|we are|ill be|i will be) (busy|away|off|out|flying|travelling|traveling"
        "|working|booked|tied up|at|up to|no use|seeing|gone|burying)",
        "(leave|skip) (it|that)",
    ),
    wanted_before=(
        "(book|take|choose|pick|prefer|go with|go for|put me down for|lets do|do|ill have|give me"
        "|make it|say|block|keep|reserve|lets say|yes|yeah|yep|id like|rather|so|then|guess|settle"
        " on|only|its|free|available|happy with|how about|what about|could we do|can we do|can do"
        "|could do|works|ok|fine|confirm|accept|leaves me with|glad of|good for|booked for) [with"
        "|for|on|the|your|a|me|on the|for the|thats]",
    ),
    wanted_behind=(
        "[is|are|would be|will be|would|s|seems|looks|sounds|should be|will|itll be|at|that|thatd"
        " be]"
        " [just|absolutely|very|really|also|a|all|totally|actually|so] "
        f"{_GOOD}",
        "(i can|i could|im free|i am free|im around|can be done|it shall be|only|then .)",
    ),
    joining="or and nor n the on at either neither both a",
    nots="no nope nah not",
    nots_forward="not",
    confirmed=(
        ". [um|uh|yeah|yes|ok|well] (correct|right|exactly|thats (right|correct|it|fine|good|great"
        "|perfect|the one)|book it|please do|go ahead|do it|confirmed|confirm|perfect|sounds good"
        "|you got it|that works|that will do|i confirm)",
        "(yes|yeah|yep|sure|ok) (thats right|correct|book it|please|go ahead|that works|perfect)",
    ),
    denied=(
        ". [um|uh|oh|well|sorry] (no|nope|nah|wrong|no no|not that one|not that time|thats wrong"
        "|thats not right|no thats wrong|no not that one|no thats not right|dont book it) [sorry]"
        " .",
    ),
    unsettled=(
        "(if|unless|depends|depending|might|may|possibly|perhaps|maybe|not sure|unsure|let you"
        " know|get back to you|ask my|whether|provided|would have|could work|would work|could do"
        " but|wish|until i|before i|before any|think about|trying to|will know|hopefully|could be"
        "|probably not|nan might|as long as|not with me|not for me|write to him|write to her"
        "|message her"
        "|message him|funeral|died|stroke|surgery|hospital|lawyer|solicitor|school)",
    ),
    conditions=(
        "(price|prices|cost|costs|pricing|figure|figures|quote|fee|fees|rate|rates|money|damage"
        "|details|answer|answers) first",
        "(but|and|ok|okay|yes|yeah|so|well|hm|hmm|no|.) first [of all|things first] [just|please"
        "|can you|could you|you] (tell|show|send|give|what|whats|how|explain|let me know|i want"
        "|i need|id like|who)",
        "(tell|show|send|give|know|see|hear) [me|us] [what|how much|the|a|it|some|your|about]"
        " ~ first .",
        "before (i|we) (book|choose|pick|decide|commit|agree|say yes|take|sign)",
        "only (after|once) (i|we|you) (know|knew|see|saw|have|told|tell)",
    ),
    pointing="",
    leading="",
    proposing=(
        "(how about|what about|could we|can we|shall we|can i|could i|could you|can you|may i"
        "|should we|lets|would it be|is it ok|is it possible|any chance|why not|do you mind)",
        "(does|would|will|is|are) ~ (work|suit|ok|okay|fine|good|possible|free|available|do)",
        "(ok|okay|yes|right|yeah|works|fine|good) ?",
    ),
)  # fmt: skip
