"""Lithuanian words for choosing among offered times."""

from functions.outreach.domain.understanding.languages.slot_words import (
    EARLIER,
    EARLIEST,
    FIRST,
    FIRST_TWO,
    LAST,
    LAST_TWO,
    LATER,
    LATEST,
    MIDDLE,
    SECOND,
    THIRD,
    SlotWords,
)

_ONE = "(variant*|laikas|laika|laiku|pasiulym*|numer*|pasirinkim*|eile|is ju|is triju|is siulomu)"
_BUSY = (
    "(uzsiem*|uzimt*|negaliu|negalim*|negalesiu|nebusiu|netinka|netiks|netiktu|neturiu|dirbu"
    "|dirbsiu"
    "|isvyk*|iskrendu|skrendu|keliauj*|atostog*|nepatogu|nera|nebus|neiseina|neiseis|nereikia)"
)
_GOOD = (
    "(tinka|tiktu|tiks|gerai|geras|gera|geriau|geriausia*|puiku|puikiai|idealu|idealiai|ok|okei"
    "|galiu"
    "|galim|galeciau|patogu|patogiausia|prasau|imu|imam|imkim|renkuosi|butu|bus|tebunie|taip|jo"
    "|laisv*|norm|tink|sutinku|susitarem|sutarta|👍)"
)

WORDS = SlotWords(
    places={
        "(pirma|pirmas|pirmasis|pirmaji|pirmoji|1|nr 1|numeris vienas|nr vienas|1as|variantas"
        " a)": FIRST,
        "(antra|antras|antrasis|antraji|antroji|2|nr 2|numeris du|nr du|2as|variantas b)": SECOND,
        "(trecia|trecias|treciasis|treciaji|trecioji|treciuoju|3|nr 3|3ias|variantas c|numeris"
        " trys|nr trys)": THIRD,
        "(paskutini|paskutinis|paskutine|paskutiniji|paskutinysis)": LAST,
        "(anksciausi*|ankstyviausi*|artimiausi*|kuo anksciau)": EARLIEST,
        "(veliausi*|velyviausi*|tolimiausi*|kuo veliau)": LATEST,
        "(vidurinis|vidurini|vidurine|viduriniji|per viduri|viduryje|tarp ju)": MIDDLE,
    },
    alone={
        "(a|viena|vienas)": FIRST,
        "(b|du)": SECOND,
        "(c|trys)": THIRD,
    },
    compared={
        "(ankstesnis|ankstesni|ankstesniji|ankstesne)": EARLIER,
        "(velesnis|velesni|velesniji|velesne|velesnysis)": LATER,
    },
    many={
        "(pirmi du|pirmus du|pirmi|pirmieji du|pirmuosius du|pirmu dviem)": FIRST_TWO,
        "(kiti du|kitus du|kitu dvieju|paskutiniai du|paskutinius du)": LAST_TWO,
    },
    rest=(
        "(kas|kuris|kur) [liko|lieka|likes]",
        "(lieka|liko) [tik] (tas|vienas|vienintelis)",
        "(likusi|likusiji|likes|likusiam|tam likusiam)",
        "(bet kada|bet kuris|bet kuri|bet kas|viskas|visi) (isskyrus|tik ne|bet ne)",
        "(o kitas|kita variant*) [tai] [tinka]",
    ),
    labels=(
        "(numeris|numeri|nr|variantas|varianta|pasirinkimas|laikas|laika|imu|imam|imkim|renkuosi"
        "|rinkciausi) [ta|tas] <place>",
        f"<place> {_ONE}",
        "(tas|ta|tai|man|butu) <place> [.|is|kur|kuri|gerai|tinka|geras]",
        ". [nu|na|tai|ok|gerai|taip|jei galima] [ta|tas] <place> [prasau|tinka|gerai|imam] .",
    ),
    beside=(
        "tas ta tai gerai geras gera tinka tiktu tiks ok okei taip jo prasau prasom aciu "
        "nu na ee imu imam imkim renkuosi man mums geriau butu bus labiausiai variantas "
        "varianta laikas laika puiku puikiai tebunie is ju triju gal ir eile cia siulomu "
        "tu val d sveiki labas laba diena"
    ),
    at_time="apie d diena dienos val valanda kokia nuo po iki pries",
    two=("is [tu|ju] dvieju",),
    of_two="is tu ju dvieju popieciu popietiniu tai po pietu rytiniu tada",
    refused_before=(
        "(ne|nei|isskyrus|tik ne|bet ne|vietoj|o ne|nereikia|be|atsauk*|isbrauk*|braukit*|nuimk*"
        "|negaliu|negalim|nebegaliu|nebusiu|dirbu|uzsiemus*|uzsiemes|uzimta|uzimtas|neskambink*"
        "|paskambink*"
        "|panaikin*|geriau nei) [ta|tas|nei|jau|man|del]",
    ),
    refused_behind=(
        f"[man|mums|as|jau|tai|ir|abu|deja|visai|irgi|busiu|esu|as busiu|as esu] {_BUSY}",
        "(atkrenta|atpuola|isbrauk*|braukit*|prasau isbraukti|kertasi|daktar*|pas daktar*"
        "|egz*|kurjer*|susirinkim*|repetuojam*|valdyba|auditor*|turiu|turim|as turiu|as pas|as uz"
        "|leidziu|gydausi|skrendu|deginu)",
    ),
    wanted_before=(
        "(imu|imam|imkim|renkuosi|rinkciausi|geriau|tegul bus|tebunie|tada|tai|taip|uzrasyk*"
        "|rezervuok*|rezervuoju|galiu|galim|galeciau|tinka|tiktu|tiks|lieka|patvirtin*|skambink*"
        "|paskambink*"
        "|buki*"
        "|noreciau|darom|darykim|sutarkim|taigi|gerai|zymiu|pazymej*|iseina kad) [ta|tas|ta tai"
        "|gal]",
    ),
    wanted_behind=(
        f"[man|mums|tai|jau|irgi|yra|ir|visai|as|butu|bus|tada] {_GOOD}",
        "(skambinkit*|paskambinkit*|lauksiu|pasimatom|susiskambinam)",
    ),
    joining="ar arba ir nei o bei",
    nots="ne nea",
    nots_forward="ne",
    confirmed=(
        ". [nu|na|taip|jo|ok] (teisingai|taip|tikrai|butent|rezervuok*|uzrasyk*|tvarka|sutinku"
        "|tinka"
        "|gerai|puiku|patvirtinu|viskas gerai|prasau|galit* rezervuoti)",
    ),
    denied=(
        ". [nu|na|oi|atsiprasau] (ne|ne ne|neteisingai|ne ta|ne tas|ne tas laikas|ne ta diena"
        "|nerezervuok*|netinka) .",
    ),
    unsettled=(
        "(jei|jeigu|nebent|priklauso|galbut|gal ir|nezinau|nesu tikr*|pagalvos*|pasiklaus*|reikia"
        " paklaust*|pranesiu|paziuresiu|bandysiu|tikiuosi|ar apskritai|butum*|buciau|dar nezinau"
        "|laidotuv*|ligonin*|mire|operacij*|advokat*|pamokos*|pamokose|mokykl*|sekretor*)",
    ),
    conditions=(
        "(pirmiau|pirmiausia|visu pirma|is pradziu|pradzioje|. pirma|bet pirma|tik pirma|tai pirma)"
        " ~ (kain*|kiek|parodyk*|pasakyk*|atsiusk*|noriu|noreciau|reik*|paaiskink*|zinoti"
        "|suzinoti|kas)",
        "(kaina|kainas|kainorasti*|ikaini*) [man] [parodyk*|pasakyk*|atsiusk*] (pirma|pirmiau"
        "|pirmiausia|is pradziu)",
        "pries (rinkdam*|pasirink*|rezervuo*|sutar*|sutik*|apsispres*)",
        "tik (suzinoj*|zinodam*|pamat*) ~ (kain*|kiek)",
    ),
    pointing="tas ta",
    leading=(
        "buna tegu lai bus butu va o bet tik tada nors kad kai nes jei jeigu tikriausiai turbut "
        "manau vis ar arba dar jau"
        " lieka liko pirma antra trecia tiesiog zodziu"
    ),
    proposing=(
        "(gal|ar galim*|ar galetum*|ar tinka|ar tiktu|ar gerai|o gal|galima|ar butu|tinka|gerai"
        "|ok)",
    ),
)  # fmt: skip
