"""English words about a call being recorded."""

from functions.outreach.domain.understanding.languages.recording_words import RecordingWords

_IT = "(it|this|me|us|the call|this call|our call|the conversation|this conversation|that)"

WORDS = RecordingWords(
    yes=(
        "(yes|yeah|yep|yup|aye|sure|okay|ok|certainly|absolutely|definitely)",
        "(of course|by all means)",
        "(yes|sure|please) do",
        "(yes|sure|okay|ok) (you|u) (can|may)",
        f"you (can|may) [record] {_IT}",
        "you (can|may) record",
        "(thats|that is|its|it is|thatll be|that will be|that would be) "
        "(fine|ok|okay|alright|all right|no problem|good)",
        "(fine by me|fine with me|fine|alright|all right|go ahead|go for it)",
        "(i agree|agreed|i consent|i am fine with (it|that)|im fine with (it|that))",
        f"(record|please record) {_IT}",
    ),
    not_against=(
        "[i] (dont|do not) mind [at all]",
        "(no problem|not a problem|no worries|no objection|no objections|why not) [at all]",
    ),
    no=(
        "(absolutely|certainly|definitely|of course|preferably) not",
        "not at all",
        "(no way|no|nope|nah|not really|rather not)",
        "(id|i would) (rather|prefer) (not be|not to be|it not be|to not be) recorded",
        "(id|i would) (rather|prefer) (not|you didnt|you did not|you dont|if you didnt)",
        "i (dont|do not) (want|agree to|consent to) (it|that|being recorded|to be recorded"
        "|this recorded|this call recorded|to have it recorded|you to record [me|this|it])",
        "(please dont|please do not|dont|do not)",
        "(not|dont|do not) (okay|ok|fine)",
        "(thats|that is|its|it is) not (okay|ok|fine|alright)",
        "i (do mind|mind|disagree)",
    ),
    stop=(
        "(stop|end|quit|cease) [the] recording",
        f"(stop|quit) recording {_IT}",
        "(stop|switch off|turn off|cut|end) (the recording|this recording|that recording)",
        "(switch|turn) (the recording|it|recording|this|that|that thing|this thing) off",
        "(switch|turn) off (it|recording|this|that|that thing|this thing|the recorder)",
        f"(dont|do not) record [{_IT}] [any more|anymore]",
        "(no recording|no more recording|without recording|off the record)",
        "i (dont|do not|no longer) want (this|it|to be|this call|the call)"
        " (recorded|to be recorded)",
        "(can|could|would|will) you [please] (stop recording|stop the recording"
        "|turn off the recording|switch off the recording|not record [this|me|it])",
    ),
    beside=(
        "(please|thanks|thank you|oh|well|um|uh|er|hm|hmm|now|thank you very much|sorry)",
        "(then|right|just|yes please|no thanks|no thank you)",
    ),
    recording=("(record|recorded|recorder|recording|recordings|tape|taped|taping|dictaphone)",),
    against=(
        "(stop*|end|ended|quit|cease*|pause*|finish*|cut|kill|disable*|switch|off|without|enough)",
        "(no|not|never|dont|doesnt|didnt|cant|cannot|couldnt|shouldnt|wouldnt|wont|isnt|arent)",
        "(rather|prefer|mind|object*|oppose*|against|illegal|confidential|private|uncomfortable)",
        "(delete*|erase*|remove*|cancel*|revoke*|withdraw*|refuse*|disagree*|forbid)",
    ),
    recorded=("(record*|tape|taped|taping|dictaphone)",),
    calls=("(call|calls|conversation|conversations|talk|talks|chat|chats|phone|line)",),
    denies=(
        "(not|never|dont|doesnt|isnt|arent|wont|wasnt|werent) [(be|being|get|ever|even|currently)] "
        "(record|recorded|recording|tape|taped|taping)",
        "(nothing|nobody|none|neither|no one) ~ "
        "(recorded|records|recording|recordings|tapes|taped|taping)",
        "no (call|calls|conversation|conversations) ~ (recorded|taped)",
        "no (recording|recordings|tape|tapes)",
        "(not|never|dont|doesnt) (do|make|have) ~ (recording|recordings)",
        "without (recording|being recorded|a recording)",
    ),
    unless=(
        "(unless|if|until|before|except|agree*|consent*|permission|yes|okay|ok)",
        "only (if|when|once|after|with|where)",
        "without ~ ask*",
    ),
)
