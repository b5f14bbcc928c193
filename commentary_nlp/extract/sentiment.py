"""Sentiment by a finance lexicon: of a whole text, and towards each instrument from the sentences that name it.

A sentence's polarity is the sum of its words' weights, turned by negation, shaded where it supposes ("if",
"would"), raised where it concludes ("we expect"), and held within -3 to 3. The text's is the mean over its
sentences. No model is loaded and no network is used; `model` names the lexicon and its hash.
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
from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load
from commentary_nlp.records import Sentiment
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


_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\S)[^.!?;\n]*)*")


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


def score_sentiment(text: str) -> Sentiment:
    """The reading of the whole text: the mean polarity of its sentences, squeezed to -1..1.

    `text` should be the commentary alone; lines that print the publisher's own sentiment or score are left out.
    """
    body = _words().printed.sub("", text)
    scores = [polarity(match[0]) for match in _SENTENCE.finditer(body) if len(match[0].strip()) > 3]
    mean = sum(scores) / len(scores) if scores else 0.0
    limits = load("sentiment")["label"]
    score = round(math.tanh(limits["gain"] * mean), 4)
    label: SentimentLabel = "neutral"
    if mean <= limits["negative"]:
        label = "negative"
    elif mean >= limits["positive"]:
        label = "positive"
    return Sentiment(label=label, score=score, model=model_name())


def score_instruments(text: str, mentions: Sequence[InstrumentMention]) -> dict[str, Sentiment]:
    """Sentiment towards each symbol: the mean polarity of the sentences that name it.

    A verb of trading before a mention counts beside the words: what is bought or owned is liked, what is
    sold, avoided or hedged is not. A sentence of several instruments counts for each by the words of its own
    part (from the mention before to the one after).
    """
    words, limits = _words(), load("sentiment")["label"]
    spans = [match.span() for match in _SENTENCE.finditer(text)]
    scores: dict[str, list[float]] = {}
    ordered = sorted(mentions, key=lambda m: m.start)
    at = 0
    for place, mention in enumerate(ordered):
        while at < len(spans) and spans[at][1] <= mention.start:
            at += 1
        start, end = spans[at] if at < len(spans) else (mention.start, mention.end)
        if place and ordered[place - 1].symbol != mention.symbol:
            start = max(start, ordered[place - 1].end)
        if place + 1 < len(ordered) and ordered[place + 1].symbol != mention.symbol:
            end = max(mention.end, min(end, ordered[place + 1].start))
        # Words far off in an endless sentence say little of this name, and would make long texts slow.
        start, end = max(start, mention.start - _AROUND), min(end, mention.end + _AROUND)
        score = _polarity(text[start:end])
        before = text[max(start, mention.start - 60) : mention.start]
        if words.down.search(before):
            score -= limits["stance"]
        elif words.up.search(before):
            score += limits["stance"]
        scores.setdefault(mention.symbol, []).append(max(-_LIMIT, min(_LIMIT, score)))
    result: dict[str, Sentiment] = {}
    for symbol, values in scores.items():
        mean = sum(values) / len(values)
        label: SentimentLabel = "neutral"
        if abs(mean) >= limits["instrument"]:
            label = "positive" if mean > 0 else "negative"
        result[symbol] = Sentiment(label=label, score=round(math.tanh(mean / 2), 4), model=model_name())
    return result
