"""Lithuanian words about a call being recorded."""

from functions.outreach.domain.understanding.languages.recording_words import RecordingWords

_IT = "(pokalbi|pokalbio|sito|to|tai|manes|mane|musu pokalbio|skambucio)"

WORDS = RecordingWords(
    yes=(
        "(taip|jo|aha|zinoma|aisku|gerai|okei|ok|tinka|be abejo|suprantama)",
        f"(galite|galit|gali) [irasyti|irasineti] [{_IT}]",
        "(galima|sutinku|prasau irasyti)",
        "man (tinka|gerai)",
        f"(irasykite|irasinekite) [{_IT}]",
    ),
    not_against=(
        "(nepriestarauju|as nepriestarauju|nieko pries|neturiu nieko pries|jokiu problemu)",
        "man (jokio skirtumo|nesvarbu|visvien|vis vien)",
    ),
    no=(
        "(nenoriu|nenoreciau|nesutinku) (kad irasytumete|kad irasinetumete|kad mane irasytu"
        "|buti irasytas|buti irasyta|buti irasomas|buti irasoma|irasymo)",
        "geriau (neirasykite|neirasinekite|nereikia|ne)",
        "(tikrai ne|nereikia|nenoreciau|nenoriu|nesutinku|priestarauju|nea|ne)",
    ),
    stop=(
        f"(neirasyk*|neirasinek*|nebeirasyk*|nebeirasinek*) [{_IT}]",
        f"(nebeirasyti|nebeirasineti|neirasineti) [{_IT}]",
        "(sustabdykite|nutraukite|isjunkite|baikite|stabdykite) (irasa|irasyma|irasinejima)",
        "(baikite|nustokite|liaukites) (irasyti|irasineti) [mane|pokalbi]",
        "(be iraso|jokio iraso|jokiu irasu)",
        "(ar galite|galite|gal galite|galetumete|ar galetumete) (neirasyti|neirasineti"
        "|nebeirasineti|isjungti irasa|isjungti irasyma|sustabdyti irasyma)",
    ),
    beside=(
        "(prasau|prasom|aciu|dekui|na|nu|oi|dabar|atsiprasau|tai)",
        "(dekoju|labai aciu|ne aciu|tada|tik)",
    ),
)
