"""The words by which headers and cells say that a person must not be contacted, or may be.

Data only: patterns over lower-case words, in the languages exports are written in. A space stands
for any separator. Vendors' own words were read in the documentation of HubSpot, Mailchimp, Brevo,
Klaviyo, Intercom, Customer.io, ActiveCampaign, MailerLite, SendGrid, Shopify, Salesforce, Dynamics,
Outreach and Braze.
"""

from __future__ import annotations

from functions.customer_base.columns.vocabulary import NO, YES

_POLISH_MEDIA = "(newslet|kontakt|zgod|market|reklam|sms|e ?mail|telefon|komunik|wiadomo|mailing)"

REFUSING_HEADERS: tuple[str, ...] = (
    # English, and what vendors run together
    *("unsub(s|\\b)", "desubscri", "opt(ed|s|ing)? ?out", "non ?subscri"),
    "do ?n ?o? ?t ?(allow|bulk|e ?mail|mail|call|phone|contact|text|sms|message|disturb|market"
    "|solicit|send|write|newsletter|postal|fax)",
    "^no (more )?(e ?mails?|calls?|sms|texts?|marketing|newsletters?|phone calls?)( please)?$",
    *("(black|block|deny|suppression|stop|exclusion|robinson) ?list", "suppress"),
    *("hard ?bounc", "\\bbounc", "spam", "\\bjunk", "\\bcomplained", "(mail|spam) complain"),
    "^(e ?mail )?clean(ed)?( time| date| at| campaign title| campaign id)?$",
    "undeliverable|(mail|address) (is )?(invalid|rejected|quarantined)|invalid (e ?mail|address)",
    *("quarantin", "(gdpr|marketing|contact) objection", "\\bobject(ion|ed|s) to"),
    *("right to (object|be forgotten)", "erasure"),
    "gdpr (delet|forg)",
    "(consent|permission|opt ?in) (is |was )?(revoked|withdrawn|denied|declined|refused|removed)",
    "(revoked|withdrawn|withdrew|denied|declined|refused|no|without|not|never) "
    "(given )?(\\w+ )?(consent|permission|opt ?in)",
    "\\bnot (to be )?(subscribed|contacted|contactable|e ?mailed|called|marketable)",
    *(
        "\\brefus(ed|al|es) (to |of )?(\\w+ )?(contact|marketing|e ?mail|calls?|sms|news)",
        "(never|dont|stop) (contact|contacting|e ?mailing|calling)",
    ),
    "(exclude|remove)d? from (mailing|marketing|e ?mail|list|contact|newsletter)",
    "^(sms |text )?stop(ped)?( date| at)?$|stop (sms|texts?|calls?|e ?mails?)",
    *("\\b(un|non) ?contactable", "\\bn?dnc\\b", "\\bdnd\\b", "\\bc?tps\\b", "bloctel", "deceased"),
    # Lithuanian
    "atsisak\\w* (nuo )?(naujienl|laišk|skambu|kontakt|bendrav|rinkodar)|^atsisak(ė|yta|o)$",
    "neprenumeruoj|nesusisiek|neskambin|nesiųs|nerašy|nesutink|išsiregistr|išsiprenumer",
    "juodas(is|ajame)|prieštarau|nepageidauj|nekontaktuo|netrukdy"
    "|atšauk\\w* sutikim|sutikim\\w* atšauk",
    # Russian
    "отпис|отказ\\w* (от )?(рассыл|звон|контакт|общен|коммуник|sms|смс|пис|связ)|^отказался$",
    "не (звон|пис|беспок|связ|контакт|рассыл|отправл|подписан|согл|согласен)",
    "(черн|чёрн)\\w+ спис|спам|без согл|нет согл|отозва|отзыв согл|недостав|запрет",
    # Wanting no more of it, in any of them
    "(does|do|did) ?n[o'’]? ?t (want|wish|like|agree)|no longer (wants|wishes|subscribed)",
    "\\bnenor|\\bnebenor|negau(na|ti) (laišk|naujien|reklam)|nebeskambin|neberaš",
    "не (хоч|хот|жела|получ)|больше не|откажит",
    "(möchte|will|wünscht|wollen) (nicht|kein)|nicht (gewünscht|erwünscht)|ne (veut|souhaite)",
    "no (quiere|desea)|non (vuole|desidera)|nie (chce|życzy)|wil (geen|niet)|wenst (geen|niet)",
    "não (quer|desej|pretend|autoriz)",
    # German
    "abgemeldet|abmeld|widerspr|widerruf\\w* (der )?(einwill|werb)"
    "|einwill\\w* widerruf|werbesperr|kontaktsperr|mailsperr|ausgetragen|austrag",
    "nicht (kontakt|anruf|mailen|anschreib|angemeldet)|kein(e|en)? (werbung|e ?mail|mail|anruf"
    "|kontakt|newsletter|einwill|zustimm)|sperrliste",
    # French
    "désabonn|désinscri|désinscr|ne (pas|plus) (contact|appel|démarch|sollicit|envoy|écri)"
    "|opposition",
    "liste (noire|rouge)|sans consent|pas de (consent|mail|newsletter|contact)",
    "refus(e|é)? (de |du |d )?(contact|consent|marketing|news|mail|appel)",
    # Spanish
    "desuscri|baja (de |del |en )?(las? |los )?(newsletter|bolet|correo|e ?mail|lista|comunic"
    "|public|marketing|sms)|renuncia\\w* (a|de) ",
    "no (contactar|llamar|enviar|molestar|suscrito|acepta|desea)|lista negra|rebotad|sin consent",
    # Italian
    "disiscri|disdett\\w* (da |dalla |dal )?(newsletter|e ?mail|lista|comunic)"
    "|non (contatt|chiam|disturb|inviare|iscritt|accett)|lista nera"
    "|revoca\\w* (del )?consenso|senza consenso",
    # Polish
    "wypisan|nie (kontakt|dzwoni|wysyła|zgadza|wyraż)|sprzeciw|czarna lista"
    f"|(rezygn|odmow|odmaw)\\w* (z |od |na )?{_POLISH_MEDIA}|cofnię\\w* zgod"
    "|(wycofan|odwołan)\\w* zgod"
    "|zgod\\w* (wycofan|odwołan)|brak zgody|bez zgody",
    # Dutch
    "uitgeschreven|afgemeld|niet (bellen|mailen|benader|contact|stor|ingeschreven|aangemeld)"
    "|bezwaar|zwarte lijst|geen (toestemming|e ?mail|mail|nieuwsbrief)|bel me niet",
    # Portuguese
    "descadastr|desinscri|não (contat|contact|ligar|enviar|perturb|inscrit|aceita|receb)"
    "|sem consent"
    "|recus\\w* (de |do |da )?(contat|contact|e ?mail|chamad|newsletter|marketing|comunic)"
    "|cancel\\w* (a |da |de )?(newsletter|subscri[cç]ão de e ?mail)",
)

AGREEING_HEADERS: tuple[str, ...] = (
    "\\bsubscrib(ed|es)\\b|subscribe status|(mail|sms|newsletter|marketing) subscription"
    "|(mail|sms|whats ?app) subscribe$",
    "newsletter|mailing list|opt(ed|s|ing)? ?in\\b|optin|consent|permission to",
    "(marketing|mail|contact|sms|calls?|phone) permission",
    "accepts? ?(\\w+ )?(marketing|e ?mails?|sms|calls?|newsletter|contact)|acceptsmarketing",
    "(marketing|mail|mails|sms|phone|calls?|contact) (is |are )?(allowed|permitted|ok|okay|enabled"
    "|agreed|accepted)|(marketing|mails?|sms) (\\w+ )?status",
    "allow(s|ed)? (to )?(contact|e ?mail|call|sms|marketing|phone|text)",
    "\\b(can|may|ok to|okay to|happy to|wants?|willing) (to )?(be |we |receive )?"
    "(contact|e ?mail|call|text|sms|phone|newsletter|marketing)",
    "(?<!un)(?<!un )(?<!non )(contactable|marketable|e ?mailable|callable)\\b",
    "gdpr (ok|status|agree)|agree[ds]? (to )?(\\w+ )?(marketing|e ?mails?|contact|communic|news)",
    "receives? (e ?mails?|newsletter|marketing|sms|communic)",
    "\\bsutik|\\bsutink|prenumeruoja|naujienlaišk|leidžia|leidim",
    "соглас|подписан|рассылк|разреш",
    "einwillig|zustimm|angemeldet|werbung (erlaubt|ok)|erlaub",
    "accepte (les|la|le|de|d|newsletter|contact)|abonnée? (à|newsletter)|\\binscrit",
    "acepta|\\bsuscrit[oa]|consentim",
    "consenso|\\biscritt|accetta",
    "\\bzgod|zapisan|toestemming|ingeschreven|aangemeld|nieuwsbrief|\\baceita",
)

NEGATIONS = (
    "\\b(not|no|non|never|without|dont|doesnt|cannot|nicht|kein\\w*|ohne|pas|sans|sin|senza|nie|bez"
    "|geen|niet|sem|não|nao|не|нет|без|nėra)\\b|\\bne(?!ws|w|xt|ed|ver|ar|u|t)\\w{3,}"
)
"""Beside an agreement's words they may turn it round, and then only the founder knows."""

UNCLEAR_HEADERS: tuple[str, ...] = (
    "preference",
    "^(e ?mail |sms |phone |call |contact |comm(s|unications?)? |marketing |newsletter )*(prefs?"
    "|opt|opts"
    "|settings?|flag)$",
    "opt ?in (and |or )?(opt )?out|opt ?out (and |or )?(opt )?in",
    "^marketing( flag| y n| yn| yes no)?$|^gdpr( flag)?$|^e ?mailings?$|^mailings?$",
    "^(is |was )?block(ed)?$|^complaints?$|^baja$|^fecha (de )?baja$|dado de baja|^objections?$",
    "^refus(ed|al)$|atsisakym|отказ|жалоб|widerruf|beschwerde|plainte",
)
"""They may say either, and only the founder knows which."""

NOT_ABOUT_CONTACT = (
    "\\b(links?|urls?|uri|href|token|hash|rate|page|score|pct|percent|percentage|ratio|soft|payments?|cards?|charges?"
    "|marketing contact|invoices?|transactions?|refunds?|orders?|quotes?|причина)\\b"
)
"""In a header like a refusal's: it holds what there is to click, or a figure."""
BESIDES_AGREEMENT = (
    "\\b(ip|time|at|date|since|on|source|method|form|timestamp|level|wording|version|updated|changed"
    "|last|count|number|plans?|price|amount|name|id|products?|tier|package|services?|terms|дата"
    "|datum|fecha|am)\\b"
)
"""In a header like an agreement's: how or when somebody agreed, not whether."""
OTHER_CHANNELS = (
    "\\b(fax|(postal|direct|bulk postal) ?mails?|postal|post|letter|push|in ?app|browser|cookies?"
    "|tracking|analytics|sell"
    "|sale|profiling|linkedin|facebook)|donot(fax|postal\\w*)"
)
"""Ways to reach or to follow somebody that Warmline does not have."""

CHANNEL_WORDS: dict[str, tuple[str, ...]] = {
    "email": (
        "mail|newsletter|naujienlaišk|paštas|paštu|почт|рассылк|courriel|correo|boletín|nieuwsbrief"
        "|bounc|spam|\\bclean|undeliverable|quarantin|junk|invalid address|address (is )?invalid",
    ),
    "sms": ("sms|\\btext(s|ing|ed)?\\b|donottext|text message",),
    "whatsapp": ("whats ?app",),
    "voice": (
        "\\bcall(s|ed|ing|able)?\\b|donotcall|voice|robocall|telemarketing|\\bc?tps\\b|bloctel"
        "|skambin|звон|anruf|appel|llama|chiama|dzwoni|bellen|\\bligar|ligaç|bel me niet",
    ),
    "phone": ("phone|\\btel\\b|telefon|mobile|\\bcell\\b|телефон|téléphon|teléfon",),
}
"""What a header or a cell calls a channel, or (`phone`) all channels that use the number."""

UNREFUSED = frozenset(
    {
        *NO,
        *("allow", "allowed", "allows", "subscribed", "active", "ok", "okay", "valid"),
        *("opted in", "opt in", "opted_in", "opt_in", "opt-in", "opted-in", "0.0", "0,0"),
        *("-", "--", "—", "–", "n/a", "na", "#n/a", "null", "nil", "nan", "not set", "(empty)"),
        *("nein", "non", "nie", "nee", "não", "nao", "falsch", "falso", "faux", "fałsz", "onwaar"),
        *("netiesa", "ложь", "not bounced", "no bounce", "never bounced", "not unsubscribed"),
        *("deliverable", "delivered", "verified", "ні"),
        # An empty list of refusals.
        *("[]", "{}", "[ ]", "{ }"),
    }
)
"""In a column of refusals: there is none. Anything else there is one."""

REFUSED_WORDS = frozenset(
    {
        *NO,
        *("0.0", "nein", "non", "nie", "nee", "não", "nao", "falsch", "falso", "faux", "fałsz"),
        *("onwaar", "netiesa", "ложь", "never", "not subscribed", "never subscribed"),
        *("non subscribed", "nonsubscribed", "non-subscribed", "unsubscribed", "unsubscribe"),
        *("opted out", "opt out", "optout", "optedout", "out", "revoked", "withdrawn", "denied"),
        *("declined", "refused", "rejected", "disallowed", "not allowed", "do not allow", "deny"),
        *("not accepted", "no consent", "not given", "not granted", "not opted in", "disabled"),
        *("inactive", "removed", "suppressed", "blocked", "blacklisted", "blocklisted", "cleaned"),
        *("bounced", "hard bounced", "hard bounce", "bounce", "complained", "complaint", "spam"),
        *("junk", "invalid", "undeliverable", "stop", "stopped", "archived", "redacted"),
        *("atsisakė", "atsisakyta", "nesutinka", "nesutiko", "neprenumeruoja", "atšauktas"),
        *("atšaukta", "отказ", "отказался", "отказалась", "отписан", "отписана", "отписался"),
        *("отписалась", "не согласен", "не согласна", "не подписан", "abgemeldet", "widerrufen"),
        *("abgelehnt", "désabonné", "désinscrit", "refusé", "baja", "rechazado", "rifiutato"),
        *("disiscritto", "odmowa", "wypisany", "brak", "afgemeld", "uitgeschreven", "geweigerd"),
        *("recusado", "descadastrado"),
    }
)
"""In a column of agreements: the person does not agree, or no longer does."""

AGREED_WORDS = frozenset(
    {
        *(word for word in YES if word != "opted out"),
        *("ja", "oui", "si", "sí", "sì", "tak", "sim", "wahr", "vero", "vrai", "verdadero", "waar"),
        *("prawda", "verdadeiro", "tiesa", "истина", "так", "ok", "okay", "in", "agreed", "agree"),
        *("agrees", "accepted", "accepts", "allow", "allowed", "given", "granted", "active"),
        *("subscribed", "subscriber", "confirmed", "opted in", "opt in", "optin", "optedin"),
        *("single opt in", "double opt in", "confirmed opt in", "explicit", "implicit", "enabled"),
        *("sutinka", "sutiko", "prenumeruoja", "согласен", "согласна", "подписан", "подписана"),
        *("angemeldet", "erteilt", "abonné", "inscrit", "suscrito", "iscritto", "zgoda"),
        *("ingeschreven", "aangemeld", "inscrito"),
        # Nobody agreed, and nobody refused.
        *("pending", "unconfirmed", "unknown", "not set", "n/a", "na", "null", "-", "--"),
        *("transactional", "valid", "verified", "deliverable", "delivered", "sent", "opened"),
        *("clicked", "clean", "risky", "catch all", "guessed", "unverified", "(empty)", "nil"),
        *("marketing contact", "non marketing contact", "invited", "waiting", "requested"),
    }
)
"""In a column of agreements: nothing is refused."""

REFUSING_VALUES: dict[str, tuple[str, ...]] = {
    "email": (
        "hard ?bounce|bounced|spam (report|complain)|marked (\\w+ )?as spam|reported (as )?spam",
        "(stop|quit) e ?mailing|no (more|further) (e ?mails|newsletters)",
        "complained|undeliverable|do ?n[o'’]? ?t (send )?e ?mail|e ?mail (is )?invalid",
        "^(bounce|cleaned|complaint|spam|junk|no e ?mails?( please)?)$",
    ),
    "voice": (
        "never to (be )?(call|phone|ring|rung)",
        "never (call|phone|ring) (me|us|him|her|them|again)\\b",
        "do ?n[o'’]? ?t (call|phone|ring)|^no (phone )?calls?( please)?$|(stop|quit) (call|phon)ing"
        "|no (more|further) calls|nebeskambin|больше не звон|neskambin|не звон|nicht anrufen",
        "keine anrufe|ne pas appeler|no llamar|non chiamare|nie dzwoni|niet bellen|não ligar",
    ),
    "sms": (
        "(stop|quit) texting|no (more|further) (texts|sms)|do ?n[o'’]? ?t (text|sms)",
        "^no (sms|texts?)( please)?$",
    ),
    "all": (
        "unsubscrib|opt(ed|s|ing)? ?out",
        "do ?n[o'’]? ?t (contact|disturb|solicit|allow|market|write)",
        "remove (me|us|them)\\b|take (me|us|them) off|(stop|quit) (contacting|writing|messaging)",
        "no (more|further) (contact|messages|marketing)|leave (me|us|them) alone",
        "n[o'’]? ?t (want|wish) (to be (contact|call|e ?mail|text|messag|reach)"
        "|(any |more )+(calls|e ?mails|contact|messages))",
        "удалите (меня|нас)|больше не пи|išbrauk|pašalinkit",
        "keine? (weitere\\w* )?(kontakt|werbung)",
        "never to (be )?(contact|e ?mail|messag|text|writ)|ne plus (contact|écri|appel|solli)",
        f"(zrezygnow|rezygn)\\w* z (otrzymywania )?{_POLISH_MEDIA}",
        "não (deseja|quer) (receb|ser contat|ser contact)",
        "not to be contacted|never contact|(black|block) ?listed|suppressed|^n?dnc$|^dnd$",
        "gdpr (objection|objected|erasure|delet|forg)|right to be forgotten",
        "objected to (marketing|processing|contact)|(withdrew|revoked|withdrawn) consent",
        "consent (was |is )?(withdrawn|revoked)|asked (us )?(not to be|to be removed)",
        "nesusisiek|nerašy|nekontaktuo|netrukdy|išsiregistr|atsisak\\w* (naujienlaiš|prenumerat)",
        "отписал|отписан|не беспоко|не связыв|не писать|не контакт",
        "abgemeldet|ausgetragen|widersproch|nicht kontakt|désabonn|désinscri|ne pas contact",
        "no contactar|desuscri|disiscritt|non contatt|wypisan|nie kontakt",
        "uitgeschreven|afgemeld|niet (benader|contact|mail)|descadastrad|não (contat|contact)",
    ),
}
"""Scope → what a cell of any column says, whatever the header is."""

UNREFUSING_VALUES = (
    "(not|never|no|un|0|hasn'?t|didn'?t) (been )?"
    "(unsubscri|opt(ed|s|ing)? ?out|bounc|suppress|complain)"
    "|soft ?bounc|^\\S*(://|@)\\S*$"
)
"""A cell like those that says the opposite, or is an address."""
