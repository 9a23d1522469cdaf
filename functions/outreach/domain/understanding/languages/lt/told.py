"""Lithuanian words of sentences that tell a fact with a time in it."""

from functions.outreach.domain.understanding.languages.told_words import ToldWords

WORDS = ToldWords(
    matters=(
        "(program*|sistem*|kalendorius|kalendoriuje|kalendoriaus|svetain*|priminim*|priminuk*"
        "|ataskaita|ataskaitas|ataskaitoj|ataskaitoje|saskait*|zinut*|ceki*|serveri*|puslap*|rezervacij*|lentel*|modul*|atnaujin*"
        "|kopij*|robot*|tvarkarast*|grafik*|sutart*|laisk*|kaina|kainos|kainas|akcij*|licencij*)",
    ),
    events=(
        "(operacij*|egzamin*|teism*|gimtadien*|krikstyn*|atostogos|atostogose|pvm|nuoma|alga|algos"
        "|atlyginim*|diskotek*|odontolog*|dantist*|buhalter*|anukei|anukui|anuke|anukas|sunui"
        "|dukrai|mamai|giminait*|susirinkim*|vizitacij*|deklaracij*|pagimd*)",
        "(dirbu|dirbam|dirba) (naktim|naktimis|pamain*|vakarais)",
    ),
    recurring=(
        "(kasdien|kasnakt|kas ryta|kas vakara|kas savaite|kas menesi|kasmet|kiekvien*|visada"
        "|paprastai)",
        "(vasara|ziema) (dirbu|dirbam|dirba)",
    ),
    others=(
        "(klientai|zmones|sveciai|jie|visi) (gali|galejo|nori|ateina|registruo*|skambina)",
    ),
    leading=("(po|kai|kaip|tai|tad|tada|todel|taigi|vadinasi|reiskia|tuomet|jau|bet|o)",),
    taken_up=("(tada|tadu|tuomet|tuokart|iki tol)",),
    asking_endings=("kit", "kite", "kim", "kime"),
    small_words=(
        "pirmas pirma pirmaji antras antra antraji trecias trecia treciaji paskutinis paskutini "
        "paskutine viduriniame vidurinis as mes jus tu jis ji jie man mums jums mano musu jusu ir "
        "ar arba bet o tai tad jei jeigu kad kai kol nes ne taip gerai prasau prasom tik jau dar "
        "gal tarkim kazkur apie maziau daugiau kokia koks kada kuri kuria kur nors diena laikas "
        "val valanda d po iki nuo per su be uz pas prie pries i is ant tarp del vel tada dabar "
        "viskas labas aciu nu na va ok yra bus butu esu busiu anksciau veliau kaip negu nei pusej "
        "puse vidury gale pradzioj savaite savaites menesi menesio tinka vienodai skirtumo nera"
    ),
)  # fmt: skip
