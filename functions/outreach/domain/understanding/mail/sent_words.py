"""Strikes from a mail what we sent, wherever it stands and however a program wrapped it.

Own words that merely resemble ours must never be struck: somebody who copies one offered time or
one of the answers we named says it.
"""

from __future__ import annotations

import re
from collections import defaultdict

from tenancy.values.lazy_dataclass import dataclass

SEED_WORDS = 4
"""Consecutive words that are looked up; a shorter copy is never found alone."""
SHORTEST_COPY = 6
"""Words of a copy, which begins where a sentence of ours begins."""
SHORTEST_SENTENCE = 4
"""Words of a whole sentence of ours that stands on a line alone."""
MOST_PLACES = 8
"""How many places of one seed are tried: repetition must cost no time."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…:;。？！\n]")
_URL = re.compile(r"<?(?:(?:https?:)?//|\bwww\.|\bmailto:|://)\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sent:
    """One text of ours as words."""

    words: list[str]
    begins: set[int]
    """Where a sentence or a line begins."""
    found: set[int]
    """Which words were already seen in the mail."""


@dataclass(frozen=True, slots=True)
class _Mail:
    """The mail as words, and where each stands: its line, its first letter, the one after it."""

    words: list[str]
    places: list[tuple[int, int, int]]


def strike_sent(lines: list[str], sent: tuple[str, ...]) -> list[str | None]:
    """The lines with what we sent taken out; None for a line of which nothing is left.

    A part that is missing in the middle, as answers between our lines leave it, does not matter.
    """
    texts = [one for text in dict.fromkeys(sent) if (one := _words_of(text)).words]
    struck: list[list[tuple[int, int]]] = [[] for _ in lines]
    _strike_runs(_mail_of(lines), texts, struck)
    quoted = any(struck)
    left = [_without(line, spans) for line, spans in zip(lines, struck, strict=True)]
    own = [index for index, line in enumerate(left) if line is not None and line.strip()]
    remains = _remaining_sentences(texts)
    for index in own:
        words = tuple(_WORD.findall((left[index] or "").casefold()))
        whole = 2 if quoted else SHORTEST_SENTENCE
        # A mail that is one copied line and nothing else is an answer.
        if len(words) >= whole and words in remains and (quoted or len(own) > 1):
            left[index] = None
    return left


def _mail_of(lines: list[str]) -> _Mail:
    matches = [
        (match.group().casefold(), (index, match.start(), match.end()))
        for index, line in enumerate(lines)
        for match in _WORD.finditer(line)
    ]
    return _Mail([word for word, _ in matches], [place for _, place in matches])


def _words_of(text: str) -> _Sent:
    words: list[str] = []
    begins: set[int] = set()
    for sentence in _SENTENCE_END.split(text.casefold()):
        begins.add(len(words))
        words += _WORD.findall(sentence)
    return _Sent(words, begins - {len(words)}, set())


def _strike_runs(mail: _Mail, texts: list[_Sent], struck: list[list[tuple[int, int]]]) -> None:
    seeds: dict[tuple[str, ...], list[tuple[_Sent, int]]] = defaultdict(list)
    for text in texts:
        for begin in text.begins:
            seeds[tuple(text.words[begin : begin + SEED_WORDS])].append((text, begin))
    at = 0
    while at < len(mail.words):
        known = seeds.get(tuple(mail.words[at : at + SEED_WORDS]), ())[:MOST_PLACES]
        runs = [(_run(mail, at, text, begin), text, begin) for text, begin in known]
        copies = [run for run in runs if run[0] >= SHORTEST_COPY]
        if not copies:
            at += 1
            continue
        length, text, begin = max(copies, key=lambda run: run[0])
        for line, first, last in mail.places[at : at + length]:
            struck[line].append((first, last))
        text.found.update(range(begin, begin + length))
        at += length


def _run(mail: _Mail, at: int, ours: _Sent, begin: int) -> int:
    """How many words from here are ours from that place on."""
    most = min(len(mail.words) - at, len(ours.words) - begin)
    length = next(
        (n for n in range(most) if mail.words[at + n] != ours.words[begin + n]),
        most,
    )
    if begin + length == len(ours.words) or begin + length in ours.begins:
        return length
    # A word on a line of its own may be an answer that begins as our next sentence does.
    for shorter in range(length - 1, max(0, length - SHORTEST_COPY), -1):
        new_line = mail.places[at + shorter][0] > mail.places[at + shorter - 1][0]
        if new_line and begin + shorter in ours.begins:
            return shorter
    return length


def _remaining_sentences(texts: list[_Sent]) -> frozenset[tuple[str, ...]]:
    """Sentences of ours that no longer copy has shown yet."""
    sentences = set()
    for text in texts:
        starts = sorted(text.begins)
        for start, end in zip(starts, [*starts[1:], len(text.words)], strict=True):
            if not text.found.issuperset(range(start, end)):
                sentences.add(tuple(text.words[start:end]))
    return frozenset(sentences)


def _without(line: str, spans: list[tuple[int, int]]) -> str | None:
    if not spans:
        return line
    kept, end = [], 0
    for first, last in spans:
        between = line[end:first]
        # What stands between two struck words belongs to them.
        kept.append(between if end == 0 else " ")
        end = last
    kept.append(line[end:])
    left = " ".join(" ".join(kept).split())
    return left if _WORD.search(_URL.sub(" ", left)) else None
