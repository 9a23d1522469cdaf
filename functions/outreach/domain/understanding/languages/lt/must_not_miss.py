"""What Lithuanian-speaking customers say that must never be missed."""

from functions.outreach.domain.understanding.languages.must_not_miss_words import MustNotMissWords

_DONT_REACH = (
    "(neskambin*|nerasyk*|nerasyti|nesiusti|netrukdyti|nesusisiekti|nesiuntineti|nerasinek*"
    "|nesiusk*|nesiuntinek*|netrukdyk*|nesusisiek*|nekontaktuok*"
    "|nesikreip*|nesmsink*|nezinutes*|nezvanink*)"
)
_DONT_REACH_ANY_MORE = (
    "(nebeskambin*|neberasy*|neberasinek*|nebesiusk*|nebesiunt*|nebesiuntinek*|nebetrukd*"
    "|nebesusisiek*|nebekontaktuok*|nebesikreip*|nebesmsink*|nebezvanink*)"
)
_REACH = "(skambin*|rasy*|rasinet*|siust*|siuntinet*|trukdy*|susisiek*|kontaktuot*|smsint*)"
_MESSAGES = (
    "(zinu*|pranesim*|laisk*|skambu*|sms|reklam*|naujienlaisk*|pasiulym*|el pasto|paslaugu reklam*)"
)
_DELETE = (
    "(isbrauk|isbraukit*|pasalink*|ismesk*|istrink*|isimk|isimkit*|nubrauk|nubraukit*|trink|trinkit*"
    "|pamirsk*|sunaikink*)"
)
_OTHER_WAY = (
    "(paskambin*|skambink*|parasyk*|rasyk*|atsiusk*|siusk*|susisiek* (el pastu|telefonu)"
    "|el pastu|telefonu|per whatsapp)"
)
_TIME = (
    "(dabar|siandien|siuo metu|rytoj|iki|pries|nuo|kol|po|ryta*|ryte|vakar*|dien*|pietu*|savaitgal*"
    "|per pietus|sia savait*|si menesi|darbo metu|kai|jei|pirmadien*|antradien*|treciadien*"
    "|ketvirtadien*|penktadien*|sestadien*|sekmadien*)"
)

WORDS = MustNotMissWords(
    sure_opt_out=(
        f"{_DONT_REACH_ANY_MORE} [man|mums|manes|musu|su manimi] [cia|prasau|daugiau] .",
        f"(daugiau|niekada|niekad) [man|manes|mums|su manimi|taip] [daugiau] {_DONT_REACH}",
        f"{_DONT_REACH} ~ (daugiau|niekada|niekad|siuo numeriu|i si numeri|mano numeriu)",
        f"{_DONT_REACH} ir {_DONT_REACH}",
        "(isbrauk*|pasalin*|ismesk*|istrin*|isimk*|isregistruok*|nubrauk*) ~ (saras*|baz*|numer*"
        "|duomen*|kontakt*|prenumerat*|mane|mus|el past*)",
        "(mane|mus|mano numeri|mano duomenis) ~ (isbrauk*|pasalin*|ismesk*|istrin*|isimk*"
        "|isregistruok*)",
        "(pamirsk*|uzmirsk*) (mano|si) (numeri|telefona|kontakt*)",
        "(itrauk*|iras*|irasyk*|ides*|idek*|pridek*) (mane|mus|mano numeri|si numeri) ~"
        " (neskambin*|nebeskambin*|nerasy*|neberasy*|netrukdy*|nekontakt*) [*] (saras*)",
        "(itrauk*|iras*|irasyk*|ides*|idek*|pridek*) (mane|mus|mano numeri|si numeri) ~ (saras*)"
        " [kuriems] (neskambin*|nebeskambin*|nerasy*|neberasy*|netrukdy*|nekontakt*)",
        f"(atsisak*|atsisakau|atsisakyti) ~ {_MESSAGES}",
        "(atsaukiu|atsiimu) ~ sutikim*",
        "(nustok*|liauk*|baik*|mesk*) ~ " + _REACH,
        "(nustok*|liauk*|baik*) [man|mums|mane|mus] (rase|skambine|siunte|trukde|erzine)",
    ),
    not_opt_out=(
        "(mano|musu) (skaitytojai|klientai|nariai|prenumeratoriai|mokiniai) [kurie|kai]"
        " (paspaudzia|spaudzia|praso|raso|sako) (ne*|stop|istrin*|isbrauk*|pasalin*|nustok*) [*]"
        " [*]",
        "(klient*|pirkej*|skaityt*|gavej*|pacient*|lankytoj*) ~ (atraso|raso|paraso|sako|praso"
        "|parase|atrase|pasake) (nebe*|neras*|neskamb*|nesiusk*|stop|istrin*|isbrauk*)",
        "(kaip|kur|ar) [man|mums] [galiu|galime|galima|imanoma] (istrint|istrinti|pasalint"
        "|pasalinti|isbraukti|isbraukt) (klient*|nari*|mokin*|skaitytoj*)",
        f"({_DONT_REACH}|{_DONT_REACH_ANY_MORE}|nustok* {_REACH}|liauk* {_REACH}|baik* {_REACH})"
        " [man|mums|manes] [sms|zinuci*|laisku] [.] [prasau|geriau|o|bet|tiesiog|tik|verciau]"
        f" [man] {_OTHER_WAY}",
        f"geriau {_DONT_REACH} [o] {_OTHER_WAY}",
        f"({_DONT_REACH}|{_DONT_REACH_ANY_MORE}) [man|mums|manes] [prasau] {_TIME}",
        "(neskambinu|nerasau|nesiunciu|nesusisiekiau|neskambinau|nerasiau|nesiunciau)",
        "(niekaip|negaliu) (nenustoj*|nustoti|liautis|sustoti)",
        "nenustok*",
        "nesustok*",
        "(atsisak*) ~ (plan*|funkcij*|pro|prenumerat*|paslaug*|tarif*|rezervacij*|susitikim*)",
        "(netrukdykit*|netrukdau|netrukdo) ?",
    ),
    likely_opt_out=(
        "(kita|kitas|kita jusu|kitas jusu|sekantis|sekantis jusu) (zinut*|laisk*|skambut*) ~"
        " (inspekcij*|teism*|policij*|advokat*|skund*|istaig*) ",
        "(kita|kitas|kita jusu|kitas jusu) (zinut*|laisk*|skambut*) (keliaus|keliauja|eis|bus) ~"
        " (duomenu|inspekcij*|teism*|policij*|advokat*)",
        "(dar viena|dar vienas|dar karta|dar vieno) (zinut*|laisk*|skambut*|kontakt*|karta)"
        " [ir|tai] [as] ~ (skund*|skusiu*|rasau|rasysiu|blokuo*|uzblokuo*|kreip*|advokat*|teism*"
        "|policij*)",
        "(uzblokuosiu|uzblokuoju|blokuosiu|blokuoju) [jus|numeri|jusu numeri|jei|jeigu|ir]",
        "(isnykit|isnykite|isnyk|pradinkit|pradinkite|prapulkit|prapulkite)",
        "(pasiulymu|zinuciu|laisku|skambuciu|reklamu|naujienlaiskiu) [ir] [*] nereikia (.|aciu"
        "|prasau|daugiau)",
        "(istrint|istrinti|pasalint|pasalinti|isbraukti|isbraukt) ~ is jusu (saras*|baz*)",
        f"is [jusu|savo|visu|visu jusu] (saras*|baz*) [mane|mus|numeri|prasau|prasom] {_DELETE}",
        f"(mano|musu|sita|si) (numer*|adres*|el past*|kontakt*|duomen*) (?|.|ir|tai|o)"
        f" [ir|tai|prasau|prasom]"
        f" {_DELETE}",
        "(dedu|idesiu|idedu|metu|kelsiu|keliu|einat|einate|eini|keliauja*|lekia*|skrenda*|eisit*)"
        " [jus|ir|jau|tiesiai] [jus|jau] i (juod* saras*|blok*|blacklist*|ignor*)",
        "(susisiek*|kontakt*|skambin*|rasy*|rasym*) (su manimi|su mumis|man|mums) ~ draudz*",
        f"{_DONT_REACH}",
        f"{_DONT_REACH_ANY_MORE}",
        f"(nebenoriu|nenoriu|nebenorime|nenorime|nepageidauju|nebepageidauju) ~ {_MESSAGES}",
        "(nebenoriu|nenoriu|nebenorime|nenorime|nepageidauju|nebepageidauju) [daugiau] [is] [jusu]"
        " (gauti|girdeti|bendrauti|kontakto|susisiekimo)",
        "(nenoriu|nebenoriu) kad ~ (skambint*|rasyt*|siust*|susisiekt*|trukdyt*)",
        "(nereikia|nebereikia) (man|mums) (skambint*|rasyt*|siust*|rasinet*)",
        f"(nereikia|nebereikia|uzteks|pakaks|gana|uztenka) [man|mums|jau] [jusu|situ|tokiu] "
        f"({_REACH}|{_MESSAGES})",
        "(palik*|duok*) (mane|mus|man) [ramybeje|ramybe|vienus|viena]",
        "(atstok*|atsikniskit*|atsiknisk*|atsipisk*|atsikabin*|dink*|eik* (velniop|nx|nachui))",
        ". [prasau|ne|nu|o|tai|jau] (stop|stok*|sustok*|liauk*|baik*|nustok*|atsisakau|atsisakyti"
        "|gana|uzteks) [prasau|jau|su tuo|tai daryti] .",
        "(prasau|ne) stop .",
        "stop (skambu*|zinu*|sms|reklam*|spam*|lais*)",
        "(uzblokuo*|blokuo*) (jus|jusu|si numeri|tave)",
        "(nutrauk*) ~ (skambu*|zinu*|siuntim*|rasym*|bendravim*)",
        "jokiu [daugiau] (zinu*|skambu*|laisk*|reklam*)",
    ),
    opt_out_alone=(
        "stok",
        "stokite",
        "sustok",
        "sustokit",
        "sustokite",
        "liaukis",
        "liaukites",
        "baik",
        "baikit",
        "baikite",
        "nustok",
        "nustokit",
        "nustokite",
        "atsisakau",
        "atsisakyti",
        "atsisakoma",
        "gana",
        "uzteks",
        "nebereikia",
        "isbraukti",
        "stopprasau",
        "prasaustop",
        "nebe",
        "nebenoriu",
        "atstok",
        "nutraukti",
    ),
    taken_back=(
        "(rasykit|rasykite|rasyk|siuskit|siuskite|kreipkites) (man|mums|i mane)",
        "(ne|oi|oj|ai|aj|o) (palauk*|luktel*|lukt*)",
        "(palauk*|luktel*) (ne|ne ne|atsiprasau|vis|is tikruju|visgi|gerai|cia)",
        "(visgi|vis gi|vis delto|is tikruju) (gerai|tinka|ne|taip|rasyk*|pasakok*|tesk*|domina"
        "|noriu|idomu|galim*|pirmadien*|antradien*|treciadien*|ketvirtadien*|penktadien*)",
        "(atsiimu|atsisaukiu) [savo] [zodzius|zodi|tai|sita]",
        "(juokauju|pajuokavau|cia juokai)",
        "(ignoruok*|nekreipk* ~ demesio)",
        "(ne jums|ne tau|ne ten|ne i ta) ~ (rasiau|skirta|siunciau|parasiau|issiunciau|nusiunciau"
        "|norejau|turejo)",
        "(ne (ta|tas) mygtuk*|ne tam pokalb*|ne tame pokalb*|ne ta langa"
        "|supainiojau (pokalb*|langa)|netycia (paspaud*|parase*|issiunt*|nusiunt*))",
        "(apsigalvojau|persigalvojau) (tesk*|gerai|rasyk*|pasakok*|tegul|gali*|noriu|domina)",
        "(tai yra|t y|tiksliau) (ne|taip|tesk*|gerai)",
    ),
    human=(
        "(galeciau|galiu|galima|noriu|noreciau|duokit*|duok) ~ (ikurejo|savininko|vadovo|sefo"
        "|direktoriaus) (numeri|telefona)",
        "(galeciau|galiu|galima|noriu|noreciau) [dabar|dabar pat|iskart|tiesiogiai] (kalbeti"
        "|pakalbeti|sneketi|pasneketi|susisiekti|bendrauti) [dabar|iskart|tiesiogiai] su [jusu"
        "|paciu] (ikureju|savininku|sefu|direktoriumi)",
        "(noriu|norec*|noretume*|galiu|galeciau|galima|prasau|leiskit*|ar galiu|galim) ~ "
        "(kalb*|pakalb*|sujung*|bendraut*|susisiekt*|snekt*|pasnek*) ~ (zmogu*|zmogum*|operatori*"
        "|vadybinink*|konsultant*|darbuotoj*|gyvu|vadov*|atstov*)",
        "(sujunk*|perjunk*|duok*|pakvieskit*|pakviesk*) ~ (zmog*|operator*|vadybinink*|konsultant*"
        "|darbuotoj*|vadov*|atstov*|gyv*)",
        "(su (tikru|gyvu) zmogu*|tikro zmogaus|gyvo zmogaus|gyva zmogu)",
        "(noriu|reikia|norec*) (zmogaus|operatori*|vadybinink*|konsultant*|darbuotoj*|gyvo)",
        "(nenoriu|nekalbesiu|nebendrausiu|nekalbu|nebendrauju) ~ (robot*|botu|botais|masin*"
        "|kompiuteri*|dirbtin*|di)",
        "(tegul|lai|gal|kad) ~ (zmogus|kas nors|operator*|vadybinink*|darbuotoj*) ~ (paskambin*"
        "|skambina|susisiek*|perskambin*)",
        ". [prasau] (zmogus|zmogu|zmogaus|operatorius|operatoriu|operatoriaus|vadybininkas"
        "|vadybininka|konsultantas|konsultanta|gyvas zmogus|gyva zmogu) [prasau] .",
        "(tegul|lai|gal|kad) ~ (paskambin*|perskambin*|susisiek*) ~ (zmogus|kas nors|operator*"
        "|vadybinink*|darbuotoj*)",
    ),
    not_human=(
        "(ar|o ar) (jus|tu|cia|kalbu|as) ~ (zmog*|robot*|bot*|operator*|gyv*)",
        "(jus|tu|cia) ~ (zmogus|robotas|botas) ?",
    ),
    wrong_person=(
        "(neteising*|klaiding*|svetim*|kit*) (numer*|adres*|zmog*|telefon*|asmu*)",
        "(ne tas|ne ta|ne tuo|ne i ta|ne to|ne tam) (numer*|zmog*|adres*|asmu*|zmogui)",
        "(suklyd*|apsirik*|sumais*|supainioj*) [jus] (numer*|zmog*|adres*|asmen*)",
        "(jus|tu) (suklyd*|apsirik*)",
        ". [ne|deja|atleiskite] (suklydot*|suklydai*|apsirikot*) .",
        "(ne ten|ne tam) (pataiket*|paskambin*|skambin*|rasot*|parase*|kreip*|patek*)",
        "(as|mes) (ne tas|ne ta|ne jis|ne ji) .",
        "(cia|tai) (ne jo|ne jos|ne mano|nebe mano|nebe jo|ne jonas|jau ne) ~ (numer*|telefon*)",
        "(tokio|tokios|tokiu) (cia|zmog*|nera|nebe*|vardu|asmens) ~ (nera|nebe*|nezin*|nepazist*)",
        "(tokio|tokios) (cia|zmogaus|asmens) (nera|nebera|nezinau|nepazistu|nepazistam*)",
        "(nepazistu|nepazistam) (tokio|tokios|jokio|jo|jos|sio|sito)",
        "(cia|jis|ji|as) (nebedirb*|daugiau nedirb*) ~ ",
        "nebedirb*",
        "(nesu|nebuvau|niekada nebuvau|nesame) (jusu|klient*) (klient*|niekada)",
        "(nesinaudoj*|neturiu|neturejau|nepirk*) ~ (jusu paslaug*|jokios paskyros|tokios imones)",
    ),
    hostile=(
        "(nachui|naxui|nx|blet|blemba|blia|bliat*|kurva*|krv|pydar*|idiot*|debil*|kretin*|asilas"
        "|asilai|subingalv*|siknius|sikna|suds*|sudin*|rupuz*|niekse*|eik velniop|eikit velniop"
        "|po velniu|eik tu|rupuziuk*)",
        "(apgaul*|afera|brukal*)",
        "(cia|tai|jusu) spamas",
        "(advokat*|teisinink*) (susisieks|kreip*|parasys|skambins)",
        "(kreip*|praness*|skamb*|susisieks*) ~ (advokat*|policij*|teism*|inspekcij*|vvtat|vdai"
        "|prokuratur*|vartotoju)",
        "(skusiu|skusiuosi|skusimes|apskusiu|paduosiu|paduosime)",
        "(priekabiaut*|priekabiav*|persekioj*|terorizuoj*|terorizuot*)",
        "(nelegal*|neteiset*|neistatym*|pazeidz* ~ (bdar|istatym*|teises|gdpr))",
        "(bdar|gdpr) (pazeid*|skund*)",
        "(kaip (jums|tau) ne geda|gedos neturit*|negeda|kiek galima)",
        "(nusizud*|nusizudyti|nebenoriu gyventi|nenoriu gyventi|savizud*|pasidarysiu gala)",
        "(a a|a . a .) (mano|musu|tev*|tet*|mam*|vyr*|zmon*|motin*|brol*|ses*|senel*|mociut*)",
        "(mano|musu) (vyras|zmona|tetis|teva*|tevas|mama|motina|sunus|dukra|brolis|sesuo|vaikas)"
        " ~ (mire|zuvo|serga|miršta|numire)",
        "(gul*|paguld*|atsigul*|isvez*) ~ ligonin*",
        "(reanimacij*|onkolog*|chemoterapij*|demencij*|vezys|veziu|hospis*)",
        "(esu|as) (nepilnamet*|neigal*|vaikas|bedarb*|sunkiai serg*)",
        "(neturiu (uz ka|pinigu) (gyvent*|valg*|maist*)|bankrutuoj*|bankrutav*|netekau darbo)",
    ),
    grave=(
        "(sukci*|apgavik*|aferist*|vagys|vagi*|sukciavim*)",
        "(teism*|paduos*|apskus*|skusi* (jus|tave|i|vartotoj*)|skund* (vdai|vartotoj*|policij*"
        "|inspekcij*|jus|del))",
        "(uzkniso|uzpiso|uzknisot*|uzpisot*|uzkniset*|isvedet*|uzkankin*|atsibodo* jau|uzkniso*"
        "|nervin* (mane|jau)|pasiutes|isiutes|ziauriai pyk*)",
        "(uzsiciaup*|uzsikims*|snuki|tycioj*)",
        "(mire|mirs|numire|mirus*|zuvo|laidotuv*|palaidoj*|velionis) [mano|musu]",
        # Who works for one writes of a hospital too.
        "(ligoninej*|i ligonine)",
    ),
    not_hostile=(
        "laidotuviu (nam*|biur*|paslaug*|salon*|versl*)",
        "(ne|nera|nesate|ar cia|ar tai|tikiuosi ne) (apgaul*|sukci*|spamas|brukal*|afera)",
        "(ar|cia) ~ (apgaul*|sukci*|spamas|brukal*) ?",
        "(spamo|brukalo|slamsto) aplank*",
    ),
    automatic=(
        "(automatinis|automatinis el|automatini|automatiskai|automatines) (atsakym*|pranesim*"
        "|laisk*|sugener*|zinu*|issiust*|siunciam*)",
        "autoatsak*",
        "(neatsakykite|prasome neatsakyti|neatsakinek*) [i] (si|sia|sita)",
        "(palikite|palikti|irasykite|palik|palikit) [savo|trumpa|balso] (zinut*|pranesim*|zinia)",
        "(po (garsinio |)signalo|po garso signalo|isgird* signala|po pypt*)",
        "(abonentas|abonente|numeris|telefonas) ~ (nepasiekiam*|isjungt*|neatsako|laikinai|uzimt*)",
        "(balso pasto|balso pastas|atsakikl*)",
        "(laiskas|pranesimas|zinute) ~ (nepristatyt*|neissiust*|nebuvo pristatyt*)",
        "(nepristatyt*|nepavyko pristatyti) ~ (laisk*|zinut*|pranesim*|adres*)",
        "(spauskite|paspauskite|rinkites) (1|2|0|viena|du|nuli|vieneta)",
        "(jusu skambutis) ~ (svarbus|irasom*|gali buti)",
        "(jusu (uzklausa|laiskas|zinute|pranesimas)) ~ (gautas|gauta|uzregistr*)",
        "(esu|as esu|as) (virtual*|automatin*) (asistent*|robot*|pokalbi*|padejej*)",
    ),
    screening=(
        "(pasakykite|irasykite|nurodykite|palikite) [savo] (varda|vard*) ~ (priezast*|tiksl*"
        "|kodel)",
        "(kas skambina|kas skambinate) ~ (kokiu|kodel|del ko|reikal*)",
        "(skambuciu|skambucio) (filtr*|atrank*|tikrin*|ekran*)",
        "(patikrinsiu|paziuresiu|paklausiu) ar ~ (gali|laisv*|atsilieps|kalbeti)",
        "(likite|palaukite|laukite) [prie] (linijoje|telefono|linij*) ~ (sujung*|pranes*|perduo*)",
    ),
    automatic_hint=(
        "(ne biure|nesu biure|ne darbe|nebusiu biure|manes nera biure)",
        "(atostogauju|atostogose|esu isvyk*|komandiruot*|motinystes|vaiko prieziuros|nedarbing*)",
        "(siuo metu|laikinai) ~ (nepasiekiam*|negal*|nedirb*|neatsak*|uzdaryt*)",
        "(atsakysiu|atsakysime|susisieksiu|susisieksime|parasysiu) ~ (kai|grizus*|grizes|grizusi"
        "|netrukus|kuo greiciau|artimiausi*)",
        "(grizsiu|grisiu|grizus*|grizes|grizusi|busiu|dirbsiu) [i darba|biure|nuo|po]",
        "(skubiais|skubiu|skubos|esant skub*) (atvej*|klausim*|reikal*)",
        "(aciu|dekojame|dekoju) (uz|kad) (jusu laisk*|laisk*|zinut*|parase*|susisiek*|kreip*"
        "|uzklaus*)",
        "(darbo (valandos|laikas))",
        "(kreipkites|kreiptis|susisiekite su) ~ (koleg*|el pastu|telefonu)",
    ),
)
