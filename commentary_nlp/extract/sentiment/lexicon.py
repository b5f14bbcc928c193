"""Sentiment by a finance lexicon.

A sentence's polarity is the sum of its words' weights, turned by negation, shaded where it supposes ("if",
"would"), raised where it concludes ("we expect"), and held within -3 to 3. No model is loaded and no network is
used; its name has the hash of its words.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.sentiment.document import Weighing
from commentary_nlp.extract.sentiment.encoding import find_target
from commentary_nlp.extract.sentiment.scorer import Pair, Progress, Score
from commentary_nlp.records.contract import SentimentLabel

_LIMIT = 3.0


class _Words(NamedTuple):
    weights: dict[str, float]
    polar: re.Pattern[str]
    negated: re.Pattern[str]
    intense: re.Pattern[str]
    supposed: re.Pattern[str]
    concluding: re.Pattern[str]
    up: re.Pattern[str]
    down: re.Pattern[str]
    printed: re.Pattern[str]


# Characters on either side of a name that count for it.
_AROUND = 400


def _any(words: Iterable[str]) -> str:
    return one_of(sorted(set(words)), {" ": r"\s+", "'": "['’]"})


@cache
def _words() -> _Words:
    table = load("sentiment")
    weights = {
        word: sign * float(weight)
        for sign, side in ((1, "positive"), (-1, "negative"))
        for weight, words in table[side].items()
        for word in words
    }
    reach = int(table["negation"]["reach"]) - 1
    stance = table["stance"]
    return _Words(
        weights=weights,
        polar=re.compile(rf"\b(?:{_any(weights)})\b", re.IGNORECASE),
        negated=re.compile(
            rf"(?:\b(?:{_any(table['negation']['words'])}))\s+(?:[\w'’-]+\s+){{0,{reach}}}$", re.IGNORECASE
        ),
        intense=re.compile(rf"\b(?:{_any(table['intensity']['words'])})\s+$", re.IGNORECASE),
        supposed=re.compile(rf"\b(?:{_any(table['supposed']['words'])})\b", re.IGNORECASE),
        concluding=re.compile(rf"\b(?:{_any(table['conclusion']['words'])})\b", re.IGNORECASE),
        up=re.compile(rf"\b(?:{_any(stance['up'])})\s+(?:[\w%$.,/-]+\s+){{0,3}}?$", re.IGNORECASE),
        down=re.compile(rf"\b(?:{_any(stance['down'])})\s+(?:[\w%$.,/-]+\s+){{0,3}}?$", re.IGNORECASE),
        printed=re.compile(rf"^.*\b(?:{_any(stance['printed'])})\b.*$", re.IGNORECASE | re.MULTILINE),
    )


@cache
def model_name() -> str:
    """ "lexicon" and a hash of its words and weights: two texts scored under one name are comparable."""
    data = json.dumps(load("sentiment"), sort_keys=True).encode("utf-8")
    return "lexicon:" + hashlib.sha256(data).hexdigest()[:12]


def polarity(sentence: str) -> float:
    """From -3 (bad for prices) to 3 (good); 0 where no word of the lexicon stands."""
    words, table, total = _words(), load("sentiment"), 0.0
    for match in words.polar.finditer(sentence):
        weight = words.weights[re.sub(r"\s+", " ", fold(match[0]).replace("’", "'"))]
        before = sentence[max(0, match.start() - 60) : match.start()]
        if words.intense.search(before):
            weight *= table["intensity"]["weight"]
        if words.negated.search(before):
            weight *= table["negation"]["weight"]
        if words.supposed.search(before):
            weight *= table["supposed"]["weight"]
        total += weight
    total = max(-_LIMIT, min(_LIMIT, total))
    if words.concluding.search(sentence):
        total *= table["conclusion"]["weight"]
    return max(-_LIMIT, min(_LIMIT, total))


_polarity = lru_cache(maxsize=4096)(polarity)


class Lexicon:
    """A `Scorer` by words alone: no model is loaded, and no chance of a label is given."""

    @property
    def name(self) -> str:
        return model_name()

    @property
    def weighing(self) -> Weighing:
        """How its sentences make a text."""
        return Weighing.of(load("sentiment")["document"])

    def __call__(self, pairs: Sequence[Pair], progress: Progress | None = None, /) -> list[Score]:
        """One `Score` a pair: the polarity of the text, or of the words around the target's mentions."""
        found = []
        for place, (text, target) in enumerate(pairs, 1):
            value = _towards(text, target) if target else _polarity(_words().printed.sub("", text))
            label: SentimentLabel = "neutral"
            if abs(value) >= load("sentiment")["label"]["sentence"]:
                label = "positive" if value > 0 else "negative"
            found.append(Score(round(math.tanh(value / 2), 4), label))
            if progress is not None:
                progress(place, len(pairs))
        return found


def _towards(text: str, target: str) -> float:
    """The mean polarity around a target's mentions: a verb of trading before one counts beside the words."""
    words, limits = _words(), load("sentiment")["label"]
    spans = find_target(text, target)
    if not spans:
        return _polarity(text)
    values = []
    for start, end in spans:
        value = _polarity(text[max(0, start - _AROUND) : end + _AROUND])
        before = text[max(0, start - 60) : start]
        if words.down.search(before):
            value -= limits["stance"]
        elif words.up.search(before):
            value += limits["stance"]
        values.append(max(-_LIMIT, min(_LIMIT, value)))
    return sum(values) / len(values)
