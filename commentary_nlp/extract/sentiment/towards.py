"""What a text says of each instrument: the sentences that name it, with the one after where that speaks on of it."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.sentiment.document import NO_SUBJECT, Said, Subject
from commentary_nlp.extract.sentiment.scorer import LABELS, Pair, Score

# Sentences of one instrument that are read: a text that names it more often repeats itself.
_MOST = 24
# Characters around a mention in a sentence without end.
_AROUND = 500
# What a sentence that judges nothing still weighs, and a mean that is neither good nor bad where no chances are given.
_IDLE, _UNDECIDED = 0.15, 0.1
# Characters over which a first mention loses weight, by the factor e: what a text is about it names early.
_EARLY = 600.0


class Named(Protocol):
    """Where a text names an instrument: [start, end)."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def symbol(self) -> str: ...


class Mentioned(NamedTuple):
    """A `Named` by its numbers alone."""

    start: int
    end: int
    symbol: str


class Context(NamedTuple):
    """A sentence that names `symbol`, with the words by which it does."""

    symbol: str
    pair: Pair


@cache
def _anaphor() -> re.Pattern[str]:
    words = one_of(sorted(set(load("sentiment")["voice"]["anaphors"])), {" ": r"\s+", "'": "['’]"})
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def contexts_of(text: str, said: Sequence[Said], mentions: Sequence[Named]) -> list[Context]:
    """What is to be scored for each instrument, in text order, one for a sentence and a symbol; at most 24 a symbol."""
    starts = [sentence.start for sentence in said]
    named: list[list[Named]] = [[] for _ in said]
    for mention in sorted(mentions, key=lambda m: m.start):
        place = bisect_right(starts, mention.start) - 1
        if place >= 0 and mention.start < said[place].end:
            named[place].append(mention)
    found: list[Context] = []
    count: dict[str, int] = {}
    for place, here in enumerate(named):
        seen: set[str] = set()
        for mention in here:
            if mention.symbol in seen or count.get(mention.symbol, 0) >= _MOST:
                continue
            seen.add(mention.symbol)
            count[mention.symbol] = count.get(mention.symbol, 0) + 1
            start = max(said[place].start, mention.start - _AROUND)
            end = min(said[place].end, mention.end + _AROUND)
            follows = len({m.symbol for m in here}) == 1 and place + 1 < len(said) and not named[place + 1]
            if follows and end == said[place].end and _speaks_on(text, said[place], said[place + 1]):
                end = min(said[place + 1].end, mention.end + 2 * _AROUND)
            found.append(Context(mention.symbol, (text[start:end], text[mention.start : mention.end])))
    return found


def _speaks_on(text: str, before: Said, after: Said) -> bool:
    """Whether a sentence of the same paragraph takes up what the one before it names."""
    return (
        "\n" not in text[before.end : after.start]
        and _anaphor().search(text, after.start, min(after.end, after.start + 80)) is not None
    )


def together(scores: Sequence[Score]) -> Score:
    """The reading of several sentences about one thing: their mean, each by how far its score is from nought.

    A sentence that merely names the thing says nothing against one that judges it; two that disagree cancel out.
    """
    weights = [_IDLE + abs(score.score) for score in scores]
    mass = sum(weights)
    value = sum(w * score.score for w, score in zip(weights, scores, strict=True)) / mass
    chances = [score.probabilities for score in scores if score.probabilities is not None]
    if len(chances) < len(scores):
        label = max(scores, key=lambda score: abs(score.score)).label
        return Score(round(value, 4), label if abs(value) >= _UNDECIDED else "neutral")
    sums = [sum(w * row[n] for w, row in zip(weights, chances, strict=True)) / mass for n in range(3)]
    shares = (sums[0], sums[1], sums[2])
    return Score(round(value, 4), LABELS[shares.index(max(shares))], shares)


def by_symbol(contexts: Sequence[Context], scores: Sequence[Score]) -> dict[str, Score]:
    """The reading towards each symbol, of the scores of its contexts."""
    found: dict[str, list[Score]] = {}
    for context, score in zip(contexts, scores, strict=True):
        found.setdefault(context.symbol, []).append(score)
    return {symbol: together(some) for symbol, some in found.items()}


def subject_of(mentions: Sequence[Named], towards: Mapping[str, Score]) -> Subject:
    """What a text is about, as far as that is instruments.

    Its score is the mean over the instruments, each by how often and how early it is named: n * exp(-first / 600).
    """
    first: dict[str, int] = {}
    times: dict[str, int] = {}
    for mention in mentions:
        if mention.symbol in towards:
            first[mention.symbol] = min(mention.start, first.get(mention.symbol, mention.start))
            times[mention.symbol] = times.get(mention.symbol, 0) + 1
    if not times:
        return NO_SUBJECT
    earliest = min(first.values())  # a head of whatever length moves none against another
    weights = {symbol: n * math.exp((earliest - first[symbol]) / _EARLY) for symbol, n in times.items()}
    mean = sum(weight * towards[symbol].score for symbol, weight in weights.items()) / sum(weights.values())
    return Subject(mean, sum(times.values()))
