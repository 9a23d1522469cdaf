"""English words of sentences that tell a fact with a time in it."""

from functions.outreach.domain.understanding.languages.statement_words import StatementWords

WORDS = StatementWords(
    matters=(
        "(the|your|this|that|our) [*] (app|apps|calendar|system|site|website|widget|page|reminder"
        "|reminders|report|reports|export|exports|receipt|receipts|invoice|invoices|update|rota"
        "|software|program|dashboard|server|robot|bot|records|quote|discount|price|prices|offer"
        "|subscription|trial|notification|notifications|backup|list|form)",
        "(a|an|each|every|recurring|repeating) (task|tasks|field|template|reminder|report|rule)",
        "(your|that) (lad|girl|colleague|mate|man|woman) (said|rang|called|told|promised|never)",
        "you (rang|wrote|called|phoned|texted|took|charged)",
        "(refund|reminders|receipts|invoices|exports|bookings|no shows) ~ (goes|go|was|were|come"
        "|comes|print|prints|by|show|shows)",
    ),
    ours=(
        "(i|im|id|ill|ive|me|us|we|weve|lets|call|ring|phone|talk|speak|chat|meet|catch|book|put"
        "|pencil|suit|suits|convenient|works for|good for|ok for|fine for|best for|founder"
        "|wait|sorry|actually|conversation|demo|meeting|appointment|please|slot)",
    ),
    explaining=(
        "(once|when|after|before|as soon as|while|if|unless|because|cos|since|when the|so long as)",
    ),
    instead=("(instead of|rather than)",),
    events=(
        "(wedding|funeral|graduation|recital|prom|anniversary)",
        "(operation|surgery|chemo|scan|dentist|hearing|court|exam|exams|inspection|birthday"
        "|christening|due|disco|changeover|break up|breaks up|no shows|rent|vat|landlord"
        "|accountant|auditor|council|paternity|maternity|quiz|last orders)",
        "(i|we|he|she|they) [*] (do|does|work|works|am on|is on|are on|did) (nights|days|earlies"
        "|lates|shifts|doubles)",
        "been ~",
        "(i|we) (only|mainly|mostly) (use|used|need|open|run|work|trade|operate)",
        "(wife|husband|hubby|missus|son|daughter|boss|colleague|mum|dad|mother|father|brother|sister"
        "|partner|boyfriend|girlfriend|cousin|uncle|aunt|nan|gran|lad|girl) [is] ~ (flies|flying"
        "|leaves|leaving|emigrates|emigrating|graduates|graduating|marries|marrying|retires"
        "|retiring|starts school|turns|turning|lands|landing|sails|sailing)",
    ),
    recurring=(
        "(every|each) (day|morning|night|evening|week|month|year|month end|weekday|time|summer"
        "|winter)",
        "(daily|weekly|nightly|every other|all year|always)",
        "(usually|normally|generally) (start|finish|open|close|begin|get up|knock off|eat|leave)",
        "in (summer|winter|spring|autumn) (i|we)",
    ),
    others=(
        "(can|could|how do|how can|is there a way) (i|we) [just|also] (set|make|create|add|change"
        "|turn|switch|schedule|import|export|edit|hide) (a|an|the|it|my|that|them|off|on)",
        "(customers|clients|people|guests|they|she|he|members|pupils|everyone|nobody|crew|team|staff"
        "|drivers|students|patients) (can|could|cant|cannot|couldnt"
        "|will|would|want|wants|need|needs) [to] *",
        "(customers|clients|guests|members|pupils|students|patients|tenants|suppliers|drivers"
        "|lodgers) (pay|pays|come|arrive|book|order|leave|forget|turn up|show up|always|usually"
        "|never|expect|sign)",
    ),
    leading=("(after|once|when|so|then|therefore|hence|say|instead|but)",),
    taken_up=(". then", "(until|till) then", "(catch|find|get|ring|call) (me|us)", "(only then"
    "|then gladly|that only"
    "|then yes)"),
    parting=("(so|then|therefore|hence|but|maybe|perhaps|how about|what about)",),
    links=("(and|but|or|can|could|while|whereas|same)",),
    asking_when=("(when|what time|what day|which day)",),
    because=("(because|cos|coz|cuz|as i|as we|since i|since we|otherwise|or else)",),
    doing=(
        "(visits|begins|opens|closes|shuts|ends|arrives|leaves|trains|lets|delivers|runs|crashes"
        "|freezes|prints|sends|says|sells|teaches|plays|sings|collects|rehearses|gathers"
        "|kicks off)",
        "it (gets|goes|is|was|rains|snows|feels|turns) *",
        "(classes|lessons|sessions|rehearsals|matches|meetings|services|deliveries|shifts"
        "|visitors|doors|gates) (are|is|start|run|meet|come|open|close|begin)",
        "(the|my|our) [*] only (lets|allows|takes|opens|sells|sees)",
    ),
    not_doing=(
        "(when|while|once|after|before|as|until|till|if) [it|the|my|our] [*] [*]",
        "(calendar|diary|schedule|agenda|slot|window|gap|space|something) (opens|says|shows|begins"
        "|frees|lets|prints) [up]",
        "it (is|goes|gets|was) (fine|good|well|ok|okay|best|better|great|perfect|possible|easy"
        "|easier|free|quiet|quieter|calm|calmer)",
    ),
    small_words=(
        "regarding concerning re "
        "later earlier first second third last ones two other have got hour hours minutes a an "
        "the i im ive ill id we weve you your my me our us he she it its they them this that "
        "these those to of in on at for from till until by and or but so if then not no yes ok "
        "okay just only maybe any anytime time day is are be am was were do does dont with as "
        "about around like sometime some one up out off back after before when once while there "
        "here well right really too also both either though cos because hi hello thanks thank "
        "cheers love mate um uh er oh aye yeah yep nope now all still more than what how who "
        "where whichever whatever mind easy honestly suppose reckon think guess say sounds grand "
        "half term new year week month fortnight next beginning end middle start tail"
    ),
)  # fmt: skip
