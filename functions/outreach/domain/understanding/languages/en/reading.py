"""What English-speaking customers say in answer."""

from functions.outreach.domain.understanding.languages.reading_words import ReadingWords

WORDS = ReadingWords(
    interested=(
        "(what|which) (time|times|day|days) (work*|suit*|are you|is good|do you|would)",
        ". [hi|oh|ok|thats] (perfect|great|cool|awesome|excellent|brilliant)",
        ". [hi|hello|hey|well|um|uh] (yes|yeah|yep|yup|yea|sure|ok|okay|absolutely|definitely|of "
        "course|certainly|why not|sounds good|lets do it|gladly|please do|go ahead|fine|alright)",
        "(yes|yeah|yep|sure) (please|that|it|i|we|id|lets|why|but|of)",
        "(im|i am|we are|were|id be|i would be|am|could be|might be|may be) [very|quite|really"
        "|definitely|also] (interested|keen|curious|up for|open to|happy to|game)",
        "(interested|interesting|sounds (good|great|interesting|useful|nice|perfect|helpful)"
        "|tell me more|more (info|information|details)|id love|i would love|would love|would like"
        "|would help|would be (great|good|nice|useful|helpful|interesting|perfect|handy))",
        "(lets|let us) (talk|do|chat|speak|set|schedule|book|go)",
        "(id|i would|we would|wed) like (to|that|more|it)",
        "(when|what time) (can|could|would|is) (we|i|you|he|she|they|the founder) ~ (talk|speak"
        "|call"
        "|chat|meet|free|available)",
        "(happy|glad|open|willing) to (talk|chat|hear|discuss|learn|listen|speak)",
        "(book|schedule|set up|arrange) (me|it|a|that|the|something)",
        "(i|we) (need|could use|do need|want) (that|it|more|this|one)",
        "(count me in|im in|i am in|works for me|that works|good idea|great idea)",
        "(been|are|were|was|am|im) [already|actually] (thinking|wondering|looking|meaning|hoping"
        "|planning)"
        " (about|of|into|at|to|for|if) ~ (upgrad*|more|bigger|com* back|return*|renew*|switching"
        " back|this"
        "|it|that|expand*|extend*)",
        "(all ears|fire away|tell me about|do tell|by all means|why wouldnt i)",
        "(👍|✅|👌|💯)",
    ),
    yes_with_no=(
        "[no|nah|nope] why not (.|?)",
        "why (the hell|on earth|ever) not",
        "why not (lets|go|sure|tell|have|try|yes|then)",
        "(no reason not to|(dont|do not|cant|cannot) (see|think of) (why|any reason|a reason)"
        " [not|to"
        " say no])",
        "(no problem|not a problem|no objection*|no issue|no issues) [at all|with me|with that|from"
        " me|from my side|here|with it] (.|go|sure|please|lets|tell|fire|you can|yes|i can|well)",
        "[no|nah|nope] (cant|cannot|couldnt|wont|doesnt|wouldnt|could not|does not) hurt",
        "no harm [in|done]",
        "[no|nah|nope] [i] (wouldnt|would not|dont|do not) (mind|object) [to] (.|if|hearing|a|an"
        "|that|having|talking"
        "|learning|knowing|looking|seeing|taking|trying|chatting|getting|it|discussing)",
        "(cant|couldnt|could not|wont|wouldnt|not going to|not gonna) say no",
        "(wouldnt be|not) (opposed|against|averse)",
        "(not (a bad|bad)|no bad) (idea|thought)",
        "nothing to lose",
        "(couldnt|could not) agree more",
    ),
    idle=("(no worries|no wonder|no pressure|no rush|no hurry|no offence|no offense)",),
    unsure=(
        "(not sure|unsure|not certain|im not convinced|undecided|on the fence)",
        "(let me|need to|have to|will|ill|i will|want to|gotta|must) [to] (think|sleep on|consider"
        "|check with|talk to my|discuss it|ask my|look into)",
        "(maybe|perhaps|possibly|depends|it depends|hmm|i guess|dunno|i dont know|dont know yet)",
        "(need|want) (more|some) (time to think|information first|time to decide)",
    ),
    not_now=(
        "not (now|today|right now|at the moment|at this time|yet|this week|this month|this year"
        "|just now|a good time|the right time|the best time)",
        "(now|this) (is not|isnt) a good (time|moment)",
        "(bad|wrong) (time|moment|timing)",
        "(maybe|perhaps|some other|another) (later|time|day)",
        "(later|some other time|another time)",
        "(im|i am|we are|were|its|it is) [really|very|too|so|quite|super|just|a bit|currently"
        "|pretty]"
        " (busy|swamped|driving|slammed|tied up|in a meeting|in the middle of|travelling|traveling"
        "|on vacation|on holiday|at work|away)",
        "(ask|ping|remind|try|contact|reach out to|check with) "
        "[me|us] (again|in|next|after|later|tomorrow|on|around|at|back|once)",
        "(get|come|circle|check|touch) (back|base)",
        "call [me] (back|later)",
        "(too busy|no time|dont have time|havent got time|not the time)",
    ),
    later=(
        "(later|earlier|sooner)",
        "(not|less) [so|that|too|quite|as|quite so|quite that] (late|early)",
    ),
    declined=(
        "(probably|definitely|certainly|absolutely|of course|rather|maybe better|i think|guess"
        "|hope|"
        "afraid) not .",
        "(probably|definitely|certainly|absolutely) not (but|thank|thanks|sorry|interested|for)",
        "(dont|do not|doesnt|didnt) (think|feel|believe|see|seem) ~ (for (us|me)|we need|i need"
        "|need"
        " it|right for|interested|fit|fits|suits|helps)",
        "(decided|going|gone|went|chose|chosen|choosing|switched|switching|moved|signed) [up] (to"
        " go"
        " with|with|to|on) (someone|somebody|something|another|a competitor|others|a different)",
        "(chose|chosen|picked|have|found|using) (someone|somebody|another (provider|supplier|tool"
        "|vendor|product|company|solution))",
        "not really [thanks|no|sorry] .",
        ". [hi|hello|sorry|well|um|oh] (no|nope|nah|no no)",
        "no (thanks|thank you|thx|need|interest|way|i dont|i am|im|we|not)",
        "(not|no longer|isnt|never) [really|at all|that|very|particularly] interested",
        "(dont|do not|doesnt|wont|will not) (need|want) (it|this|that|any|anything|more|one|to buy"
        "|to upgrade|the|a|your)",
        "(not|isnt|doesnt sound) [really|quite] (for me|for us|something for|a fit|relevant|useful"
        "|needed|necessary|worth it)",
        "(not for (me|us)|not a fit|not relevant|not needed|not necessary)",
        "(ill|i will|we will|well|id rather|i would|hard|gonna|going to|have to|gotta|ill have to"
        "|afraid ill) pass",
        "(off the table|(thats|its|is) a no [from (me|us)]|a no from (me|us)|close the (file|book)"
        " on)",
        "not [really] something (we|i|id|wed|that) [would|will|d] (use|need|want|do)",
        "(isnt|not|aint) [really|quite] (my|our) (thing|cup of tea|scene|style|bag)",
        "(give|giving|gave) (it|this|that|this one) a miss",
        "(went|gone|going|signed [up]) (with|for|over to) (another|the other|your competitor*|your"
        " rival*|one of the|some other|a local|a cheaper|a rival)",
        "(ended up|wound up) (going|signing) (with|for|elsewhere)",
        "(settled|plumped|opted|landed) (on|for) (another|somebody|someone|a different|the other)",
        "(happy|fine|good|ok|okay) (with|as) (what|it is|things are|how|the current|my current|we)",
        "(im|we are|were|i am) (good|fine|all set|all good|ok as is)",
        "(already (have|use|found|switched|moved|using)|went with|using something else)",
    ),
    asks_price=(
        "how much",
        "(set|put) (me|us) back",
        "(more|less) expensive than",
        "(cost|pay|paying) (more|less) than",
        "(price|cost|fee|rate) (difference|increase|go up|change)",
        "(what|whats|what is|what are|what would|what does|what do|what will) ~ (price|cost|costs"
        "|charge|pricing|rate|rates|fee|fees|it run)",
        "(price|prices|pricing|cost|costs|fee|fees|rate) [range|list|info|details|wise] (?|.)",
        "(the|its|your|about the|about|any) (price|prices|pricing|cost|costs|fee|fees)",
        "(price|prices|cost|costs|pricing|quote|fee|fees|rate|rates) first",
        "(show|give|tell|send|quote) [me|us] [a|the|your|some] (price|prices|pricing|cost|costs"
        "|rates|fees|numbers)",
        "(is it|is that|is this|does it come|would it be) [for] (free|expensive|included|extra)",
        "(cost|charge) (me|us|extra|more|anything)",
        "(expensive) ?",
    ),
    negotiates=(
        "(cheaper|discount*|bargain|haggle|coupon|promo code|voucher|rebate)",
        "# % (off|less|discount|lower|cheaper)",
        "(match|beat|undercut) ~ (competit*|price|offer|quote|charge*|rate*)",
        "(percent|%) (off|less|discount)",
        "(better|lower|special|good|best) (price|deal|rate|offer)",
        "(too|so|very|bit|little|quite|pretty) (expensive|pricey|much money|costly)",
        "(lower|reduce|drop|match|beat|come down on|knock) ~ (price|cost|rate|fee)",
        "(for free|free of charge|for nothing|half price|half the price|money off)",
        "(only|just) (pay|have|afford) #",
        "(can|could) you do ~ (better|for less|for #)",
        "cant afford",
    ),
    are_you_a_person=(
        "(are|r) (you|u) [really|actually|even|a|an|some|some kind of|like|just] ~ (human|person"
        "|bot"
        "|robot|real|ai|machine|computer|chatbot|automated|chatgpt|alive)",
        "(is|am) (this|it|i) ~ (human|real person|person|bot|robot|ai|automated|machine|chatbot"
        "|automatic|chatgpt|computer)",
        "(who|what) am i (talking|speaking|texting|chatting) (to|with)",
        "(human|person) or ~ (bot|robot|machine|ai|computer)",
        "(bot|robot|machine|ai|computer) or ~ (human|person|real)",
        "(youre|you are|this is) [just|clearly|obviously] (a|an) (bot|robot|machine|ai) ?",
        "you real ?",
    ),
    thanks=(
        "(thanks|thank you|thx|ty|cheers|appreciate*|much obliged|🙏)",
    ),
    cancels=(
        "(cancel|call off|scrap) [my|the|our|this|that] ~ (booking|appointment|call|meeting"
        "|conversation|slot|it|reservation|talk)",
        "(cant|cannot|can not|wont be able to|not able to|unable to|wont) (make|attend|come|join"
        "|do) "
        "(it|the|that|our|anymore)",
        ". [please] cancel [it|please|that] .",
        "(have|need|want|id like|like) to cancel",
    ),
    reschedules=(
        "(reschedul*|move|change|shift|postpone|push|push back|bring forward) [my|the|our|this"
        "|that] ~"
        " (booking|appointment|call|meeting|conversation|slot|it|time|reservation|talk|another"
        "|later"
        "|to)",
        "reschedul*",
        "(different|another|new|other) (time|day|slot|date)",
    ),
    none_fits=(
        ". [no|sorry] (neither|none) [sorry|unfortunately|im afraid|thanks|really|for me] (.|im|i"
        "|we|can)",
        "(none|neither|nothing) (of|works|work|fits|fit|suits|suit|is good|are good)",
        "(dont|doesnt|do not|does not|wont|cant|cannot|not) [really|any of] (work|fit|suit|do|make"
        "|those|them|these|any)",
        "(other|different|another|any other|more|later|earlier) (times|time|slots|options|days|day"
        "|dates|date|slot)",
        "(no|not) (good|possible|available) ~ (times|days|then|for me)",
    ),
    any_fits=(
        "(any|either|all|both|whichever|whatever|anyone) ~ (works|work|is fine|are fine|fine|ok"
        "|okay"
        "|good|do|suits|suit|you like|you prefer|of them)",
        "(any|either|whichever|all) [one] of (the|your|those|these) [three|3|two|times|slots"
        "|options|days]",
        "(any|whichever|whatever) [one|time|day] (suits|works for|is easiest for|is best for"
        "|fits) (you|him|her|them|the founder)",
        "all (three|of them) (work|are|suit|fit)",
        "(surprise me|dealers choice|(its|i leave it|leave it|ill leave it|totally|entirely) up to"
        " you|you decide|pick one for me|pick for me)",
        "(you choose|you pick|your choice|your pick|i dont mind|dont care which|doesnt matter)",
    ),
    channels={
        "voice": (
            "(call|ring|phone|telephone|dial) (me|us|my|instead)",
            "(give|gimme) (me|us) a (call|ring|buzz)",
            "(can|could|would) (you|we|someone) ~ (call|phone|ring|talk on the phone|speak by"
            " phone)",
            "(by|over the|on the|per|via) (phone|telephone)",
            "(prefer|rather) (a call|to talk|to speak|a phone|phone|calls)",
        ),
        "email": (
            "(email|mail) (me|us|it|the|that|this|instead|is better|works|please)",
            "(by|via|per|over|through|to my|in an|an|prefer|use) email",
            "(send|write|drop) (me|us|it|this|that|everything|the details|details) ~ email",
            "(put it|send it|send that|send this|send me this|send me that) in writing",
        ),
        "sms": (
            "(text|sms) (me|us|instead|please|is better|works)",
            "(by|via|over|per|prefer) (text|sms|texts|message)",
            "(send|drop|shoot) (me|us) a (text|sms)",
        ),
        "whatsapp": ("(whatsapp|whats app|wa) [me|us|please|instead|better]",),
    },
    question_starts=(
        "(what|whats|why|how|who|whos|where|which|when|does|do you|did you|can you|can i|can we"
        "|could you|could i|is it|is there|are there|will it|will you|would it|should i|has|have "
        "you|is the|is that|is this|are you|tell me)",
    ),
    about_product=(
        "(does|do|did|will|would|can|could|is|has) (it|they|the app|the product|the plan|the"
        " service"
        "|the system|the software)",
        "(can|could|will|may|do) (i|we|my team|the team|people|everyone|users|customers) [still"
        "|also"
        "|already|only] (use|try|access|log|sign|upgrade|downgrade|pay|cancel|export|import|start"
        "|keep|get|add|invite|share|have)",
        "(support|service|app|product|plan|software|trial|account|feature*|invoice*|data|licen*"
        "|subscription|update*|help desk|helpdesk|customer service|upgrade|shop|store|office)",
    ),
    about_meeting=(
        "(talk|speak|call|chat|meet|meeting|appointment|slot|slots|book|booking|reschedule|free"
        "|conversation|founder|suit|suits|possible|anything|something|times)",
        "(works|work|good|ok|okay|fine|available) [for] (you|him|her|us|me)",
        "(are|is|will) (you|he|she) ~ available",
        "(does|would|will|is) (it|that) ~ (be|ok|okay|fine|good)",
    ),
    opt_in=(
        ". (start|unstop|subscribe|resubscribe|opt in|optin|restart) .",
        "(sign me (back up|up again)|(opt|add) me back in|resubscribe me|you can (text|call|message"
        "|contact) me again|(youre|you are) allowed (again|to text|to write))",
    ),
)  # fmt: skip
