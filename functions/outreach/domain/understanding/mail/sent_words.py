"""Strikes from a mail what we sent, wherever it stands and however a program wrapped it.

Own words that merely resemble ours must never be struck: somebody who copies one offered time or
one of the answers we named says it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

SEED_WORDS = 4
"""Consecutive words that are looked up; a shorter copy is never found alone."""
SHORTEST_BEGINNING = 6
"""Words a copy must have that begins where a sentence of ours begins."""
SHORTEST_INSIDE = 12
"""Words a copy must have that begins in the middle of a sentence."""
SHORTEST_SENTENCE = 4
"""Words of a whole sentence of ours that stands on a line alone."""
MOST_PLACES = 8
"""How many places of one seed are tried: repetition must cost no time."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…:;。？！\n]")
_URL = re.compile(r"<?(?:(?:https?:)?//|\bwww\.|\bmailto:|://)\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Token:
    """One word of the mail and where it stands."""

    line: int
    start: int
    end: int
    word: str


@dataclass(slots=True)
class _Sent:
    """One text of ours as words, with what was already found in the mail."""

    words: list[str]
    begins: list[bool]
    """Whether a sentence or a line begins with the word."""
    found: list[bool] = field(default_factory=list)


def strike_sent(lines: list[str], sent: tuple[str, ...]) -> list[str | None]:
    """The lines with what we sent taken out; None for a line of which nothing is left.

    A part that is missing in the middle, as answers between our lines leave it, does not matter.
    """
    texts = [one for text in dict.fromkeys(sent) if (one := _words_of(text)).words]
    struck: list[list[tuple[int, int]]] = [[] for _ in lines]
    _strike_runs(lines, texts, struck)
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


def _strike_runs(lines: list[str], texts: list[_Sent], struck: list[list[tuple[int, int]]]) -> None:
    places: dict[tuple[str, ...], list[tuple[_Sent, int]]] = defaultdict(list)
    for text in texts:
        for at in range(len(text.words) - SEED_WORDS + 1):
            seed = tuple(text.words[at : at + SEED_WORDS])
            if len(places[seed]) < MOST_PLACES:
                places[seed].append((text, at))
    tokens = [
        _Token(index, match.start(), match.end(), match.group().casefold())
        for index, line in enumerate(lines)
        for match in _WORD.finditer(line)
    ]
    at = 0
    while at < len(tokens):
        seed = tuple(token.word for token in tokens[at : at + SEED_WORDS])
        runs = [
            (_run(tokens, at, text, place), text, place) for text, place in places.get(seed, ())
        ]
        enough = [
            run
            for run in runs
            if run[0] >= (SHORTEST_BEGINNING if run[1].begins[run[2]] else SHORTEST_INSIDE)
        ]
        if not enough:
            at += 1
            continue
        length, text, place = max(enough, key=lambda run: run[0])
        for token in tokens[at : at + length]:
            struck[token.line].append((token.start, token.end))
        text.found[place : place + length] = [True] * length
        at += length


def _run(tokens: list[_Token], at: int, ours: _Sent, place: int) -> int:
    """How many words from here are ours from that place on."""
    length = 0
    while (
        at + length < len(tokens)
        and place + length < len(ours.words)
        and tokens[at + length].word == ours.words[place + length]
    ):
        length += 1
    if place + length == len(ours.words) or ours.begins[place + length]:
        return length
    # A word on a line of its own may be an answer that begins as our next sentence does.
    for shorter in range(length - 1, max(0, length - SHORTEST_BEGINNING), -1):
        new_line = tokens[at + shorter].line > tokens[at + shorter - 1].line
        if new_line and ours.begins[place + shorter]:
            return shorter
    return length


def _words_of(text: str) -> _Sent:
    words: list[str] = []
    begins: list[bool] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        begins.append(not words or _SENTENCE_END.search(between) is not None)
        words.append(match.group().casefold())
        end = match.end()
    return _Sent(words, begins, [False] * len(words))


def _remaining_sentences(texts: list[_Sent]) -> frozenset[tuple[str, ...]]:
    """Sentences of ours that no longer copy has shown yet."""
    found = set()
    for text in texts:
        starts = [at for at, begins in enumerate(text.begins) if begins]
        for start, end in zip(starts, [*starts[1:], len(text.words)], strict=True):
            if not all(text.found[start:end]):
                found.add(tuple(text.words[start:end]))
    return frozenset(found)


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
