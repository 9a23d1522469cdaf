"""What English-speaking customers say that must never be missed."""

from functions.outreach.domain.understanding.languages.must_not_miss_words import MustNotMissWords

_DONT = "(dont|do not|never|not to|must not|shouldnt|should not|stop|quit|cease)"
_REACH = (
    "(call*|text*|messag*|mail*|email*|contact*|writ*|send*|sms|sms*|ring*|phon*|telephon*|dm|whatsapp*"
    "|ping*|reach* out|solicit*)"
)
_MESSAGES = (
    "(call|calls|text|texts|message|messages|msgs|mail|mails|email|emails|sms|contact|newsletter*"
    "|notification*|marketing|spam|ads|communication*|reminder*|offers|promo*|list|lists)"
)
_OTHER_WAY = "(call|text|email|mail|ring|phone|write|message|whatsapp|sms|use)"
_TIME = (
    "(now|today|tonight|tomorrow|before|after|between|during|while|until|till|til|at|on|in|next|so"
    "|this (hour|minute|morning|afternoon|evening|night|week*|month|quarter|year|season|summer"
    "|winter|spring|autumn|fall|monday|tuesday|wednesday|thursday|friday|saturday|sunday|often|much"
    "|way|early|late|time|number (is|was))|right|yet|when|if|unless|too|for)"
)
_BUT = "[me|us] [.] [please|pls|just|but|rather|instead|better|simply|only|and|you can|you could]"

_OWN_CUSTOMERS = "(members|customers|clients|students|readers|pupils|subscribers|guests)"
_HOW = (
    "(how (to|do i|can i|could i|would i|should i|do we|can we|could we)|(can|could|may) (i|we)"
    "|(i|we) (need to|want to|have to|had to|can|cant|cannot|tried to|am trying to))"
)
"""What asks how to do it for others. Without it the message may mean its own writer."""

WORDS = MustNotMissWords(
    sure_opt_out=(
        f"{_DONT} {_REACH} ~ (again|anymore|any more|ever|this number|my number|my phone)",
        f"{_DONT} ever {_REACH}",
        f"(stop|quit|cease) {_REACH} [to] [me|us|this number|my phone|my number] [now|please|pls"
        "|already|thanks|thank you|immediately|at once|for good] .",
        "(stop|quit) (bothering|harassing|spamming|pestering|disturbing|hounding|stalking) (me|us)",
        f"{_DONT} {_REACH} (or|and|nor) {_REACH}",
        "(take|remove|delete|drop|scratch|strike) (me|us|my number|my email|this number|my name"
        "|my phone) ~ (list|lists|database|system|records|mailing|contacts|off|from)",
        "(take|get|cross|scrub|wipe|knock|pull|yank|score|kick) (me|us|my number|my name"
        "|this number) off",
        "(put|add|place|get|stick|pop|include) (me|us|my number|this number|our number|my phone"
        "|my name|my email) [down] (on|to|onto|in|into) [the|your|a|that] [internal|company]"
        " (do not call|dont call|dnc|do not contact|dont contact|do not text|do not mail|no call"
        "|no contact|opt out|suppression) [list|registry|register]",
        f"no more {_MESSAGES}",
        f"no more (of|with) (these|this|your|those) [annoying] {_MESSAGES}",
        f"unsub* ~ {_MESSAGES}",
        "[please|pls|just] unsub* (me|us)",
        "(lose|forget|erase|delete|remove) (my|this) (number|phone|email|details|contact*|data)",
        "(withdraw|revoke*|revoking|withdrawing) ~ (consent|permission)",
        "do not contact",
        f"discontinue ~ {_MESSAGES}",
        "(dont|do not|never) consent",
        f"rather you (didnt|did not|dont|not) {_REACH}",
        f"not {_REACH} ~ (anymore|any more|again|ever)",
        "(be|get|being|been) (removed|taken off|unsubscribed)",
        "(please|pls) remove .",
        "cease and desist",
        "(fuck|piss|bugger|sod) off",
    ),
    not_opt_out=(
        f"{_HOW} unsubscribe (one of (my|our)|her|him|them|members|people|customers|clients"
        "|someone|somebody)",
        f"{_HOW} unsubscribe (my|our|some) [*] {_OWN_CUSTOMERS}",
        f"{_HOW} unsubscribe (a|an|one) [*] (member|customer|client|student|reader|pupil"
        "|subscriber|guest|parent)",
        f"(my|our) {_OWN_CUSTOMERS} ~ (to|can|could|want to|who) unsubscribe",
        f"(my|our) {_OWN_CUSTOMERS} [they|who] (say|ask|tell me|told me) [me] [to] (stop"
        "|unsubscribe|delete|remove|take|no more|dont|do not|never) [*] [*] [*]",
        f"(let|lets|letting|for|allow*|help|helps) [my|our|the|some|these|your] ({_OWN_CUSTOMERS}"
        "|people|patients|parents|users|them) [to] (unsubscribe|opt out|stop)",
        "(honour*|honor*|respect*|support*|handle*|comply*|follow*) ~ do not (call|contact|mail"
        "|text) (list|lists|rule|rules|register|registers|registry)",
        "(nearly|almost) (hit|clicked|pressed) unsubscribe",
        "unsubscribe (link|button|page) ~ (my|our|their) (newsletter|newsletters|mailing|mailings"
        "|campaign|campaigns|template|templates)",
        "strike me off (mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays) (talk"
        "|call|meeting|session|demo|slot|webinar|class|chat)",
        "blocked you by (accident|mistake)",
        "(dont|do not|cant|cannot|can not|couldnt|wont|never|didnt|not|doesnt|wouldnt) [ever|want"
        "|want to|to] stop",
        "(bus|non|one|full|pit|without a|truck) stop",
        "stop by",
        f"(stop|dont|do not|quit) {_REACH} {_BUT} (i prefer|prefer|i would rather|id rather) "
        f"~ {_OTHER_WAY}",
        f"(stop|dont|do not|quit|no) {_REACH} {_BUT} {_OTHER_WAY} [me|us]",
        "(dont|do not) " + _REACH + " [me|us] [back|please] " + _TIME,
        "(dont|do not) (call|email|mail) it",
        "(dont|do not) (send|write|text|email|mail) [me|us] (a|an|the|that|it|any files)",
        "(how|why|when) (dont|do not)",
        f"(dont|do not) need [any] more {_MESSAGES} (in|on|for|per|with|credits)",
        "unsub* ~ (plan|pro|tier|premium|business|team)",
        "unsub* [me|us] [from] [the|my|our|this|your|a] (subscription|account|trial|service)",
        "(have|has|had|is|are|run|send|see) no (mailing list|mailing lists|newsletter|newsletters"
        "|promos)",
        "(i|we) (dont|do not|never) " + _REACH,
    ),
    likely_opt_out=(
        "[the|your|any] (next|further) (message|text|email|mail|call) [you send|from you]"
        " [and|will] [be] ~ (ico|ftc|lawyer*|solicitor*|police|court|complaint|forwarded|reported)",
        "(one more|another|a single|just one more) (message|text|email|mail|call|contact|word|ping)"
        " [and|or] (i|ill|im|i am|we|well|my) ~ (report*|block*|sue|lawyer*|solicitor*|ico|ftc"
        "|complain*|police|legal)",
        # What is asked about the number, and then about it: "… get this number? Delete it".
        "(my|this|our) (number|email|address|details|contact*|data) (?|.|and|so|now) [so|now"
        "|please|pls|just|kindly|then] (delete|erase|remove|scrub|wipe|bin|destroy|lose|forget)"
        " (it|me|that|them|us)",
        "(let go|get rid|dispose) of (my|this|our) [*] (number|email|address|details|contact*"
        "|data)",
        "(scrub|wipe|bin|expunge|purge) (my|this|our) [*] (number|email|address|details|contact*"
        "|name)",
        "no (mailing list|mailing lists|newsletter|newsletters|promos) (.|please|pls|thanks|and no"
        "|or|nor)",
        "(dont|do not|doesnt|does not|didnt) want to be (bothered|disturbed|pestered|contacted"
        "|messaged|called|written to)",
        f"(stop|quit|cease) {_REACH}",
        "(stop|quit) (bother*|harass*|spam*|pester*|annoy*|disturb*|bug*|stalk*|pitch*|selling"
        "|this nonsense|these|those|your)",
        ". (please|pls|plz|just|can you|could you|will you|would you) stop [it|this|that|now|please"
        "|pls|already] .",
        ". stop [it|this|that|now|please|pls|plz|already|all|immediately|everything|thanks"
        "|thank you] .",
        ". [no|nope|ok|okay|hey|hi|hello] stop .",
        "(no|please|pls|just|ok|interested|thanks|said|already|now) stop .",
        "stop (it|this|that) now",
        "make it stop",
        "want ~ to stop .",
        f"(dont|do not|never) {_REACH}",
        "(dont|do not|please dont) (bother|disturb|harass|spam|pester) [me|us]",
        f"(dont|do not|didnt|no longer|never) (want|wish|need) ~ {_MESSAGES}",
        f"(dont|do not|no longer) (want|wish|like) ~ (hear|receive|receiving|get|getting|be "
        f"contacted) ~ {_MESSAGES}",
        "(dont|do not|no longer) (want|wish|like) to (hear from|be contacted|be called|be texted"
        "|receive these|receive this|receive any*|get these|get this)",
        "(no longer|not) (want|wish|wishing) to (hear from|be contacted|receive)",
        f"i (dont|do not) want ~ {_REACH} me",
        "unsub*",
        "un subscribe*",
        "unscubscri*",
        "unsuscrib*",
        "opt (out|me out|us out)",
        "(opting|opted) out",
        "optout",
        "(leave|let) (me|us) (alone|be|in peace|the hell alone)",
        "(remove|delete) (me|us)",
        "take me off",
        "(go away|get lost|buzz off|back off|shove off)",
        "(block|blocking|blocked) (you|this number|your number)",
        "not to be (contacted|called)",
        f"(end|cancel) (all|these|the|your|my) {_MESSAGES}",
        "enough (already|of this|with)",
        "(dont|do not) want anything (to do with|from) you",
    ),
    opt_out_alone=(
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "revoke",
        "optout",
        "optmeout",
        "stopit",
        "stopnow",
        "stopplease",
        "pleasestop",
        "stopthis",
        "stopstop",
        "stopstopstop",
        "remove",
        "removeme",
        "nomore",
        "arret",
        "arreter",
        "alto",
        "basta",
        "fin",
        "halt",
        "stopp",
        "cancelall",
        "unsub",
        "enough",
        # Slips of the finger that cannot be another word sent alone.
        "sotp",
        "stpo",
        "tsop",
        "stp",
        "sttop",
        "stopo",
        "stoop",
        "srop",
        "dtop",
        "atop",
        "styop",
        "st9p",
        "stop1",
        "sto0p",
        "stopl",
        "stoip",
        "stiop",
        "wstop",
        "stkp",
        "stol",
        "stopt",
        "unsubcribe",
        "unsuscribe",
        "unsubscibe",
    ),
    taken_back=(
        "(no|oh|oops|ah|sorry|um|uh|er|well|but|ok) wait",
        "wait [a] [sec|second|minute|moment|mo] (no|actually|sorry|i mean|i didnt|that was|yes)",
        "(hang|hold) on",
        "actually (no|wait|yes|yeah|ok|go on|go ahead|carry on|keep|ignore|disregard|forget that"
        "|scratch|never mind|nevermind|tell me|lets|dont stop|do|that works|id like|i would like"
        "|i am interested|im interested|monday|tuesday|wednesday|thursday|friday)",
        "(scratch|ignore|disregard) (that|this|it|my last|the last|what i|me)",
        "forget (that|what) i (said|wrote|sent|typed|texted)",
        "take (that|it|this) back",
        "(just kidding|only kidding|only joking|just joking|jk)",
        "(wrong|not the right) (button|chat|window|thread|key|conversation)",
        "(meant|supposed|intended) ~ (for|to go to) (someone|somebody|my|the|another|a)",
        "meant to (send|text|write|type) (that|this|it) to",
        "(didnt|did not) mean (that|to send|to write|to type|to press|you|this)",
        "(fat|clumsy) (finger|fingers|thumbs|thumb)",
        "on second (thought|thoughts)",
        "(send|address|forward|mail|email|write) [them|it|those|everything] to me",
        "(use|try|ring|call|text) the other (number|one|line)",
        "(changed|change) my mind (go|tell|yes|carry|lets|keep|you can|do|ok|please|i am|im)",
        "i mean (yes|go|dont stop|start|carry on|keep)",
    ),
    human=(
        "(can|could|may|might|let) (i|we|me|us) [just|please] (talk|speak|chat) (to"
        "|with) [the|your] [actual|real] (founder|owner|boss|ceo|top man) [please] (now|right now"
        "|right away|straight away|directly|instead|in person)",
        "(give|get) me ~ (founder|owner|boss|ceo|founders|owners) (now|number|on the|directly)",
        "(put|get) (them|him|her|someone|somebody|the (boss|owner|founder)|your (boss|owner|founder"
        "|manager)) on (.|the (line|phone|blower)|please|now|then)",
        "(talk|speak|chat|deal|connect*|transfer*|get|put) ~ (human|person|real person|someone real"
        "|live agent|live person|real human|actual person|actual human|a representative|an operator"
        "|operator|representative|a manager|the manager|your manager|supervisor|customer service)",
        "(want|need|prefer|like|get|give) (me|us|a|an|to have) [a|an] [real|live|actual|human]"
        " (human|person|operator|representative|rep)",
        "(human|live agent|real person|real human|representative|operator|agent) (please|pls|now)",
        ". (human|real person|a human|a person|operator|representative|an agent|agent|live agent"
        "|a real person|real human|person) .",
        "(have|let|can|could|get) (someone|somebody|a human|a person|a real person|anyone) ~ (call"
        "|contact|ring|phone|email|reach) me",
        "(dont|do not|not going to|wont|refuse to|never|not|hate) [want|want to|to|like to|like] "
        "(talk*|speak*|deal*|chat*|text*) (to|with) [a|an|any|the|some] (bot*|robot*|machine*|ai"
        "|computer*)",
        "(someone|somebody) (human|real)",
        "(is there|isnt there) (a|an|any) (real|actual|human|live) ~ (person|human|i can)",
        "human being (please|instead|not|to)",
    ),
    not_human=(
        "(are|r) (you|u) ~ (human|person|real person|real human|bot|robot|operator|agent)",
        "(is|am) (this|it|i) ~ (human|person|real person|bot|robot)",
        "(talk*|speak*|chat*) (to|with) a (human|person|real person) (or|right now ?)",
        "am i (talk*|speak*|chat*|text*) ~ (human|person|bot|robot)",
        "real estate agent",
    ),
    wrong_person=(
        "wrong (number|person|guy|man|woman|lady|email|address|contact|recipient|phone)",
        "(youve|you have|you got|youve got|u got|u have) the wrong",
        "(this|it) (is|isnt|is not|aint) (not|my) ~ (number|phone) anymore",
        "(no|not|isnt|is not) (one|body|nobody|anyone|anybody) (here|by that|with that|named"
        "|called)",
        "(nobody|no one|noone) [here] (by|with) (that|this)",
        "(nobody|no one|noone) [here] [is] (named|called)",
        "(there is|theres) no ~ (here|by that name|that name|called|named)",
        "(dont|do not) know (anyone|anybody|any|this person|that person|who that is|who this is for"
        "|him|her)",
        "(no longer|dont|do not|doesnt|does not|not) (work|works|working|employed) (here|there|at"
        "|with) [this|the|that|company|them]",
        # "That doesn't work for us" is about a time or a price.
        "(no longer|dont|do not|doesnt|does not) (work|works) for (them|you|the company"
        "|this company|that company)",
        "(left|quit) (the|that|this) (company|firm|business) (a|last|in|years|months|long|and)",
        "(not|isnt|never) (his|her|their) (number|phone|email) [anymore]",
        "(isnt|is not|not) ~ (number|phone) (anymore|any more|now|any longer)",
        "(im|i am|this is) not (him|her|that person|the person|who you|the one|the right person)",
        "(you are|youre|youve) ~ (mistaken me|mistaking me|confused me|confusing me)",
        "who is (that|this) name",
        "(not|never) (a|your) customer",
        "(never|not) (heard of|used|bought from|had an account with) (you|your company|this "
        "company)",
        "(changed|new) (number|owner) ~ (this is|is|used to be)",
    ),
    hostile=(
        "(fuck|fucking|fuckin|fck|wtf|bastard*|asshole*|bitch*|motherf*|cunt*|dickhead*|idiot*"
        "|moron*|scumbag*|prick)",
        "(go to|burn in|rot in) hell",
        "(what|how|who) the hell",
        "piss off",
        "(sick|tired|sick and tired) of (you|your|these|this|being)",
        "(this is|youre|you are|its|it is|total|complete|fucking|bloody|a) [a|an|a total|absolute"
        "|pure|clearly|obviously] (scam*|fraud*|harassment|harassing|spam|spammer*|scammer*)",
        "(scammer*|scam artist*|fraudster*|thieves|crooks|spammer*)",
        "(harass*|stalk*) (me|us)",
        "(harassment|harassing)",
        "(sue|suing) (you|u|your|the company|for)",
        "(ill|i will|will|going to|gonna|can) sue",
        "(lawsuit*|legal action*|class action|court order|cease and desist|small claims)",
        "(my|our|a|the) (lawyer*|attorney*|solicitor*|barrister) (will|is|has|shall|about"
        "|contact*)",
        "(hear|hearing) from (my|our) (lawyer*|attorney*|solicitor*)",
        "(talk*|speak*|call*|contact*|get*|hir*) ~ (my|our|a) (lawyer*|attorney*|solicitor*)",
        "(see|take) you (in|to) court",
        "(report*|complain*|complaint*) ~ (ftc|fcc|fbi|ico|police|bbb|authorit*|regulator*"
        "|data protection|attorney general|consumer protection|trading standards|gdpr|dpo|as spam)",
        "(report|reporting|reported) (you|this|your number|your company|it)",
        "gdpr (violation*|breach*|complaint*|request)",
        "(violat*|breach*|against) ~ (gdpr|privacy|the law|my rights)",
        "(illegal|unlawful*)",
        "(invasion of|my) privacy",
        "how dare you",
        "(disgusting|disgraceful|shameless|outrageous|unacceptable|pathetic)",
        "(fuming|livid|pissed off)",
        "(kill|hurt|harm|cut) (myself|my self)",
        "(suicid*|self harm*)",
        "(dont|do not|no longer) want to (live|be alive|be here anymore)",
        "(want to|going to|wanna) die",
        "(end|take) my (life|own life)",
        "(my|our|the|his|her) (husband|wife|father|mother|dad|mom|mum|son|daughter|partner|brother"
        "|sister|child|friend) ~ (died|passed away|is dying|is dead|has cancer|funeral)",
        "(im|i am) [only|just] (a minor|a child|# years old|a kid|underage)",
        "(im|i am|she is|he is) (disabled|mentally ill|very ill|seriously ill|bereaved|homeless)",
        "(lost my job|cant afford (food|rent|to eat|to live)|going bankrupt|declared bankruptcy)",
    ),
    grave=(
        "(tcpa|can spam act|do not call registry)",
        "(call*|contact*|go to|tell) the police",
        "(hate|despise) (you|your)",
        "(shut up|screw you|up yours|bite me|drop dead|get stuffed|bugger off|sod off|fuck off"
        "|piss off)",
        "(im|i am|were|we are|so|absolutely|utterly|really) furious",
        "(passed away|has died|just died|is dead|died (last|this|in|on|yesterday|recently))",
        "(funeral|hospice|dementia|alzheimer*|terminally ill|chemo*|intensive care)",
        "(im|i am|is|was) (in|going to|at|taken to) [the|a] (hospital|icu|er)",
    ),
    not_hostile=(
        "(funeral|hospice) (home*|tea|teas|director*|parlour*|parlor*|flowers|business|trade|house"
        "|wreath*|undertaker*|shop|charity)",
        "(weddings|christenings|parties) (and|or|n) funerals",
        "(fucking|fuckin) (great|awesome|love|good|amazing|brilliant)",
        "(not|isnt|is not|arent|hope its not|hope this isnt|make sure its not) [a|an] (scam*|spam"
        "|fraud*)",
        "(is|are) (this|you|it) ~ (scam|spam|legit*) ?",
        "(report you|report your) (numbers|usage|sales)",
        "(what an|such an|felt like an|im an|i am an|silly) idiot",
        "not illegal",
        "(spam|junk) folder",
        "(my|our|the) (lawyer*|attorney*|solicitor*) (will|is|has|needs to|wants to|still has to)"
        " [have|just|still|a|now] [to|a] (look|looks|looking|looked|check|checks|checked|checking"
        "|read|reading|review|reviews|reviewed|reviewing|happy|fine|ok|approved|approve|going over"
        "|going through)",
        "shut up and take my money",
        "(reporting|report) (it|this) (feature|module|tool|page|works)",
    ),
    automatic=(
        "(automatic|automated|auto) (reply|response|message|answer|email|generated|acknowledg*)",
        "autoreply",
        "autoresponse",
        "this is an auto*",
        "(automatically|auto) generated",
        "(do not|dont) (reply|respond) (to this (email|mail|message|address)|directly)",
        "out of office (reply|autoreply|message|assistant|notification)",
        "(delivery status notification|mail delivery (failed|subsystem|failure)|undeliver*"
        "|returned mail|delivery (has failed|failure|incomplete|to the following))",
        "(message|mail|email) (could not|couldnt|cannot|was not|wasnt) be (delivered|sent)",
        "(address|user|mailbox|recipient) (not found|unknown|does not exist|doesnt exist|is full"
        "|unavailable|rejected)",
        "(leave|record) (a|your|me a|us a) [brief|short|detailed|voice] (message|msg|name*) "
        "~ (tone|beep|signal)",
        "(after|at) the (tone|beep)",
        "(youve|you have) reached (the voicemail|the voice mail|the mailbox|the phone of)",
        "(please|kindly|just|and) leave (a|your|me a) [brief|short|voice] message",
        "leave your name (and|number|your)",
        "(voicemail|voice mail|mailbox) (of|is full|has not been set up|belonging|box)",
        "(forwarded|transferred|connected) to ~ (voicemail|voice mail|voice messag*|automat*)",
        "(the (person|number|customer|subscriber|party)|the (wireless|google voice) (customer"
        "|subscriber)) (you are|youre|you have|you) (call*|try*|dial*|reach*)",
        "(at the tone|record your message|hang up or press|when you have finished recording)",
        "your call is (important|very important|being|may be recorded)",
        "press (1|one|2|two|0|zero|#) (for|to)",
        "for (sales|support|billing|english) press",
        "(im|i am) (a|an|the|your) [virtual|automated|ai|digital] (bot|virtual assistant|assistant"
        "|chatbot|voicebot|ai)",
        "your (ticket|request|case|message|inquiry|enquiry) (has been|was) (received|created"
        "|registered|logged)",
    ),
    screening=(
        "(record|say|state|leave|give|tell me) [me] your name [and] ~ (reason|calling|call|about)",
        "(call assist|call screening|call screen|screening (service|assistant|calls))",
        "(ill|i will|let me) see if (this person|they|theyre|they are|he|she|hes|shes) ~ available",
        "(stay|hold|remain) on the line (while|as) (i|we) (check|see|let|try|connect|notify)",
        "(stay|hold|remain) on the line ~ (connect*|notif*|let them know)",
        "(person|customer|user|subscriber) you (are|re) calling (is using|uses) [a] [call] screen*",
    ),
    automatic_hint=(
        "out of (the office|office)",
        "(on|currently on|away on) (annual leave|vacation|holiday*|parental leave|maternity leave"
        "|paternity leave|sick leave|business travel|leave)",
        "limited access to",
        "(will|shall) (respond|reply|get back|answer|be in touch|contact you) ~ (soon as|upon|when"
        "|return|possible|shortly|business)",
        "(ill|well|we will|i will) get back to you",
        "(in case of|if|for) (urgent*|emergenc*|it is urgent|this is urgent|your matter|you need "
        "immediate|immediate assistance|any urgent)",
        "(thank you|thanks) for (your (email|mail|message|enquiry|inquiry|call)|contacting|getting "
        "in touch|reaching out|messaging|writing to)",
        "(currently|presently|temporarily) (unavailable|away|closed|out of|on|not available)",
        "(return|returning|be back|back) (on|in the office|to the office|to office)",
        "(our|office|business|opening) (hours|working hours) are",
        "(please contact|kindly contact|reach my colleague|contact my colleague)",
        "(no longer with|left) the company",
    ),
)
