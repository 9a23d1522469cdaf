"""Lithuanian words of sentences that tell a fact with a time in it."""

from functions.outreach.domain.understanding.languages.statement_words import StatementWords

WORDS = StatementWords(
    matters=(
        "(program*|sistem*|kalendorius|kalendoriuje|kalendoriaus|svetain*|priminim*|priminuk*"
        "|ataskaita|ataskaitas|ataskaitoj|ataskaitoje|saskait*|zinut*|ceki*|serveri*|puslap*|rezervacij*|lentel*|modul*|atnaujin*"
        "|kopij*|robot*|tvarkarast*|grafik*|sutart*|laisk*|kaina|kainos|kainas|akcij*|licencij*)",
    ),
    ours=(
        "(as|man|mane|mums|mus|manim|mumis|manes|galiu|galim|galime|galeciau|noriu|norim|noreciau"
        "|palauk*|skambin*|paskambin*|perskambin*|skambut*|susitik*|susitink*|susisk*|pasikalb*|pakalb*"
        "|kalb*|pokalb*|tinka|tiktu|tiks|lauksiu|laukiu|imam|imu|renku*|irasyk*|uzrasyk*|prasau"
        "|prasom|ikurej*|patogu|busiu|busim|buciau)",
    ),
    explaining=(
        "(kai|kol|kuomet|jei|jeigu|nes|kadangi|pries|po to kai|vos tik|tik kai|iki tol)",
    ),
    instead=("(vietoj|o ne|uzuot)",),
    events=(
        "(vestuv*|laidotuv*|operuoja*|isleistuv*|jubiliej*)",
        "(operacij*|egzamin*|teism*|gimtadien*|krikstyn*|atostogos|atostogose|pvm|nuoma|alga|algos"
        "|atlyginim*|diskotek*|odontolog*|dantist*|buhalter*|anukei|anukui|anuke|anukas|sunui"
        "|dukrai|mamai|giminait*|susirinkim*|vizitacij*|deklaracij*|pagimd*)",
        "(naudojam|naudojame|naudoju|naudojames|dirbam|veikiam) (tik|daugiausia|dazniausiai)",
        "(dirbu|dirbam|dirba) (naktim|naktimis|pamain*|vakarais)",
        "(sefas|sefe|vadovas|vadove|kolege|kolega|vyras|zmona|sunus|dukra|dukte|brolis|sese|sesuo"
        "|mama|tetis|tevas|draugas|drauge|kaimynas|kaimyne|darbuotoja|darbuotojas|teta|dede|vaikai)"
        " ~ (skrenda|isskrenda|iseina|isvyksta|isvaziuoja|tuokiasi|keliasi|kraustosi|gimdo|laiko"
        "|svencia|atskrenda|parskrenda|atostogauja|serga|operuojama|operuojamas)",
    ),
    recurring=(
        "(kasdien|kasnakt|kas ryta|kas vakara|kas savaite|kas menesi|kasmet|kiekvien*|visada"
        "|paprastai)",
        "(vasara|ziema) (dirbu|dirbam|dirba)",
    ),
    others=(
        "(ar|kaip) [galima|galiu|galim|imanoma] ~ (nustatyt*|ijungt*|isjungt*|sukurt*|pakeist*)",
        "(buhalter*|sefas|sefe|vadovas|vadove|kolega|kolege|vyras|zmona|sunus|dukra|mama)"
        " (atostogauja|serga|ilsisi)",
        "(keiciasi|keisis|isigalioja|isigalios) ~ (tvark*|istatym*|tarif*|mokesc*|taisykl*)",
        "(klientai|zmones|sveciai|jie|visi) (gali|galejo|nori|ateina|registruo*|skambina)",
    ),
    leading=("(po|kai|kaip|tai|tad|tada|todel|taigi|vadinasi|reiskia|tuomet|jau|bet|o)",),
    taken_up=("(tada|tadu|tuomet|tuokart|iki tol)",),
    parting=("(tai|tad|tada|todel|taigi|tuomet|bet|gal|galbut|geriau|verciau)",),
    links=("(o|bet|taciau|ar|arba)",),
    asking_when=("(kada|kuria diena|kelinta|keliom)",),
    because=("(nes|kadangi|mat|antraip)",),
    asking_endings=("kit", "kite", "kim", "kime"),
    doing=(
        "(prasideda|baigiasi|uzsidaro|atsidaro|vyksta|prekiauja|atvyksta|isvyksta|grizta|kraunasi"
        "|stringa|luzta|atvaziuoja|isvaziuoja|ateina|iseina|veikia|rodo|spausdina|siuncia|keiciasi"
        "|sutemsta|temsta|miega|groja|dainuoja|repetuoja|treniruojasi|nedirbam|nedirbame)",
    ),
    not_doing=("(man|mums) [*] (veikia|prasideda|rodo)",),
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
