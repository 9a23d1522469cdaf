"""Lithuanian words for time."""

from functions.outreach.domain.understanding.languages.lt.back_references import BACK_REFERENCES
from functions.outreach.domain.understanding.languages.lt.feasts import FEASTS
from functions.outreach.domain.understanding.languages.lt.numbers import NUMBERS, ORDINALS, STEMS
from functions.outreach.domain.understanding.languages.time_words import TimeWords

_CLOCK_HOURS = {
    **{f"({STEMS[n]}a|{STEMS[n]}os|{STEMS[n]}ai)": n for n in range(1, 21)},
    # "Apie dvyliktų", as much of the south and east says it.
    **{f"{STEMS[n]}u": n for n in range(5, 21)},
}
_SHORT_WEEKDAYS = ("pirm", "antr", "trec", "ketv", "penkt", "sest", "sekm")
_WEEKDAY_STEMS = {
    "pirmadien": 0,
    "antradien": 1,
    "treciadien": 2,
    "ketvirtadien": 3,
    "penktadien": 4,
    "sestadien": 5,
    "sekmadien": 6,
}

_SPOKEN_WEEKDAYS = {
    "(panedelis|panedeli|panedelio|panedely|panedielis|panedieli|panedielio)": 0,
    "(otarninks|otarninka|otarninkas|utarninkas|utarninka|utarninko|utarnika|utarnyka)": 1,
    "(sereda|seredos|seredoj|seredoje)": 2,
    "(cetvergas|cetverga|cetvergo|ketvergas|ketverga|ketvergo)": 3,
    "(petniciuo|pietnicie|pietnicio|petnicia|petnycia|petnycios|petnyciai|petnycioj|petnycioje)": 4,
    "(subata|subatos|subatai|subatoj|subatoje|sabata|sabatoj)": 5,
    "(nediele|nedielio|nedielia|nedelia|nedelios|nedeliai|nedelioj|nedelioje)": 6,
}
"""As they are said at home; no column of dictionaries has them."""

WORDS = TimeWords(
    numbers=NUMBERS,
    ordinals=ORDINALS,
    clock_words={
        **_CLOCK_HOURS,
        "(vieno|vienos)": 1,
        "dvieju": 2,
        "triju": 3,
        "keturiu": 4,
        "penkiu": 5,
        "sesiu": 6,
        "septyniu": 7,
        "astuoniu": 8,
        "devyniu": 9,
        "desimties": 10,
        "vienuolikos": 11,
        "dvylikos": 12,
        "viena": 1,
        "(vidurdienio|vidurdieniui|pusiaudienio|vidudienio)": 12,
        "(dvi|dviem)": 2,
        "trys": 3,
        "keturios": 4,
        "penkios": 5,
        "sesios": 6,
        "septynios": 7,
        "astuonios": 8,
        "devynios": 9,
        "desimt": 10,
        "vienuolika": 11,
        "dvylika": 12,
        "(trylika|trylikos)": 13,
        "(keturiolika|keturiolikos)": 14,
        "(penkiolika|penkiolikos)": 15,
        "(sesiolika|sesiolikos)": 16,
        "(septyniolika|septyniolikos)": 17,
        "(astuoniolika|astuoniolikos)": 18,
        "(devyniolika|devyniolikos)": 19,
    },
    minutes={
        "penkiolika": 15, "dvidesimt": 20, "dvidesimt penkios": 25, "trisdesimt": 30,
        "trisdesimt penkios": 35, "keturiasdesimt": 40, "keturiasdesimt penkios": 45,
        "penkiasdesimt": 50,
    },
    no_names=(
        "sventadieniais", "sventadieni", "sventadienio", "sventadieniai", "sventadienis",
        "simtadienio", "simtadieni", "simtadienis",
    ),
    corrections=(
        "(ne palauk|ne palaukit|ne pala|palauk|pala|ne ne|oi ne|oi|atsiprasau|tiksliau"
        "|noriu pasakyti|norejau pasakyt|tai yra|ai ne|nu ne|ne tiek)",
    ),
    conclusions=("(tai|tad|todel|taigi|vadinasi|tuomet|reiskia|tat)",),
    month_first=True,
    explains=("(pas mane|pas mus|turiu|man|esu|bus|yra|mano|musu|dar|kursai|dirbu|busiu)",),
    afterwards=(
        "(paskui|po to|veliau|poto) [*] [*] [*] [*] [*]",
    ),
    lone_hours=(
        *(f"({STEMS[n]}a|{STEMS[n]}os|{STEMS[n]}ai)" for n in range(1, 21)),
        "(trylika|trylikos)", "(keturiolika|keturiolikos)", "(penkiolika|penkiolikos)",
        "(sesiolika|sesiolikos)", "(septyniolika|septyniolikos)", "(astuoniolika|astuoniolikos)",
        "(devyniolika|devyniolikos)", "vienuolika", "dvylika",
        "trys", "keturios", "penkios", "sesios", "septynios", "astuonios", "devynios", "desimt",
    ),
    behind_day=(
        "[apie|gal|kokia|lygiai|tarkim] <lonehour> [<half>] (.|lygiai|po|kai|kol|nes|prasau|prasom"
        "|tinka|tiks|jei|ne|ir|ar|arba|bet|as|man|tada|aciu|geriausia|gal|butu|_*)",
    ),
    to=("iki", "ligi", "d iki", "dienos iki"),
    both=("ir", "d ir", "dienos ir"),
    between=("(tarp|nuo)",),
    same=("tuo paciu metu", "tuo paciu laiku", "tokiu pat metu", "tokiu pat laiku", "tokiu paciu"
    " laiku"),
    either=(
        "ar", "arba", "ar gal", "o jei ne tai", "jei ne tai", "o jei ne", "jei ne", "o jeigu ne"
        " tai",
        "d o jei ne tai", "d jei ne tai", "d arba", "d ar", "dienos arba", "blogiausiu atveju",
        "arba jau", "ar jau",
    ),
    contrast=("(bet|o|tai|todel|tad|taigi|taciau|verciau|geriau)",),
    quarters={
        f"({STEMS[n]}as|{STEMS[n]}aji|{STEMS[n]}ojo|{STEMS[n]}o|{STEMS[n]}a|{STEMS[n]}ame"
        f"|{STEMS[n]}ajame|{numeral}|{n}) [siu metu]"
        " (ketvirtis|ketvirti|ketvirtyje|ketvirty|ketvircio|ketvirciui|ketvirciu)": n
        for n, numeral in ((1, "i"), (2, "ii"), (3, "iii"), (4, "iv"))
    }
    | {f"q{n}": n for n in range(1, 5)},
    year_halves={
        "(pirmas|pirmaji|pirmojo|pirma|pirmo|pirmame|pirmajame) pusmet*": 1,
        "(antras|antraji|antrojo|antra|antro|antrame|antrajame) pusmet*": 2,
    },
    following=(
        "kito", "kita", "kitos", "kitu", "ateinancio", "ateinanti", "ateinancios", "ateinanciu",
        "sekancio", "sekanti", "sekancios",
    ),
    final=("paskutini", "paskutine", "paskutinis", "paskutinio"),
    units={
        "(minute|minutes|minuciu|minuteliu|minutele|minuteles|minutyte|min)": "minute",
        "(pusvalandzio|pusvalandi|pusvalanduko|pusvalanduka|pusvalandelio|pusvalandeli)": (
            "half_hour"
        ),
        "(valandziuko|valandziuka|valandziukes|valandziuke|valandziuku|valanda|valandos|valandu"
        "|valandeles|valandele|valandelei|val)": "hour",
        "(diena|dienos|dienu|dieneles|dienele|dieneliu|dien|d)": "day",
        "(savaite|savaites|savaiciu|savaitele|savaiteles|savaiteliu|sav)": "week",
        "(menesi|menesio|menesiu|menesis|menesiui|menesiuko|menesiuka|men)": "month",
        "(ketvirti|ketvircio|ketvirciu|ketvirtis)": "quarter",
        "(pusmeti|pusmecio|pusmetis)": "half_year",
        "(metai|metu|metus|metams|metais)": "year",
    },
    weekdays={
        f"({s}is|{s}i|{s}io|{s}iui|{s}yje|{s}iu nuo|{s.removesuffix('ien')}"
        f"|{_SHORT_WEEKDAYS[n]})": n
        for s, n in _WEEKDAY_STEMS.items()
    }
    | _SPOKEN_WEEKDAYS,
    weekday_plurals={f"({s}iais|{s}iai|{s}ius|kas {s}i|kiekviena"
    " {s}i)": n for s, n in _WEEKDAY_STEMS.items()},
    months={
        "(sausis|sausiui|sausio|sausi|sausyje|saus)": 1,
        "(vasaris|vasariui|vasario|vasari|vasaryje|vas)": 2,
        "(kovas|kovui|kovo|kova|kove)": 3,
        "(balandis|balandziui|balandzio|balandi|balandyje|bal)": 4,
        "(geguze|geguzei|geguzes|geguzeje|geg)": 5,
        "(birzelis|birzeliui|birzelio|birzeli|birzelyje|birz)": 6,
        "(liepa|liepai|liepos|liepoje)": 7,
        "(rugpjutis|rugpjuciui|rugpjucio|rugpjuti|rugpjutyje|rugpj|rugp)": 8,
        "(rugsejis|rugsejui|rugsejo|rugseji|rugsejyje|rugs)": 9,
        "(spalis|spaliui|spalio|spali|spalyje|spal)": 10,
        "(lapkritis|lapkriciui|lapkricio|lapkriti|lapkrityje|lapkr)": 11,
        "(gruodis|gruodziui|gruodzio|gruodi|gruodyje|gruod|grd)": 12,
    },
    doubtful_months=frozenset(),
    day_parts={
        "(rytais|ryte|ryta|rytui|is ryto|ryto|rytas|rytin*|rytui|rytiniu metu"
        "|rytmeciais)": "morning",
        "(vidurdieni|vidudieni|pusiaudieni|pusiaudienis|per vidurdieni|apie pietus"
         "|per pietus|per pacius pietus)": "noon",
        "(popiet|popieciais|popiete|popietes|popietin*|popieciu)": "afternoon",
        "(vakare|vakarais|vakarop|vakara|vakaras|is vakaro)": "evening",
        "(pavakare|pavakariais|pavakary|pavakarej|pavakariu)": "late_afternoon",
    },
    compound_parts={
        "(is pat ryto|is pat ankstaus ryto|anksti ryte|anksti is ryto|ankstyv* ryt*|ryto anksti)": (
            "first_thing"
        ),
        "([pacioje|pacioj] [darbo] dienos (pradzioje|pradzioj|pradzia))": "first_thing",
        "([darbo] dienos (pabaigoje|pabaigoj|gale|pabaiga|pabaigos|pabaigai)|darbo pabaigoje"
        "|baigiantis darbui"
        "|baigiantis darbo dienai)": "day_end",
        "(priespiet|priespieciais)": "midmorning",
        "nuo ryto": "morning",
        "(po pietu|antroji dienos puse|antroje dienos puseje|antroj dienos pusej)": "afternoon",
        "(iki pietu|pries pietus|pirmoje dienos puseje|pirmoj dienos pusej)": "morning",
        "(siandien vakare|siandien vakara|si vakara|sivakar)": "tonight",
        "(dienos metu|darbo metu|darbo valandomis)": "work",
        "(po darbo|po darbu)": "evening",
        "(per pietus|pietu metu|pietu pertrauk*)": "lunch",
        "pries darba": "early",
        "(velyv* popiet*|velai po pietu|link vakaro|arciau vakaro|vakarop|i vakara"
        "|pries vakara)": "late_afternoon",
        "(ankstyv* vakar*|anksti vakare)": "early_evening",
        "(velyv* vakar*|velai vakare)": "late_evening",
    },
    halves={
        "(ryto|ryte)": "morning",
        "(dienos|po pietu|popiet|pavakary|pavakare)": "afternoon",
        "(vakaro|vakare)": "evening",
    },
    days={
        "(poryt|porytoj)": 2,
        "(uzporyt|uzporytoj)": 3,
        "(siandien|siandiena|sian)": 0,
        "(rytoj|ryt|rytojaus|rytojumi|rytojui)": 1,
    },
    seasons={
        "(pavasari|pavasario|pavasaris|pavasariui)": "spring",
        "(vasara|vasaros|vasarai|atostogu|vasaros atostogu)": "summer",
        "(rudeni|rudens|ruduo|rudeniop)": "autumn",
        "(ziema|ziemos|ziemai)": "winter",
        "(sventes|svenciu|sventems|svenciu laikotarpi*)": "holidays",
        **FEASTS,
    },
    rules=(
        ("day_after_feast", "[kita|sekancia] diena (po|iskart po) <season>"),
        *BACK_REFERENCES,
        ("day_or_next", "<days> (ar|arba) [jau|gal] (kita diena|sekancia diena|diena veliau)"),
        ("last_day", "(paskutine|paskutini|paskutines) [darbo] (<month>|<following> menesio"
         "|sio menesio|menesio) (diena|dienos)"),
        ("last_day", "(<month>|<following> menesio|sio menesio|menesio) (paskutine|paskutini)"
         " [darbo] diena"),
        ("new_year_begins", "nauju [metu] metu (pradzioj|pradzioje|pradziai|pradzia)"),
        ("working_week", "(bet kuria|bet kada|bet kuri) [kitos|ateinancios] [savaites] <following>"
         " savaite (isskyrus|tik ne|bet ne) savaitgal*"),
        ("working_week", "bet kuria <following> savaites (darbo diena|darbadieni)"),
        ("nth_weekday", "(<ord>|<final>) <month> <wd>"),
        ("week_of", "<month> <dom> (osios|os|d|dienos|ios|tos) savait*"),
        ("clock_hour", "<cpart> [apie|gal|kokia|tarkim|lygiai] <lonehour>"),
        ("second_half_of_next_week", "(antroje|antroj|antra|antraja) (kitos|ateinancios) savaites"
         " (puseje|pusej"
         "|puse)"),
        ("first_half_of_next_week", "(pirmoje|pirmoj|pirma|pirmaja) (kitos|ateinancios) savaites"
         " (puseje|pusej"
         "|puse)"),
        ("no_time", "kas (menesio|savaites|ketvircio|metu) [*]"),
        ("no_time", "nuo pat ryto"),
        ("week_before_feast", "(savaite|savaites) pries <season>"),
        ("weekday_before_feast", "<wd> pries <season>"),
        ("days_before_feast", "(likus|pries) <n> (dienoms|dienas|dienom) iki <season>"),
        ("days_before_feast", "<n> (diena|dienos|dienas) pries <season>"),
        ("day_choice", "<month> <dom> [d|diena] (ar|arba) [gal] <dom2> [d|diena|dienos]"),
        ("in_quarters", "(po|uz) <n> (ketvirciu|ketvircius) valandos"),
        ("in_quarters", "(po|uz) ketvircio valandos"),
        ("in_n_minutes", ". (dar|tik|duok|duokit) <n> (min|minutes|minuciu|minuteles) (.|ir|tada)"),
        ("in_n_minutes", ". <n> (min|minutes|minuciu|minuteles) (ir|tada|palauk*)"),
        ("now", "(dabar pat|tuoj pat) (tinka|galiu|galim|galit|galite|butu|patogu|gerai)"),
        ("now", "dabar (tinka|patogu|butu gerai|butu patogu)"),
        ("now", "(galim*|galit*|galiu|skambink*|paskambink*|tinka) [ir] (dabar pat|dabar)"),
        ("next_week_same_time", "<following> savaite [lygiai] <same>"),
        ("next_week_same_time", "<same> <following> savaite"),
        ("no_time", "(linksm*|grazi*|laiming*|su|jauki*) [artejanc*] (<season>|savaitgalio"
         "|savaites pabaigos)"),
        ("no_time", "(visos|visas|tos|tas|sios|sias) <n> (dienos|dienas)"),
        ("no_time", "(po|gal|apie|kokia|kokias|bent|nuo|tik) (trylika|keturiolika|penkiolika"
         "|sesiolika|septyniolika"
         "|astuoniolika|devyniolika|dvidesimt)"),
        ("no_time", "nei (minutes|minute|sekunde|sekundes|dienos) (veliau|anksciau)"),
        ("next", "ne (si|sia|sita|siame|sios|sio) <unit> [o|bet|tik] (kita|kitame|kitam|kitos"
         "|kito)"),
        ("weekday_next", "ne (si|sia|sita) <wd> [o|bet|tik] kita"),
        ("from_now", "(lygiai|tiksliai) (uz|po) <n> <unit>"),
        ("from_now", "(lygiai|tiksliai) (uz|po) <unit>"),
        ("from_now", "(uz|po) <n> <unit> (lygiai|diena i diena|ta pacia diena)"),
        ("week_after_feast", "(savaite|savaites) [kuri] [prasidedanc*|prasideda] (iskart|is karto"
         "|tuoj|i karto) po <season>"),
        ("week_after_feast", "[ta] kuri prasideda [iskart|is karto|tuoj] po <season>"),
        ("nth_full_week", "(pirma|pirmaja|pirmos|pirmosios) (pilna|visa|cela) <month> savait*"),
        ("nth_full_week", "<month> (pirma|pirmaja) (pilna|visa|cela) savait*"),
        ("first_days", "(<month>|<following> menesio) (pirmom|pirmomis|pirmas|pirmosiomis) <n>"
         " (dienom|dienomis|dienas)"),
        ("first_days", "(pirmom|pirmomis|pirmas|pirmosiomis) <n> <month> (dienom|dienomis|dienas)"),
        ("first_days", "(pirmom|pirmomis|pirmas|pirmosiomis) <n> <following> menesio (dienom"
         "|dienomis|dienas)"),
        ("working_week", "(sios|likusios|likusi*) [sios] darbo savaites [likus*|gala]"),
        ("working_week", "(sia|<following>) darbo savaite"),
        ("season_first_day", "(pirma|pirmaja|pirmos) [kalendorines|kalendorine] <season> (diena"
         "|dienos)"),
        ("day_only", "(tai|o|bet|verciau|geriau) <ord> <hour> (valanda|val|valandos)"),
        ("day_only", "(sestadieni|sestadienis|sekmadieni|sekmadienis|pirmadieni|antradieni"
         "|treciadieni|ketvirtadieni|penktadieni) <ord> (nuo|tarp)"),
        ("no_time", "(vienos|dvieju|triju|keturiu|penkiu) (dienos|dienu) (tylos|pertrauk*"
         "|poilsi*)"),
        ("weekday_next", "(kita|sekanti) ne (si|sita) <wd>"),
        ("second_half_of_month", "(antroje|antroj|antra|antraja) <month> (puseje|pusej|puse)"),
        ("first_half_of_month", "(pirmoje|pirmoj|pirma|pirmaja) <month> (puseje|pusej|puse)"),
        ("no_time", "ta diena"),
        ("part", "<cpart>"),
        ("season_ctx", "(po|iki|pries|per|nuo) <season>"),
        ("same_time_ctx", "(rytoj|poryt|uzporyt|savaites|savaite|menesio|dienu) <same>"),
        ("same_time_tail", "<same> (rytoj|poryt|kita|po|uz|kaip dabar)"),
        ("in_one_and_half", "(po|uz|dar|duok|duokit) [man] <unit> su puse"),
        ("in_one_and_half", "(po|uz|dar) (pusantro|pusantros|pusantru) <unit>"),
        ("at_least", "(duokit|duokite|duok|palauk) [dar|man|gal|kokia|kokias] [<n>] <unit>"),
        ("week_of", "savait* (kuri prasideda|prasidedanc*|nuo) <dom> (d|dienos|os|tos)"),
        ("week_of", "savait* kuri prasideda [nuo] <ord> [d|diena]"),
        ("week_of", "savait* nuo <month> (<dom>|<ord>) [d|dienos]"),
        ("week_of", "savait* kuri prasideda <month> (<dom>|<ord>) [d|diena]"),
        ("week_of", "savait* prasidedanc* <month> (<dom>|<ord>) [d|diena]"),
        ("later_today", "(siandien [kiek|truputi|siek tiek] veliau|veliau siandien|siandien bet"
         " veliau)"),
        ("in_new_year", "(naujaisiais metais|naujais metais|naujuose metuose|prasidejus naujiems"
         " metams)"),
        ("weekdays_ahead", "uz <n> (<wd>|<wds>)"),
        ("weekday_in", "uz savaites <wd>"),
        ("weekday_in", "<wd> (uz savaites|po savaites)"),
        ("from_day", "(po|uz) <n> <unit> nuo <days>"),
        ("business_days", "(po|uz) <n> darbo dienu"),
        ("within", "(per|artimiausiu) [artimiausias|artimiausius|artimiausia|ateinancias"
         "|ateinancius] <n>"
         " <unit>"),
        ("within", "(per|artimiausi*|ateinanci*) (artimiausias|artimiausius|ateinancias|ateinancius"
         "|artimiausiu) <n> <unit>"),
        ("nth_weekday", "(<ord>|<final>|<dom>) [aji] <wd> <following> (menesi|menesio)"),
        ("nth_weekday", "<month> (<ord>|<final>) <wd>"),
        ("nth_weekday", "<following> menesio (<ord>|<final>) <wd>"),
        ("nth_week", "<month> (<ord>|<final>) savait*"),
        ("nth_week", "(<ord>|<final>) savait* <month>"),
        ("nth_weekday", "(<ord>|<final>) [sio] menesio <wd>"),
        ("nth_week", "(<ord>|<final>) <month> savait*"),
        ("nth_week", "<following> menesio (<ord>|<final>) savait*"),
        ("nth_week", "(<ord>|<final>) <following> menesio savait*"),
        ("day_of_next_month", "<following> menesio (<dom>|<ord>) [d|diena|dienos|aja]"),
        ("day_range", "<month> [men|menesio] <doms> [d|dienomis|diena|dienos]"),
        ("day_range", "[nuo|tarp] <month> [men|menesio] <dom> [d|dienos] (iki|ir|-) <dom2> [d"
         "|dienos]"),
        ("day_range", "(nuo|tarp) <dom> [d|dienos] (iki|ir) <dom2> (d|dienos) [<month>]"),
        ("day_range", "<doms> (d|dienomis|diena|dienos)"),
        ("day_choice", "<dom> [d|diena] (ar|arba) [gal] <dom2> (d|diena|dienos)"),
        ("day_range", "<doms> <month>"),
        ("weekday_range", "(nuo|tarp) <wd> (iki|ir) <wd2>"),
        ("weekday_range", "<wd> iki <wd2>"),
        ("quarter", "<following> metu <quarter>"),
        ("quarter", "<quarter> [<year>]"),
        ("half_of_year", "<following> metu <yearhalf>"),
        ("half_of_year", "<yearhalf>"),
        ("midweek", "<following> savaites (viduryje|vidury|viduri)"),
        ("midweek", "savaites (viduryje|vidury|viduri)"),
        ("in_half", "(po|uz|dar) (puses|pusmecio) <unit>"),
        ("in_half", "(po|uz) puses <unit>"),
        ("day_ctx", "(po|nuo|iki|pries|apie) <dom> (dienos|os dienos|os d|tos dienos|os|tos)"),
        ("day_ctx", "(nuo|iki|ligi|pries|nei|negu|apie) <dom> (d|dienai)"),
        ("in_or_after_day", "(po|uz) <dom> d"),
        ("in_week_or_two", "(po|uz) [kokios|kokio] <unit> (ar|arba) <n2>"),
        ("in_range", "(po|uz) [kokiu|mazdaug|apie] <n> (ar|arba|iki) <n2> <unit>"),
        ("at_least", "(dar|palaukim|palaukite) [kokiu|kokias|apie|gal|bent] <n> <unit>"),
        ("in", "(po|uz) [kokiu|kokio|kokia|mazdaug|apie|dar|gal|bent|dar "
         "kokiu] <n> <unit>"),
        ("in_from_to", "(po|uz) [kokiu|gal] <n> <n2> <unit>"),
        ("in", "(po|uz) [kokios|kokio|kokia|mazdaug|apie|dar|gal|bent|kokiu] <unit>"),
        ("after_next", "(dar kita|dar kitos|dar kito|uz kito|uz kitos|dar kitais) <unit>"),
        ("week_after_next", "(dar kita|uz kitos|poryt kita|aisniaja) savaite"),
        ("weekend_next", "kita savaitgali"),
        ("weekend", "(savaitgali|savaitgaliais|savaitgalis|savaitgalio)"),
        ("workdays", "(darbo (dienomis|dienom|diena|dienos|dienu)|siokiadieniais|darbadieniais)"),
        ("weekday_next", "kitos savaites <wd>"),
        ("weekday_next", "kita savaite <wd>"),
        ("weekday_next", "(kita|kt|ateinanti|sekanti) <wd>"),
        ("next_year", "(kitamet|kitamete)"),
        ("next", "(kt|kita|kito|kitos|kitais|kitu|kitus|ateinanti|ateinancia|ateinancio|ateinancios"
         "|ateinanciais|sekanti|sekancia|sekancio|sekancios|sekanciais|kitam|kitiems) <unit>"),
        ("this", "(sia|sios|si|sio|siais|siu|ta|sita|siame) <unit>"),
        ("this_tail", "<unit> (pabaigoje|pabaigoj|gale|galo|galui|pabaigai|pabaiga|pabaigos"
         "|pradzioje|pradzioj"
         "|pradzia|pradzios|viduryje"
         "|vidury)"),
        ("month", "<year> [m|metu] <month>"),
        ("month_day", "<year> [m|metu] <month> <dom> [d|diena|dienos]"),
        ("month_day", "<month> [men|menesio] <dom> [d|diena|dienos|oji|aja|osios]"),
        ("month_day", "<month> <ord> [diena|dienos]"),
        ("month_day", "<dom> [d|oji|osios|aja|os] <month>"),
        ("month_day", "<ord> <month>"),
        ("day", "<ord> (diena|dien)"),
        ("day", "<dom> (d|a|ta|diena|dienos|aja|oji|osios|oje|ajai)"),
        ("iso", "<iso>"),
        ("clock_range_hour", "(<wd>|<days>) ~ <clocks> [val]"),
        ("dashed", "<dashed>"),
        ("slashed", "<slashed>"),
        ("year_ctx", "(nuo|iki|po|pries) <year>"),
        ("year", "<year> (m|metais|metu|metus)"),
        ("dotted", "<dotted>"),
        ("clock_range", "(nuo|tarp) <clock> [val|valandos] [<half>] (iki|ir) <clock2> [val"
         "|valandos]"
         " [<half2>]"),
        ("clock_range", "(nuo|tarp) <hour> (iki|ir) <hour2> [valandos|val] [<half2>]"),
        ("clock_range", "<clocks> [val|valanda]"),
        ("half_to", "(puse|puses|pusei|pus) <hour> [<half>]"),
        ("minutes_to", "be <n> [min|minuciu] <hour> [<half>]"),
        ("minutes_past", "<n> [min|minuciu|minutes] po <hour> [<half>]"),
        ("clock_hour_minutes", "<hour> (val|valanda|valandos|h) <n> (min|minuciu|minutes)"),
        ("clock", "<hour> (val|valanda|valandos|valandai|h) [<half>]"),
        ("clock", "<lonehour> <minutes> [<half>]"),
        ("clock", "<clock> <half>"),
        ("clock", "<hour> <half>"),
        ("clock_range_hour", "(<wd>|<days>|nuo|apie) <lonehour> <lonehour2>"),
        ("clock_hour", "(<wd>|<days>) [apie|gal|kokia|anksti|is ryto|ryte|lygiai|tarkim]"
         " <lonehour> [<half>]"),
        ("clock", "<time>"),
        ("day_ctx", "(kaip|nei|negu) <dom> (a|aja|ta|oji|os|osios|d|dienos)"),
        ("day_ctx", "(kaip|nei|negu) <ordbig>"),
        ("clock_tail", "<lonehour> <days>"),
        ("clock_ctx", "(apie|po|iki|nuo|tarp|lygiai|punktualiai"
         "|pries|anksciau|veliau|kokia|kokios|gal|tik ne) <hour>"),
        ("day_ctx", "(o|bet|verciau|geriau|nuo|iki|ligi|arba|kaip|nei|negu|gal) <ordbig>"),
        ("day", "<dom> (d|diena|dienos|aja|ta|a|oji|osios|os|oje|ajai)"),
        ("day", "<ord> (diena|dienos)"),
        ("clock_ctx", "(veliau kaip|veliau nei|veliau negu|anksciau kaip|anksciau nei|anksciau"
         " negu) <hour>"),
        ("relative", "<days>"),
        ("part", "<part>"),
        ("clock_hour", "<season> [apie|gal|kokia] <lonehour>"),
        ("season", "<season>"),
        ("weekday_every", "<wds>"),
        ("weekday", "<wd>"),
        ("month", "<sure>"),
        ("asap", "(kuo greiciau|kaip imanoma greiciau|nedelsiant|kuo skubiau)"),
    ),
    modifiers=(
        ("day_after", "[kita] diena (po|iskart po)"),
        ("day_before", "(diena|vakara|ryta) pries"),
        ("week_after", "savaite (iskart po|is karto po|tuoj po)"),
        ("by", "(ne veliau kaip|ne veliau nei|ne veliau negu|veliausiai)"),
        ("after", "(tik po|tik praejus)"),
        ("from", "(ne anksciau (kaip|nei|negu)|ne (pries|iki)|tik nuo|anksciausiai)"),
        ("from", "(nuo|pradedant|pradedant nuo|ne anksciau)"),
        ("after", "(po|veliau nei|veliau kaip|praejus|pasibaigus)"),
        ("before", "(pries|anksciau nei|anksciau negu)"),
        ("until", "(iki|ligi)"),
        ("second_half", "(antroje|antroj|antra) (puseje|pusej|puse)"),
        ("first_half", "(pirmoje|pirmoj|pirma) (puseje|pusej|puse)"),
        ("rest", "veliau"),
        ("end", "(pabaigoje|pabaigoj|gale|pabaiga|pabaigos)"),
        ("start", "(pirmosiomis dienomis|pirmom dienom|pirmomis dienomis|pradzioje|pradzioj"
         "|pradzia|pradzios|anksti)"),
        ("middle", "(viduryje|vidury|apie viduri)"),
        ("not", "(ne|tik ne|isskyrus|bet ne|nei|negaliu|negalime|negalim|netinka|nebusiu|uzimta"
         "|uzimtas"
         "|uzsiemusi|uzsiemes)"),
    ),
    trailing=(
        ("inclusive", "[d|dienos] (imtinai|iskaitytinai|iskaitant)"),
        ("after", "(praeis|prabegs|praejus|baigsis|pasibaigs|pasibaigus)"),
        ("not", "[jau] (viskas|viska|visa|visi) (suplanuot*|uzimt*|uzpildyt*|uzsakyt*"
         "|pilna|pilni)"),
        ("not", "(ne .|ne nes|negaliu|negalim|netinka|nebetinka|nepatogu|neiseina)"),
        ("second_half", "(antroje puseje|antroj pusej|antra puse|antrai pusei)"),
        ("first_half", "(pirmoje puseje|pirmoj pusej|pirma puse|pirmai pusei)"),
        ("end", "(pabaigoje|pabaigoj|gale|pabaiga|pabaigos|pabaigai|gala|galo|galui|galas)"),
        ("start", "(pradzioje|pradzioj|pradzia|pradzios|pradziai|pirmosiomis dienomis|pirmomis"
         " dienomis)"),
        ("middle", "(viduryje|vidury|viduri|vidurys|vidurio|viduriui)"),
        ("denied", "[*] [*] (ne|negal*|nebus*|nera|nenor*|neverta|nieko)"),
    ),
    fillers="(apie|mazdaug|gal|jau|jusu|men|menesio|kazkur|kur nors|to|tos|kitos|sio)",
    busy=("(uzsiem*|darbe|dirb*|susitikim*|isvyk*|atostog*|nebusiu|nebus|nera|nebera|keliauj*"
     "|uzimt*"
          "|palauk*|nejudin*|nerasy*|neskambin*|netrukd*|nieko (iki|ligi))",),
    free=("(laisv*|galiu|galeciau|tinka|tiktu)",),
)  # fmt: skip
