"""What an unknown header probably means, by the words in it; only ever suggested.

`account_email` is an e-mail address, `logins_last_30_days` is usage. The address of somebody else
than the customer (an owner, an agent, a referrer) must never be suggested as theirs.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Collection, Mapping, Sequence

from functions.customer_base.columns.refusing.refusals import read_header, spaced

_SOMEBODY_ELSE = re.compile(
    r"\b(owner|rep|representative|manager|agent|assignee|assigned|created by|updated by|invited"
    r"|inviter|referr\w*|from|sender|parent|partner|reseller|support|reply to|csm|sdr|lead source"
    r"|emergency|spouse|closer|seller|sales ?person|executive|exec|bdr|handled by|added by|staff"
    r"|modified by|consultant|recruiter|coach|introduced by"
    # The founder's own staff, as exports in other languages call them.
    r"|\w*betreuer\w*|zuständig\w*|verantwortlich\w*|\w*besitzer\w*|\w*inhaber\w*|eigentümer\w*"
    r"|\w*bearbeiter\w*|zugewiesen\w*|vertriebler\w*|vadybinink\w*|atsaking\w*|savinink\w*|priskirt\w*"
    r"|darbuotoj\w*|ответственн\w*|менеджер\w*|владел\w*|назначен\w*|сотрудник\w*|исполнител\w*"
    r"|куратор\w*|propri[eé]taire|responsable|gestionnaire|assign[eé]\w*|propietari\w*|asignad\w*"
    r"|encargad\w*|proprietari\w*|responsabile|assegnat\w*|eigenaar|toegewezen|verantwoordelijke"
    r"|opiekun\w*|w[lł]a[sś]ciciel\w*|przypisan\w*|propriet[aá]ri\w*|respons[aá]vel|atribu[ií]d\w*"
    r"|ägare|ansvarig\w*|ejer|eier)\b"
)
"""Somebody who is not the customer: most often the founder's own staff."""
_OTHER_ID = re.compile(
    r"\b(order|invoice|store|address|price|plan|product|variant|card|ticket|charge|payment"
    r"|transaction|event|session|campaign|list|tax|vat|subscription|item|deal|lead|stripe price)\b"
)
_NO_FACT = re.compile(
    r"\b(sent|opened|clicked|opens|clicks|verified|confirmed|domain|template|type|format|provider"
    r"|extension|ext|carrier|valid|count of|rank|rating|latitude|longitude|ip|url|link|hash|notes?"
    r"|comments?|description|updated|modified|synced|imported|created)\b"
)
_PERSON = r"(customer|client|user|account|contact|member|subscriber|organi[sz]ation|org|company)"
_USED = (
    r"(logins?|sign ?ins?|sessions?|events?|usage|uses|active days|visits?|actions?|requests?"
    r"|api calls?|activity|messages sent|page ?views?|jobs|runs)"
)
_EARLIER = r"(prev\w*|prior|before|last month|preceding|31 60|30 60|60 days|60d)"
_RECENT = r"(30 ?d\w*|last 30|past 30|30 days?|this month|current month|mtd|monthly|per month)"

_TESTED = r"(mode|order|payment|transaction|subscription|purchase|charge|sale|data|env(ironment)?)"

_WORDS: tuple[tuple[str, str], ...] = (
    ("email", r"\b(e ?mail|e mail address)( address)?( \d)?$|\bmail address\b"),
    ("first_name", r"\b(first|given|fore) ?name\b"),
    ("last_name", r"\b(last|family|sur) ?name\b"),
    ("phone", r"\b(phone|mobile|telephone|cell ?phone|whatsapp)( (number|no|nr))?( \d)?$|^sms$"),
    ("customer_id", rf"\b{_PERSON} (id|uuid|key|code|number|no|nr|ref|reference)$|^(uu|gu)?id$"),
    ("customer_id", r"^external (id|ids|reference)$|\b(kunden|client)(nummer|nr|id)\b"),
    ("usage_prev_30d", rf"\b{_USED}\b.*\b{_EARLIER}\b|\b{_EARLIER}\b.*\b{_USED}\b"),
    ("usage_30d", rf"\b{_USED}\b.*\b{_RECENT}|\b{_RECENT}.*\b{_USED}\b"),
    ("mrr_cents", r"\b(mrr|monthly (recurring )?revenue|monthly amount)\b.*\bcents\b"),
    ("mrr", r"\bmrr\b|\bmonthly (recurring )?(revenue|amount|fee|price|value|spend)\b"),
    (
        "paid_total",
        r"\b(total|lifetime|net) (amount )?(spend|spent|paid|revenue|value|payments?)\b",
    ),
    ("paid_total", r"\b(clv|cltv|ltv)\b"),
    ("payment_count", r"\b(number of|total|count of|no of|num) (payments|charges)\b"),
    ("payment_count", r"\bpayments? count\b"),
    ("paid_since", r"\bfirst (payment|charge|billed|paid|invoice paid)( (date|at|on))?$"),
    ("last_billing_issue_on", r"\b(last|latest) (failed|declined) (payment|charge)\b"),
    ("renews_on", r"\b(current )?(billing )?(period|term|cycle) ends?\b( (date|at|on))?$"),
    (
        "churned_on",
        r"\b(churn|churned|cancel|cancell?ed|cancell?ation|ended|expire[ds]?|expiry|ends)"
        r" (date|at|on|utc)$",
    ),
    ("trial_ends_on", r"\btrial (end|ends|ended|expires|expiry|expiration)\b"),
    # Whether a subscription renews by itself is no day.
    ("renews_on", r"(?<!\bauto )\b(renew|renews|renewal)\b( (date|at|on))?$"),
    ("renews_on", r"\bnext (billing|billed|charge|invoice|payment|renewal)\b"),
    ("plan_since", r"\b(plan|subscription|current plan) (start|started|starts|since|began)\b"),
    ("subscribed_on", r"^(subscription |membership )?start(ed|s)?( (date|at|on|utc))?$"),
    ("billing_interval", r"^(term|frequency|recurrence)$"),
    ("billing_interval", r"\b(billing|plan|renewal|payment) (interval|cycle|frequency|term)\b"),
    ("cancel_at_period_end", r"\b(cancels?|cancell?ed|cancel) at (period|term) end\b"),
    ("status", r"\b(subscription|account|customer|billing|membership|license) (status|state)$"),
    ("plan", r"\b(plan|tier|package|membership)( (name|type|level|tier|code))?$"),
    ("seats", r"\b(seats?|licen[cs]es|paid users)\b"),
    (
        "team_size",
        r"\b(team size|team members|member count|user count|number of users"
        r"|active users|users)\b",
    ),
    ("limit_used", r"\b(quota|limit|plan)\b.*\b(used|usage|pct|percent|share)\b"),
    ("amount", r"^(\w+ )?(unit|subscription|plan|recurring|billing) (amount|price)$"),
    ("delinquent", r"\b(past due|overdue|delinquent|in arrears)\b"),
    ("country", r"\bcountry( (code|name))?$"),
    ("language", r"\b(language|locale)( code)?$"),
    ("time_zone", r"\btime ?zone$"),
    ("currency", r"\bcurrency( code)?$"),
    ("health_score", r"\bhealth score\b"),
    ("is_test", rf"^(is |was )?(a )?(test|sandbox)( {_TESTED})?$|\b{_TESTED} (is )?(a )?test$"),
    ("is_live", rf"^(is )?(live|production)( {_TESTED})?$|\b{_TESTED} (is )?live$|\blive ?mode\b"),
)
"""Canonical column → words that make it plausible; the first that fits and is free is taken."""
_PATTERNS = tuple((meaning, re.compile(pattern)) for meaning, pattern in _WORDS)

_OF_A_PERSON = frozenset(
    {
        *("email", "phone", "name", "first_name", "last_name", "country", "language", "region"),
        *("other_emails", "other_phones", "time_zone"),
    }
)
_FURTHER = {"email": "other_emails", "phone": "other_phones"}
_MERELY_ALIKE = re.compile(r"\b(sku|fees?|tax(es)?|auto renew)\b")
"""Words that differ in few letters from others, and mean something else."""
_TYPO = 0.82
"""Likeness of two spellings of one word, which begin with the same letter."""


def suggest_meanings(
    headers: Sequence[str],
    taken: Collection[str],
    exact: Mapping[str, str],
    *,
    fits: Callable[[str], bool] = lambda _: True,
) -> dict[str, str]:
    """Header → the column it probably means, each column once; `exact` are the known spellings.

    `fits` says whether a column has a meaning in rows of this kind.
    """
    used = set(taken)
    found: dict[str, str] = {}
    for header in headers:
        if read_header(header) is not None:
            continue
        meaning = _by_words(header, used) or _by_spelling(header, used, exact)
        if meaning and fits(meaning):
            found[header] = meaning
            used.add(meaning)
    return found


def is_of_somebody_else(header: str) -> bool:
    """Whether a column is about another person than the customer, or about no fact of one."""
    return _is_of_something_else("email", spaced(header))


def _by_words(header: str, used: Collection[str]) -> str:
    words = spaced(header)
    for meaning, pattern in _PATTERNS:
        if not pattern.search(words) or _is_of_something_else(meaning, words):
            continue
        free = next((one for one in (meaning, _FURTHER.get(meaning, "")) if one not in used), "")
        if free:
            return free
    return ""


def _is_of_something_else(meaning: str, words: str) -> bool:
    if meaning in _OF_A_PERSON:
        return bool(_SOMEBODY_ELSE.search(words) or _NO_FACT.search(words))
    if meaning == "customer_id":
        return bool(_OTHER_ID.search(words) or _SOMEBODY_ELSE.search(words))
    return bool(_NO_FACT.search(words))


def _by_spelling(header: str, used: Collection[str], exact: Mapping[str, str]) -> str:
    words = spaced(header)
    if _NO_FACT.search(words) or _MERELY_ALIKE.search(words):
        return ""
    alike = (exact[spelled] for spelled in _close(words, tuple(exact)) if spelled[:1] == words[:1])
    free = (one for one in alike if one not in used and not _is_of_something_else(one, words))
    return next(free, "")


@functools.lru_cache(maxsize=4096)
def _close(words: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(words, known, n=3, cutoff=_TYPO))
