"""Lithuanian words that tell a wish for a time from a time that is only spoken of."""

from functions.outreach.domain.understanding.languages.tense_words import TenseWords

_MATTER = (
    "(sutart*|prenumerat*|licencij*|nuom*|bandom*|plan*|biudzet*|saskait*|mokejim*|terminas"
    "|terminai|sezon*|audit*|projekt*|akcij*|egzamin*)"
)

WORDS = TenseWords(
    past=(
        "pries <n> <unit>",
        "pries (kelias|kelis|keleta|pora|kokias|kokius) <unit>",
        "pries (<unit>|pusmeti|puse metu|pusvalandi|pusantru metu)",
        "(praeita|praeito|praeitos|praeitais|praejusi|praejusia|praejusio|praejusios|praejusiais"
        "|pernai|anas|ana) (<unit>|<wd>|<month>|<season>|savaitgali)",
        "(vakar|uzvakar|pernai|neseniai|seniai)",
        "(dabar|dar|cia) [pats|pati|pas mus] <season>",
    ),
    past_before=(
        "(nuo|po) [tada|to laiko] (persikraust*|kraustym*|persikel*|pokalbio|susitikimo) [~]",
        "nuo pat",
    ),
    happened=(
        "(buvo|buvau|buvom|buvome|turejo*|turejau|turejom|turejome|naudojo*|naudojau|pirkau|pirkom"
        "|pirkome|pirko|nusipirk*|mokejo*|mokejau|isejau|isejom|isejome|isejo|nutraukiau|nutraukem"
        "|nutrauke|atsisakiau|atsisakem|atsisake|pradejau|pradejom|pradejome|pradejo|baigiau|baigem"
        "|baige|persikrausteme|persikraustem|persikrausciau|persikele*|persikeliau|keitem|keiteme"
        "|pakeitem|pakeiteme|sugedo|neveike|lauzesi|pasirasem|pasirasiau|skambinot|skambinote"
        "|skambinau|kalbejom|kalbejome|kalbejau|kalbejomes|gavau|gavom|gavome|rasiau|rasete|susitik"
        "om|isbandziau|isbandem|dirbau|dirbom|likom|likau|paliko*|dingo|dingau|ivyko|atsitiko"
        "|sirgau|sirgom|pakilo|pabrango|nustojo|sustojo|suluzo|pazadejo|zadejo|sake|sakete|atejo"
        "|atvaziavo|baigesi"
        "|ismete|pagimde|neatejo|issiunte|istryne|nukrito|sutriko|uzstrigo|parase|gavo|mire|nusoko"
        "|perkele|pristaciau|ieme|iemiau"
        "|prasidejo|isvaziavo|grizo|atnaujinot|atnaujinote|uzsakiau|uzsakem)",
    ),
    happened_endings=(
        "avom", "ejom", "inom", "ejau", "avau", "ojau", "inau", "ejome", "avome", "ojome",
        "inome", "ejo",
    ),
    not_happened=("(norejau|norejome|galvojau|galvojom|tikejausi|planavau|planavom|rugsejo|ejo"
     "|zinau|zinoma|pazinau)", "kol [dar] [~] ne*"),
    wishes=(
        "(gal|galit*|galim*|galeci*|galetu*|galiu|gali|paskambin*|skambink*|perskambin*|rasyk*"
        "|parasyk*|parasyt*|susisiek*|primink*|pabandyk*|pakalbek*|pakalbam|kalbam|kalbek*"
        "|susitink*|susitik*|susiskambin*|noreciau|noretu*|noriu|prasau|prasyciau|reik*|palauk*"
        "|geriau|geriausia|tiktu*|tinka|tiks|patogu|laisv*|perkel*|nukel*|atide*|siulyciau|siulau|derink*|suderin*|tarkim|tariam"
        "|sutark*|susitar*|grisk*|griskim*|grizk*|grizkim*|vel|dar|uzsiem*|nebusiu|isvyk*"
        "|atostog*|imam|imu"
        "|call me|callin*|zvanin*|renkuosi|darom|duokit*|iki pasimatymo)",
    ),
    suits=(
        "(tinka|tiktu|tiks|gerai|geriau|geriausia|galiu|galim|galeciau|galetume|patogu|laisv*"
        "|prasau|gal|puiku|idealu|butu|ok|okei|paskambin*|parasyk*|susisiek*|skambink*)",
    ),
    reasons_before=(
        "(atsinaujina|prasitesia|nuskaito|nuskaiciuoja) [~]",
        "(saskait*|uzsakym*|laisk*) (nuo|is)",
        f"{_MATTER} [~] (baigiasi|pasibaigia|galioja|prasideda|yra|atsinaujina|iki|nuo)",
        "(kraustomes|persikraustom|persikeliam|atidarom|uzdarom|uzsidarom|atsidarom|dirbam|dirba"
        "|tuokiamės|tuokiames) [~]",
    ),
    reasons_after=(
        "(nespausdina|neveikia|stringa|neatsidaro|neprisijung*|nerodo|luzta|nesiuncia|nebeveikia)",
        "(saskait*|uzsakym*|laisk*|zinut*|mokejim*|pavedim*)",
        f"(baigiasi|pasibaigia|prasideda|atsinaujina) [~] {_MATTER}",
        "(mums|pas mus|turim|turime) [~] (darbymet*|sezon*|audit*|inventoriz*|svent*|vestuv*)",
        "(kraustomes|persikraustom|persikeliam|atidarom|uzdarom|tuokiames)",
    ),
    habits=(
        "(suved*|dirb*|esam|esame|darom|darau|vedu|vedam|repetuoj*|mokau|buna"
        "|ateina|neateina|uzdaryta|uzdaryti|atidaryta|vaziuoj*|priim*|nedirb*|kepam|kepu|vezam|vezu"
        "|tvark*|skaiciuoj*|gied*|treniruoj*|stringa|luzta|dingsta|neveikia|uzstringa|sugaist*"
        "|uztrunk*"
        "|praleidz*|uzeina|ateinu|eina)",
    ),
    engaged_before=(
        "(uzdarom|uzdarau|baigiu|baigiam|uzsidarom|vaikai|zmona|vyras) [~]",
        "(turiu|pas mane|pas mus|ateina|atvaziuoja|isskrendu|skrendu|leidziuosi|prasideda"
        "|baigiasi|operuoju|vedu|nusileidziu|isvaziuoju) ~",
    ),
    engaged_after=(
        "[as|mes] (esu|esam|esame|busiu|busim|budamas) (kaune|vilniuj*|klaipedoj*|siauliuos*"
        "|panevezy*|darbe|kely*|uzsieny*|ligoninej*|komandiruotej*|mokykloj*|teisme|sodyboj*)",
        "[mano|musu] [*] (gimtadien*|operacij*|krikstyn*|laidotuv*)",
        "[*] (skrend*|operuoj*|dirbu|dirbsiu|dirbam|vaziuo*|turgus|torgos|vestuv*|valstybine"
        "|seminaras|ekskursija|uzimt*|sansu nera|niekaip|pragaras"
        "|beprotnamis|chaosas|atkrinta|nerealu|egzamin*|veztas|svente)",
    ),
    joining="ir ar arba iki nuo apie per d diena val men menesi",
)  # fmt: skip
