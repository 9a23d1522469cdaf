"""English words that tell a wish for a time from a time that is only spoken of."""

from functions.outreach.domain.understanding.languages.tense_words import TenseWords

_MATTER = (
    "(contract|subscription|licence|license|lease|trial|plan|budget|agreement|renewal|term|invoice"
    "|payment|deadline|season|audit|lunch break|year|campaign|exam|exams|release|launch|project)"
)

WORDS = TenseWords(
    past=(
        "<n> [and a half] <unit> [or so] (ago|back|earlier)",
        "half (a|an) <unit> ago",
        "(a while|ages|some time|long) ago",
        "(last|previous|past) (<unit>|<wd>|<month>|<season>|<part>|weekend|night|time)",
        "(last|previous|past) (few|couple of|<n2>) <unit>",
        "[the] day before yesterday",
        "yesterday",
        "(way back in|earlier this) (<unit>|<month>|<season>|<part>)",
        "(this|these) (past|last) <unit>",
    ),
    past_before=("been (here|with you|a customer|using it|doing this|open|trading)", "(since|ever"
    " since) ~", "(way back|as far back as) [in|on|at]"),
    happened=(
        "(had|was|were|wasnt|werent|used|did|didnt|moved|stopped|cancelled|canceled|bought|paid"
        "|started|switched|signed|joined|upgraded|downgraded|wrote|got|went|came|lost|broke"
        "|happened|ordered|promised (me|us|by|for|on)|hired|fired|renewed|ran|retired|died|sold"
        "|spent|received|spoke|talked|met"
        "|crashed|failed|finished|launched|merged|installed|complained|reported|charged|billed"
        "|born|migrated|quit|missed|emailed|rang|lasted|worked|became|i left"
        "|we left|he left|she left|they left|left you|left us|left it|left the"
        "|logged|vanished|disappeared|arrived|printed|deleted|froze|knocked|won|sang|played"
        "|turned up|told (me|us)|passed|showed"
        "|have been|has been|ive been|weve been|hasnt|havent|tried it|gave up|ended|expired)",
    ),
    happened_endings=(),
    not_happened=(
        "(when|once|after|until|till|as soon as) (ive|i have|weve|we have|hes|shes|theyve|its) *",
        "(was|were) [just|only] (hoping|wondering|thinking|going to|about to|looking)",
        "(got|used) to",
        "(be|being) *",
        "(i|you|they|he|she) (was|were) (right|wrong)",
        "(customers|clients|people|guests|they|she|he|members|pupils|everyone|nobody) (can|could"
        "|will|would|want|wants|need|needs) [to] *",
        "had (a look|hoped|better|in mind|planned)",
        "(got|have got|had) (time|a gap|an opening|a slot|room|anything|something)",
    ),
    wishes=(
        "(can|could|cannot|lets|let|call|ring|phone|text|email|mail|write|message|contact|ask|ping"
        "|try|talk|speak|chat|meet|catch up|book|schedule|move|push|postpone|rather|prefer|want"
        "|would|will|ill|id|might|maybe|perhaps|how about|what about|available|free|make it|remind"
        "|wait|again|hoping|hoped|wondering|thinking of|suits|works|fine|good|better|best|please"
        "|check back|get back|come back|reach|busy|away|tied up|put me down|pencil"
        "|catch me|find me|get me|grab me|happy to|glad to|gladly|settle on|go for|go with"
        "|shall we|need until|give me|give us|drop (me|us)|shout|buzz|bell|squeeze|put (it|me|us"
        "|that) in)",
    ),
    suits=(
        "(works|work|suits|suit|is (fine|good|ok|okay|great|perfect|better|best|possible)|fine|good"
        "|ok|okay|please|would|could|then|instead|it is|will do|in mind|possible|free|available"
        "|i dont mind|dont mind|dont care|whichever|whatever suits"
        "|at the earliest|would be|onwards|or later|or after|if)",
    ),
    reasons_before=(
        "(renewals|renewal is|renewal falls) [on|in|at] [the]",
        "(renews|renew|expires|auto renews|is charged|gets charged|is billed) [automatically] [on"
        "|in|at]"
        " [the]",
        "(shifts|shift is|shift runs|weddings|wedding is|birthdays|birthday is|funerals|funeral is"
        "|hours are|exams are) [on|at|from|the|on the]",
        f"{_MATTER} ~ (ends|end|expires|runs|runs until|runs till|renews|finishes|starts|begins"
        "|closes|lasts|is|is due|due|falls|up) [only] [in|on|at|until|till|by|through]",
        "(moving|launching|closing|opening|retiring|migrating|relocating|getting married) ~"
        " [in|on|at|until]",
        "(invoice|bill|order|email|mail|letter|receipt|payment|message|ticket|call) (from|of|dated)"
        " [the]",
        "(born|founded|established|open|opens|close|closes|closed|shut|shuts|knock off|clock off)"
        " [daily] [from|in|on|at|until|till]",
    ),
    reasons_after=(
        f"[is] [our|my|the] {_MATTER} (ends|is up|runs out|expires|renews|is due|starts)",
        "is [when] (our|my|the|a|when) ~ (busiest|busy|season|holiday|deadline|birthday|closed"
        "|renews|expires|ends)",
    ),
    habits=(
        "(i|we|they|he|she|it|you) (do|does|type|have|has|run|runs|am|are|rehearse|work|works|go"
        "|goes|drive|drives|teach|clean|close|closes|shut|shuts|open|opens|count|play|bake|deliver"
        "|train|sing|cook|meet|pay|bill|invoice|always|never|usually)",
        "(takes|crashes|freezes|hangs|fails|breaks|goes|stops|dies|syncs|sends|happens|falls)",
        "(is|are|were|weve|im) (closed|shut|open|quiet|dead|busy|mad|heaving)",
        "we are (closed|shut|open|quiet|dead|busy|mad|heaving)",
    ),
    engaged_before=(
        "(visits|arrives|delivers|lands|is in|comes in|comes over|pops in) [again] [on|at|from]",
        "i (nurse|coach|preach|milk|drive|cover|deliver|train|shift) [on|from]",
        "(i have|ive|ive got|i got|weve got|we have|got|theres|there is) (a|an|my|the|another) ~"
        " [coming|due|arriving|starting] [at|on|from|till|until|by]",
        "(kids|children|baby|boys|girls|wife|husband|boss|shop|shift) ~ (go|goes|get|gets|is|are"
        "|finish"
        "|finishes|start|starts) ~ (at|on|till|until|by)",
        "(my|our|the) ~ (is|are|starts|begins|ends|finishes|comes|arrives|leaves|lands|opens"
        "|closes) [on] [at|on|by|from|till|until]",
        "(i|we|he|she|they) (start|finish|leave|lock|close|open|teach|swim|sleep|fly|travel|bridge"
        "|collect|clock|work|rehearse|land|starts|finishes|pick up|pick) ~ (at|on|till|until|by)",
        "(i|we) (go|am|are) [back|off|out|in|away] [on] (at|on)",
    ),
    engaged_after=(
        "(is|will be) [the|our|my|a] [*] [*] (day|holiday|eve|wedding|birthday|funeral|market)",
        "(is|are) [a|an|just|absolute|absolutely|pure|complete|total] (mad|manic|hectic|mental"
        "|full|packed|rammed|out|gone"
        "|murder|chaos|bedlam|carnage|hell|nightmare|crazy|insane|stupid|mayhem|write off|no go)",
        "(i|we) (teach|bridge|fly|travel|work|swim|sleep|go|judge|bake|do not|dont) ",
        "(im|i am|were|we are) (judging|working|teaching|flying|travelling|sleeping"
         "|chilling|in court"
        "|at|with)",
    ),
    joining="and again or to till until through of on in at the about around from next",
    counted_back="before earlier",
)  # fmt: skip
