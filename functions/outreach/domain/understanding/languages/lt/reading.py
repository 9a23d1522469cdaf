"""What Lithuanian-speaking customers say in answer."""

from functions.outreach.domain.understanding.languages.reading_words import ReadingWords

WORDS = ReadingWords(
    interested=(
        ". [sveiki|laba diena|labas|na] (taip|jo|aha|zinoma|aisku|be abejo|gerai|ok|okei|tinka"
        "|mielai"
        "|kodel gi ne|zinok taip|galima|puiku|noriu|noreciau|noretume)",
        "(domina|idomu|sudomin*|domintu|butu (idomu|gerai|naudinga|puiku|pravartu|smagu))",
        "(papasakok*|daugiau informacijos|pasakykite daugiau|pasakyk daugiau|placiau)",
        "(noriu|noreciau|noretume|norime) (suzinoti|pasikalbeti|pakalbeti|isbandyti|daugiau|to|sito"
        "|pabandyti|paziuret*|pasiklausyt*)",
        "(sutinku|sutinkame|sutariam|pritariu|tiks|tinka man|susitarem)",
        "(pasikalbam|pakalbam|pasikalbekim*|pakalbekim*|susitik*|susiskambin*) [tada|prasau]",
        "(mums|man) (to|sito|jo|jos) reikia",
        "(👍|✅|👌|💯)",
    ),
    yes_with_no=(
        "kodel [gi|ir|gi ir] (ne|nepabandz*|nepakalb*|nepasikalb*|nepasiziur*) (.|?|galim*|gal|taip"
        "|pakalb*|pasikalb*|bandom|pabandz*|klausau|papasakok*|zinoma|aisku)",
        "kodel [gi|ir] ne",
        "[ne] (nieko pries|ne pries|neturiu nieko pries|nepriestarau*|neatsisakyc*"
        "|neatsisakytum*|nesu pries|nebuciau pries|neturiu priestarav*)",
        "(nera (problemu|problemos|bedos)|jokiu problemu|be problemu|ne problema|ne beda)",
        "(nepakenk*|ne pro sali|nieko neprarand*)",
        "(nebloga|ne bloga) (mintis|ideja)",
    ),
    idle=("gal (galit*|galetum*|galim*|galec*|turit*|turetum*)", "(nieko tokio|nieko baisaus)"),
    unsure=(
        "(nezinau|nezinom|nesu tikr*|abejoju|dvejoju|nesame tikri|neapsisprend*)",
        "(pagalvosiu|pagalvosim|pamastysiu|pamastysim|reikia (pamastyti|apsvarstyti|aptarti)"
        "|turiu pamastyti|reikia pagalvoti|turiu pagalvoti|apsvarstysiu|turiu "
        "pasitar*|pasitarsiu|reikia pasitart*|leiskite pagalvoti|turesiu pagalvoti)",
        "(galbut|gal|turbut|priklauso|ziuresim*|paziuresim*|hmm)",
    ),
    not_now=(
        "ne (dabar|siandien|siuo metu|laikas|sia savaite|si menesi|siemet|tas metas)",
        "(dabar|siuo metu|kol kas|siandien) (ne|negaliu|neturiu|nepatogu|netinka|uzsiem*|nelabai)",
        "(veliau|kita karta|kitu metu|kada nors|vėliau)",
        "(nera|neturi*|truksta|stinga) ~ (laiko|kada)",
        "(negaliu|negalim|nepatogu|neturiu kada) [dabar|siuo metu] (kalbe*|snek*|pakalb*|susneke*)",
        "(negaliu|negalim|nepatogu) dabar",
        "(parasyk*|paskambin*|susisiek*|grizk*|atsiliep*|uzklausk*) [man|mums] [vel|apie|apie"
        " tai] (po|uz"
        "|kita*|kitais|veliau|sausi|vasari|kova|balandi|geguze|birzeli|liepa|rugpjuti|rugsejo"
        "|rugseji"
        "|spali|lapkriti|gruodi|pavasari|vasara|rudeni|ziema)",
        "(esu|esam|esame) (susitikim*|posedy*|darbe|kelyje|uzsien*|atostog*|komandiruot*)",
        "(neturiu laiko|truksta laiko|uzsiem*|uzimt*|vairuoju|susitikime|esu darbe|atostogauju)",
        "(paklauskit*|priminkit*|griskit*|perskambinkit*|paklausk|primink|susisiekit*|kreipkites) ~"
        " (po|kita*|veliau|rytoj|uz|poryt|kitais|kada)",
        "(susisiekim*|pakalbekim*|grizkim*|griskim*) ~ (po|kita*|veliau|uz)",
    ),
    later=(
        # In every spelling and dialect: "anksčiau", "ankščiau", "anksčiaus", "ankscau".
        "(veliau|velesn*|anksciau|anksciaus|ankscau|ankciau|ankstiau|anksti|ankstesn*)",
        "(ne taip|nelabai|ne tokiu) (velai|anksti|velyv*|ankstyv*)",
    ),
    declined=(
        "(liekam*|lieku|liksim*|liksiu|pasilieku|pasiliekam*) (prie|su)",
        "(praleis*|praleisim*)",
        "(aciu|dekui|dekoju|deja|atsiprasau|idomu|gal) bet [tikrai|turbut|siuo atveju] (ne|nea) .",
        "(tikrai|turbut|tikriausiai|greiciausiai|zinoma|geriau|ko gero) (ne|nea) .",
        "(manau|atrodo|bijau|deja|turbut) ~ (netinka|netiks|nereik*|neidomu|neverta|ne mums|ne"
        " man)",
        "(jau|mes|as) [jau] (pasirinko*|isirink*|sutare*|pasiras*|susirado*) ~ (kita*|kitus|kitais"
        "|tiekej*|konkurent*)",
        "(ne mums|ne man) .",
        ". [aciu|deja|atsiprasau|na|oi] (ne|nea|nieko|ne ne)",
        "(ne aciu|aciu ne|dekui ne|ne dekui)",
        "(nedomina|neidomu|nesidom*|nenoriu|nenorime|nereikia|nebereikia|nepageidauju|netinka man"
        "|neaktual*|nenaudinga|nebeaktual*)",
        "(man|mums) (uztenka|pakanka|viskas gerai|viskas tinka)",
        "(jau turiu|jau turime|jau naudoj*|perejau|perejom*|naudoju kita)",
    ),
    asks_price=(
        "(kiek) [tai|jis|ji|man|mums|tas|ta] (kainuo*|kastuo*|atsieit*|moket*|moketi)",
        "(kokia|kokios|kokie) ~ (kaina|kainos|kainu|ikainiai|ikainis|mokestis|imok*)",
        "(kaina|kainos|kainas|kainorastis|ikainiai) (?|.)",
        "(del|apie|o) (kainos|kaina|kainas)",
        "(pasakyk*|parodyk*|atsiusk*|duok*) ~ (kaina|kainas|kainorasti*|ikaini*)",
        "(kaina|kainas|kainorasti*|ikaini*) ~ (pasakyk*|parodyk*|atsiusk*)",
        "kiek [tai] (kainuoja|kainuotu|kainuos|kainavo)",
        "(ar|tai|o) ~ (nemokama*|brangu|mokama*|papildomai)",
        "kiek ~ (eur|euru|atsieit*|kainuo*|kastuo*|moke*)",
        "(bus|butu|tai|ar) [bus] (brangiau|brangesn*)",
        "(kaip|kiek) ~ (pabrangs*|brangiau)",
    ),
    negotiates=(
        "(pigiau|nuolaid*|akcij*|nuleis*|sumazin* kain*|nuleist*)",
        "(per brangu|labai brangu|brangoka|brangokai|per brang*|brangu man)",
        "# % (nuolaid*|maziau|pigiau)",
        "(geresn*|mazesn*|maziausi*) (kain*|pasiulym*)",
        "(nemokamai|uz dyka|puse kainos)",
        "neisgal*",
    ),
    are_you_a_person=(
        "(ar|o ar) (jus|tu|cia|tai|as) ~ (zmog*|robot*|bot*|gyv*|tikr*|dirbtin*|masin*|di|ai"
        "|kompiuter*)",
        "(jus|tu|cia) [tikrai] (zmogus|robotas|botas|gyvas|gyva|tikras|dirbtinis) ?",
        "(zmogus|gyvas) (ar|arba) ~ (robotas|botas|masina|di)",
        "(robotas|botas|masina|di) (ar|arba) ~ (zmogus|gyvas)",
        "(su kuo|su kuom) [as] (kalbu|bendrauju|susirasineju)",
        "su ~ (robotu|botu|masina|di|zmogumi|kompiuteriu|automatu) [cia] [as] (kalbu|bendrauju"
        "|kalbuosi|susirasineju|rasausi|sneku)",
        "(kalbu|bendrauju|kalbuosi|susirasineju|sneku) [cia] su ~ (robotu|botu|masina|di"
        "|kompiuteriu"
        "|zmogumi)",
    ),
    thanks=("(aciu|dekui|dekoju|dekojame|diekui|labai aciu|🙏)",),
    cancels=(
        "(atsauk*|atsaukit*|atsisak*|nutraukt*) [mano|musu|si|ta] ~ (susitikim*|pokalb*|rezervacij*"
        "|skambut*|laik*|vizit*)",
        "(negalesiu|negalesim*|nebegaliu|nebegalesiu|nepavyks) [jau|deja|tada|siandien|rytoj] "
        "(dalyvaut*|ateiti|prisijungt*|kalbet*|atvykt*|pasikalbet*|.)",
        ". [prasau] (atsaukti|atsaukite|atsaukit|atsaukiu) [prasau] .",
        "(noriu|noreciau|reikia|tenka) [ji|ja|tai] atsaukti",
    ),
    reschedules=(
        "(perkel*|pakeis*|pakeit*|nukel*|atidek*|pastum*|paankstin*) ~ (susitikim*|pokalb*"
        "|rezervacij*"
        "|skambut*|laik*|vizit*|i kita|kitam|diena)",
        "(kita|kitas|kitu|kitoki) (laika|laiku|laikas|diena|data)",
        "(perkelti|perkelkim*|perkelkit*|nukelti|nukelkim*)",
    ),
    none_fits=(
        "(ne vienas|ne viena|nei vienas|nei viena|joks|jokia|niekas) ~ (netinka|netiks|nepatog*"
        "|tinka"
        "|tiks)",
        "(netinka|netiktu|netiks|nepatogu|negaliu|negalesiu|nepavyks|neiseis)",
        "(kitu|kitoki*|kitas|kita|dar) (laiku|laikai|laikas|laika|laiko|variant*|diena|dienos)",
    ),
    any_fits=(
        "(bet kuris|bet kuri|bet kada|bet koks|abu|visi|tinka visi) ~ (tinka|tiks|gerai|variant*)",
        "(bet kuris|bet kuri|man tas pats|nesvarbu|pasirinkite jus|rinkites (jus|patys)|isrinkite"
        " (jus|patys)|parinkit* (jus|patys)|kaip jums (patogiau|patogu|geriau|tinka)"
        "|kuris jums (patogiau*|patogu*|geriau*))",
        "visi [sie|tie] [trys|laikai] (tinka|gerai|tiks|ok|man tinka)",
    ),
    channels={
        "voice": (
            "(paskambin*|skambink*|perskambin*|susiskambin*|surink*)",
            "(telefonu|skambuciu)",
        ),
        "email": (
            "(el pastu|elektroniniu pastu|elektroninio pasto|emailu|i emaila|el laisku|meilu|i "
            "pasta)",
            "(atsiusk*|parasyk*|siusk*) ~ (pasta|pastu|email*|laiska|laisku)",
        ),
        "sms": (
            "(sms|smsu|smsus|zinute|zinutemis|trumpaja zinute) [prasau|geriau]",
            "(parasyk*|rasyk*|atsiusk*) [man] (zinut*|sms*|prasau|geriau|cia)",
        ),
        "whatsapp": ("(whatsapp*|vatsap*|per whatsapp|watsap*)",),
    },
    question_starts=(
        "(kas|kodel|kaip|kur|kada|kuris|kokia|koks|kokie|kokios|ar|kiek|kam|ka|is kur|kuo|kieno"
        "|o kas|o [~] (israso*|turit*|dar*|yra|galit*|priimat*|siulot*|palaikot*|suteik*)|o kaip"
        "|o ar|o kiek)",
    ),
    about_product=(
        "(veik*|naudo*|palaik*|program*|aplikacij*|sistem*|paslaug*|saskait*|duomen*|klientu"
        "|aptarnav*|plan*|funkcij*|licenc*|prenumerat*|atnaujin*|isjung*|ijung*|prisijung*)",
    ),
    about_meeting=(
        "(kalb*|pakalb*|pasikalb*|skamb*|paskamb*|susitik*|susiskamb*|pokalb*|laisv*|laiku|laika"
        "|rezerv*|tinka|tiktu|tiks|patogu|ikurej*)",
    ),
    opt_in=(
        ". (start|pradeti|prenumeruoti|atnaujinti) .",
        "(vel galite|galite vel) ~ (rasyti|skambinti|siusti)",
    ),
)  # fmt: skip
