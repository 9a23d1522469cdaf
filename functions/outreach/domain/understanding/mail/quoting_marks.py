"""The marks with which mail programs set off what is quoted, signed or appended, in any language.

It only recognises; `reply_text` decides what is kept. A mark must never be a sentence of a person.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from functions.outreach.domain.understanding.languages.plain_text import fold

LONGEST_LINE = 400
"""Characters of a line that are looked at."""
MOST_HEAD_LINES = 16
MOST_WRAPPED_LINES = 3
"""Lines over which a program wraps one attribution."""

_ROLES = {
    "from": "from|von|de|da|od|van|fra|fran|lahettaja|nuo|no|saatja|от|от кого|від|вiд|feladó"
    "|kimden|gönderen|de la|expéditeur|remitente|mittente|nadawca|afzender|avsändare|από|发件人"
    "|寄件者|差出人|보낸 사람",
    "date": "date|sent|datum|gesendet|gesendet am|envoyé|envoyé le|enviado|enviado el|enviada em"
    "|enviado em|fecha|data|inviato|data invio|wysłano|wysłane|data wysłania|verzonden|skickat"
    "|sendt|dato|lähetetty|päivämäärä|odesláno|odoslané|elküldve|dátum|gönderildi|tarih|trimis|išsiųsta"
    "|nosūtīts|saadetud|отправлено|дата|надіслано|дата отправки|сталось|ημερομηνία|发送时间|日期"
    "|送信日時|보낸 날짜",
    "to": "to|an|à|a|para|per|do|komu|aan|till|til|vastaanottaja|címzett|kime|către|kam|kam skirta"
    "|кому|προς|收件人|宛先|받는 사람|destinataire|destinatario|adresat|voor",
    "cc": "cc|bcc|kopie|kopia|kopi|copie|copia|dw|udw|kopija|копия|копія|másolatot kap|bilgi|抄送",
    "subject": "subject|betreff|objet|sujet|asunto|oggetto|temat|onderwerp|assunto|ämne|emne|aihe"
    "|předmět|predmet|tárgy|konu|subiect|tema|temats|teema|тема|θέμα|主题|主旨|件名|제목",
    "other": "importance|priority|wichtigkeit|importância|importancia|importance|ważność|prioriteit"
    "|reply-to|antwort an|répondre à|responder a|attachments|anlagen|anhang|pièces jointes|allegati"
    "|załączniki|bijlagen|bilagor|priedai|вложения|organization|organisation",
}
ROLE_OF = MappingProxyType(
    {fold(name): role for role, names in _ROLES.items() for name in names.split("|")}
)
"""What a mail program's line above a quoted mail states: its name, folded, to its role."""

_LABELLED = re.compile(
    r"\s*(?:\|\s*)?\*{0,2}\s*([^\W\d_][\w .()/'’-]{0,28}?)\s*\*{0,2}\s*[:：]\*{0,2}(\s*)(.*)$"
)
_ADDRESS = re.compile(r"[^\s<>\[\]()@:]+@[^\s<>\[\]()@]+\.\w+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_MAIL_OR_PHONE_LABEL = re.compile(r"mail|tel|pho?n|mob|fax|web|skype|пошт|почт|тел|el\. p")

_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schreef|geschreven|a [eé]crit|escribi[oó]|escreveu|ha scritto"
    r"|scrisse|napisał|napisała|napisał\(a\)|pisze|skrev|kirjoitti|napsal|napsala|napsal\(a\)"
    r"|napísal|napísala|írta|a scris|yazdı|şunları yazdı|raš[eė]|raš[eė]te|para[sš][eė]"
    r"|rakstīja|kirjutas|пишет|писал|писала|написал|написала|написал\(а\)|написав|написала|пише|έγραψε|napisao"
    r"|napisala|je napisao|je napisal|napisal)\b|写道|さんは書きました|님이 작성",
    re.IGNORECASE,
)
_LAST_WORDS = (
    *("wrote", "schrieb", "écrit", "escribió", "escreveu", "scritto", "schreef", "skrev"),
)
_FORGOT_COLON = re.compile(
    r"(?:on|am|le|el|il|em|op|den) .{0,20}\d{4}.{0,80}\S@\S+\s", re.IGNORECASE
)
"""A program that forgets the colon names the day and the address."""
_ON_A_DAY = (
    r"\W{0,3}(?:on|am|le|el|il|em|op|den|w dniu|dnia|dne|dňa|pe|la data de|στις|ti)\b.{0,24}\d"
)
_OPENS_SURELY = re.compile(_ON_A_DAY, re.IGNORECASE)
_OPENS = re.compile(_ON_A_DAY + r"|\W{0,3}[^\W\d_]{0,14}[.,]{0,2}\s*\d", re.IGNORECASE)
"""How a line begins that names a day first."""
_NAME_AND_ADDRESS = re.compile(r"\W{0,3}[^\W\d_].{1,60}[<(\[][^\s<>]+@")
_DAY_AND_SENDER = re.compile(r".{0,60}\b(?:19|20)\d\d\b.{1,120}<[^<>\s]+@[^<>\s]+>$")
_WRAPPED = re.compile(r"\W{0,3}(?:on|am|le|el|il|em|op|den|w dniu|dnia)\b.{0,60},\s*$", re.I)
"""The first piece of an attribution, which no sentence of a person ends like."""
_ADDRESS_AND_COLON = re.compile(r".{4,250}[<\[(][^<>\[\]()\s]+@[^<>\[\]()\s]+[>\])]\s*[:：]\s*$")

_QUOTED = re.compile(r"\s*(?:[>›»]|\|(?:\s|$)|[A-Z]{1,2}>(?:\s|$))")
"""Some programs put the quoted writer's initials before the sign."""

_ORIGINAL = (
    r"original message|original mail|original appointment|forwarded message|forwarded mail"
    r"|reply above|reply message|ursprüngliche nachricht|originalnachricht"
    r"|weitergeleitete nachricht"
    r"|message d.origine|message original|message transféré|mensaje original|mensaje reenviado"
    r"|messaggio originale|messaggio inoltrato|wiadomość oryginalna|oryginalna wiadomość"
    r"|wiadomość przekazana|treść przekazanej wiadomości|oorspronkelijk bericht|origineel bericht"
    r"|doorgestuurd bericht|mensagem original|mensagem encaminhada|ursprungligt meddelande"
    r"|originalmeddelande|vidarebefordrat meddelande|oprindelig meddelelse|opprinnelig melding"
    r"|alkuperäinen viesti|původní zpráva|pradin[eė] žinut[eė]|originalus laiškas"
    r"|persiųsta žinutė|persiunčiamas laiškas|исходное сообщение|оригинальное сообщение"
    r"|пересылаемое сообщение|пересланное сообщение|перенаправленное сообщение"
)
_SEPARATORS = (
    re.compile(rf"\s*\*?[-–—]{{2,}}\s*(?:{_ORIGINAL})", re.IGNORECASE),
    re.compile(
        r"\s*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)"
        r"|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado"
        r"|inizio messaggio inoltrato|początek przekazywanej wiadomości|begin doorgestuurd bericht"
        r"|início da mensagem reencaminhada|vidarebefordrat brev|начало переадресованного сообщения"
        r"|начало пересылаемого сообщения)\s*:",
        re.IGNORECASE,
    ),
    re.compile(r"\s*##-?\s*(?:please )?(?:type|write|reply)[\w ]{0,40}\babove", re.IGNORECASE),
)
_RULE = re.compile(r"\s*(?:_{20,}|-{20,}|={20,}|—{20,})\s*$")
_RULED_TITLE = re.compile(r"\s*-{5,}\s*[^\W\d_][\w .'’-]{2,50}?\s*-{5,}\s*$")

_SIGNATURE_RULE = re.compile(r"--\s*$")
_SENT_FROM = re.compile(
    r"\s*[(<\[]{0,2}(?:"
    r"(?:sent|get \[?outlook) (?:from|for|via|with|using|by) (?:my |the |a )?\w+"
    r"|from my (?:iphone|ipad|android|mobile|phone|cell)"
    r"|von meinem \S.* gesendet|gesendet (?:von|mit|über|aus|per)\b"
    r"|diese nachricht wurde von meinem"
    r"|outlook f[uü]r \w+ (?:beziehen|herunterladen)|holen sie sich outlook"
    r"|envoyé (?:de(?:puis)?|à partir|par|avec|via)\b|téléchargez outlook|obtenir outlook"
    r"|enviad[oa] (?:desde|do|da|de|a partir|com|con|através|via|pelo)\b|(?:obtener|obter) outlook"
    r"|descarg\w+ outlook"
    r"|inviato (?:da|dal|con|tramite)\b|(?:scarica|ottieni) outlook"
    r"|wysłan[eoay] (?:z|ze|przy|za pomocą|w)\b|pobierz (?:program )?outlook"
    r"|verzonden (?:vanaf|met|via|vanuit)\b|outlook voor \w+ downloaden|download outlook voor"
    r"|skickat från|skickades från|hämta outlook"
    r"|sendt fra|hent outlook|lähetetty|hanki outlook"
    r"|odesl[aá]no (?:z|ze)\b|odoslané z|trimis de pe|elküldve|küldve"
    r"|(?:išsiųsta|siųsta|atsiųsta) (?:iš|naudojant|per)\b|gauti .?outlook"
    r"|nosūtīts no|saadetud minu"
    r"|(?:отправлено|послано|отослано) (?:с|со|из|от|через|посредством)\b"
    r"|(?:скачайте|получить) outlook"
    r"|надіслано з|\w+['’]?\w{1,4}dan gönderildi|(?:iphone|ipad|android)から送信|发自我的|從我的"
    r")",
    re.IGNORECASE,
)
LONGEST_SENT_FROM = 80
MOST_WORDS_SENT_FROM = 10
"""A longer line that begins so is a sentence."""
_DEVICE = re.compile(
    r"phone|ipad|android|samsung|galaxy|pixel|huawei|xiaomi|blackberry|mobil|tablet|outlook|mail"
    r"|\bcell\b",
    re.IGNORECASE,
)
_SCANNED = re.compile(
    r"\s*(?:virus-?free|virenfrei|без вирусов|не содержит вирусов|sin virus|garanti sans virus"
    r"|this e-?mail has been (?:checked|scanned)|diese e-?mail wurde .{0,30}viren)",
    re.IGNORECASE,
)


def is_quoted(line: str) -> bool:
    """Whether the line carries a quoting sign of its own."""
    return _QUOTED.match(line) is not None


def is_separator(lines: list[str], index: int) -> bool:
    """Whether the line says that an earlier mail follows."""
    line = lines[index][:LONGEST_LINE]
    if any(mark.match(line) for mark in _SEPARATORS):
        return True
    if not (_RULED_TITLE.match(line) or _RULE.match(line)):
        return False
    # People draw lines as well: only above something that a quoted mail has does it begin one.
    below = [at for at in range(index + 1, min(index + 6, len(lines))) if lines[at].strip()][:2]
    return any(
        is_quoted(lines[at]) or header_block_at(lines, at) or attribution_at(lines, at)
        for at in below
    )


def attribution_at(lines: list[str], index: int) -> int:
    """How many lines from here say "on that day that person wrote:"; 0 if they do not."""
    if not lines[index].strip():
        return 0
    if _attributes(lines, index, 1):
        return 1
    if not (_OPENS.match(lines[index][:LONGEST_LINE]) or _names_writer(lines[index])):
        return 0
    for count in range(2, MOST_WRAPPED_LINES + 1):
        last = index + count - 1
        if last >= len(lines) or not lines[last].strip():
            return 0
        if _attributes(lines, index, count):
            return 0 if _begins_later(lines, index, last) else count
    return 0


def _begins_later(lines: list[str], index: int, last: int) -> bool:
    """Whether the attribution begins below, so that the line above it is the person's."""
    if _WRAPPED.match(lines[index][:LONGEST_LINE]) or _names_writer(lines[index]):
        return False
    sure = _OPENS_SURELY.match(lines[index][:LONGEST_LINE])
    for start in range(index + 1, last + 1):
        line = lines[start][:LONGEST_LINE]
        begins = _OPENS.match(line) or _YEAR.search(line) or (not sure and _names_writer(line))
        if begins and _attributes(lines, start, last - start + 1):
            return True
    return False


def _names_writer(line: str) -> bool:
    """Whether it says who wrote, by name and address, as no sentence of a person does."""
    line = line[:LONGEST_LINE]
    return _NAME_AND_ADDRESS.match(line) is not None and _WROTE.search(line) is not None


def _attributes(lines: list[str], index: int, count: int) -> bool:
    joined = " ".join(line.strip() for line in lines[index : index + count]).strip("- ")
    if len(joined) > LONGEST_LINE:
        return False
    if not joined.endswith((":", "：")):
        if joined.endswith(_LAST_WORDS):
            return _FORGOT_COLON.match(joined) is not None
        return _DAY_AND_SENDER.match(joined) is not None and _is_above_signs(lines, index + count)
    if _ADDRESS_AND_COLON.match(joined):
        return True
    dated = _YEAR.search(joined) or _CLOCK.search(joined)
    named = _ADDRESS.search(joined) is not None
    if _WROTE.search(joined) and (named or (dated and _OPENS.match(joined))):
        return True
    # In a language nobody foresaw: a date or an address before a colon, above quoting signs.
    looks_quoted = bool(dated or named or _WROTE.search(joined))
    return looks_quoted and _is_above_signs(lines, index + count)


def _is_above_signs(lines: list[str], index: int) -> bool:
    return is_quoted(next((line for line in lines[index : index + 2] if line.strip()), ""))


def header_block_at(lines: list[str], index: int) -> int:
    """How many lines from here are the head of a quoted mail, as Outlook writes it; 0 if none."""
    first = _label_of(lines[index])
    if first is None or (first[0] not in ROLE_OF and not _may_be_any_head(lines, index)):
        return 0
    labels: list[tuple[str, str]] = []
    at = end = index
    while at < min(len(lines), index + MOST_HEAD_LINES):
        if not lines[at].strip():
            if not labels or at - end > 1:
                break
            at += 1
            continue
        label = _label_of(lines[at])
        if label is None and not (labels and _is_wrapped_value(lines, at)):
            break
        if label is not None:
            labels.append(label)
        at += 1
        end = at
    return end - index if labels and (_known_head(labels) or _any_head(labels)) else 0


def _label_of(line: str) -> tuple[str, str] | None:
    """The folded label and the value; without a space between only a known label is one."""
    matched = _LABELLED.match(line[:LONGEST_LINE])
    if matched is None:
        return None
    label, value = fold(" ".join(matched[1].split())), matched[3].strip(" *")
    return (label, value) if matched[2] or not value or label in ROLE_OF else None


def _is_wrapped_value(lines: list[str], at: int) -> bool:
    """Whether a line only continues the one above: a known label follows at once."""
    below = _label_of(lines[at + 1]) if at + 1 < len(lines) else None
    return below is not None and below[0] in ROLE_OF


def _known_head(labels: list[tuple[str, str]]) -> bool:
    """Two lines or more that a mail program writes; a range ("from: 9, to: 11") is none."""
    roles = [ROLE_OF[name] for name, _ in labels[:6] if name in ROLE_OF]
    if labels[0][0] not in ROLE_OF or len(set(roles)) < 2 or not any(value for _, value in labels):
        return False
    if set(roles) <= {"from", "to"}:
        return any(_ADDRESS.search(value) for _, value in labels)
    return bool({"from", "date", "subject"} & set(roles))


def _may_be_any_head(lines: list[str], index: int) -> bool:
    near = lines[index : index + MOST_HEAD_LINES]
    return any("@" in line or _YEAR.search(line[:LONGEST_LINE]) for line in near)


def _any_head(labels: list[tuple[str, str]]) -> bool:
    """Three labelled lines in a language nobody foresaw, with a sender's address or one date.

    A person's own list has neither: the address in it is labelled as one, and dates repeat.
    """
    if len(labels) < 3:
        return False
    addressed = any(
        _ADDRESS.search(value) and not _MAIL_OR_PHONE_LABEL.search(name) for name, value in labels
    )
    contact = any(_MAIL_OR_PHONE_LABEL.search(name) for name, _ in labels)
    dated = sum(bool(_YEAR.search(value) and _CLOCK.search(value)) for _, value in labels)
    return (addressed or dated == 1) and not contact


def is_signature_rule(line: str) -> bool:
    """RFC 3676, 4.3: what follows is the signature."""
    return _SIGNATURE_RULE.match(line) is not None


def is_programs_line(line: str) -> bool:
    """Whether the program or a scanner added the line: "Sent from my iPhone"."""
    if _SCANNED.match(line[:LONGEST_LINE]):
        return True
    if len(line.strip()) > LONGEST_SENT_FROM or not _SENT_FROM.match(line):
        return False
    first, *more = re.split(r"[,;!?]|\.\s", line.strip(), maxsplit=1)
    return len(first.split()) <= MOST_WORDS_SENT_FROM and (not more or bool(_DEVICE.search(first)))
