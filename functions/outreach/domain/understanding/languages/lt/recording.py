"""Lithuanian words about a call being recorded."""

from functions.outreach.domain.understanding.languages.recording_words import RecordingWords

_IT = "(pokalbi|pokalbio|sito|to|tai|manes|mane|musu pokalbio|skambucio)"

WORDS = RecordingWords(
    yes=(
        "(taip|jo|zinoma|gerai|okei|ok|tinka)",
        f"(galite|galit|gali) [irasyti|irasineti] [{_IT}]",
        "(galima|sutinku|prasau irasyti)",
        "man (tinka|gerai)",
        f"(irasykite|irasinekite) [{_IT}]",
    ),
    not_against=(
        "be abejo",
        "(nepriestarauju|as nepriestarauju|nieko pries|neturiu nieko pries|jokiu problemu)",
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
        "(isjunkite|isjunk) (tai|sita|ji)",
        "(ar galite|galite|gal galite|galetumete|ar galetumete) (neirasyti|neirasineti"
        "|nebeirasineti|isjungti irasa|isjungti irasyma|sustabdyti irasyma)",
    ),
    beside=(
        "(prasau|prasom|aciu|dekui|na|nu|oi|dabar|atsiprasau|tai)",
        "(dekoju|labai aciu|ne aciu|tada|tik)",
    ),
    recording=("(iras*|neiras*|nebeiras*|diktofon*)",),
    against=(
        "(ne|nei|be|jokio|jokiu|stop|gana|uzteks|pakaks|neiras*|nebe*|nenor*|nereik*|nesutin*)",
        "(negal*|neleid*|nepatin*|nepatog*|neturi*|priestarau*|geriau|konfidencial*|privat*)",
        "(nustok*|sustabd*|stabd*|isjun*|atjun*|baik*|liauk*|nutrauk*|pertrauk*|istrin*|trin*)",
        "(panaikin*|atsauk*|atsisak*)",
    ),
    recorded=("(iras*|neiras*|nebeiras*|diktofon*)",),
    calls=("(pokalb*|skambuc*|telefon*)",),
    denies=(
        "(neiraso*|nebeiraso*|neirasineja*|neirasys*|neirasytas|neirasyta)",
        "(nera|nebera|nebus|nebuvo|nebuna) (iraso*|irasin*|irasyt*)",
        "iras* (nedaro*|nebedaro*|nekaupia*|nera)",
        "(nedaro*|nebedaro*|nekaupia*|nera) [(jokiu|pokalbiu|skambuciu)] irasu",
    ),
    unless=(
        "(nebent|jei|jeigu|kol|sutik*|nesutik*|sutin*|sutar*|leid*|leis*|pritar*)",
        "tik (jei|jeigu|kai|po|su|tada)",
        "(neklaus*|nepaklaus*)",
    ),
)
