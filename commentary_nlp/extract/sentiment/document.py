"""From sentences to a text: a mean in which the author's own claims and the conclusion count for more than what is
recited or quoted.

score = intercept + slope * sum(weight[part] * s) / sum(weight[part]) + page * (1 - a) * p + subject * a * t, held
within -1..1, where s are the scores of the text's sentences, p is the mean score of its pages, t the score towards the
instruments that it is about (`towards.subject_of`), and a = n / (n + 4) for n mentions of instruments: where a text
names many, they say what it comes to, where it names few, its pages do. The label follows an ordered probit with fitted
thresholds: P(positive) = Phi((score - high) / spread), P(negative) = Phi((low - score) / spread) (McKelvey and Zavoina,
1975). Every sentence counts once, so a long text is read as fairly as a short one. All numbers are fitted on annotated
texts (`calibration.json` of the model).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Any, Literal, NamedTuple

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.annotations import Block
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.sentences import split_sentences
from commentary_nlp.extract.sentiment.scorer import LABELS, Score

Part = Literal["title", "recital", "own", "quoted", "advice", "conclusion"]
PARTS: tuple[Part, ...] = ("title", "recital", "own", "quoted", "advice", "conclusion")
# Letters that a sentence needs to say anything.
_LEAST = 4
# Characters of a page: about as much as the encoder reads at once (480 pieces, of four characters in commentary).
PAGE = 1900
# Pages that are read of a long text, evenly spread over it.
_PAGES = 24
# Mentions of instruments at which these and the pages say what a text comes to in equal parts.
_HALF = 4
_NORMAL = NormalDist()


class Said(NamedTuple):
    """A sentence of a text, [start, end) in it, and what it is there."""

    start: int
    end: int
    part: Part


class Subject(NamedTuple):
    """The `score` towards the instruments that a text is about, and how many mentions of them all it has."""

    score: float
    named: int


NO_SUBJECT = Subject(0.0, 0)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Fitted numbers: `weights` by part, `slope`, `page`, `subject` and `intercept` of the score, thresholds and spread
    of the label. Where `page` is nought, no pages need be read."""

    weights: Mapping[str, float]
    slope: float
    page: float
    intercept: float
    low: float
    high: float
    spread: float
    subject: float = 0.0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Weighing:
        """From the JSON of a model."""
        return cls(dict(values["weights"]), *(float(values[n]) for n in cls.__slots__[1:]))

    def weigh(
        self, said: Iterable[tuple[str, float]], pages: Sequence[float] = (), subject: Subject = NO_SUBJECT
    ) -> float:
        """The score of a text of these (part, score of a sentence), scores of pages, and subject; of none, that of a
        text that says nothing."""
        total = mass = 0.0
        for part, score in said:
            weight = self.weights.get(part, 1.0)
            total, mass = total + weight * score, mass + weight
        sentences = total / mass if mass else 0.0
        page = sum(pages) / len(pages) if pages else 0.0
        about = share_of(subject.named)
        score = self.intercept + self.slope * sentences
        score += self.page * (1 - about) * page + self.subject * about * subject.score
        return max(-1.0, min(1.0, score))

    def judge(self, score: float) -> Score:
        """A text's score with its label and the chances of the three."""
        positive = _NORMAL.cdf((score - self.high) / self.spread)
        negative = _NORMAL.cdf((self.low - score) / self.spread)
        chances = (negative, max(0.0, 1.0 - positive - negative), positive)
        total = sum(chances)
        chances = (chances[0] / total, chances[1] / total, chances[2] / total)
        return Score(round(score, 4), LABELS[chances.index(max(chances))], chances)


def share_of(named: int) -> float:
    """What instruments have, against pages, in the score of a text that names them so many times; 0 to 1."""
    return named / (named + _HALF)


@cache
def _printed() -> re.Pattern[str]:
    """A reading that the publisher prints: a word for it, and what it says, with nothing but marks between."""
    table = load("sentiment")["stance"]
    words, readings = one_of(sorted(table["printed"]), {}), one_of(sorted(table["readings"]), {})
    return re.compile(rf"\b(?:{words})\b(?: score| label)?[^\w\n]{{0,6}}(?:{readings}\b|[+-]?\d)", re.IGNORECASE)


@cache
def _voices() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = load("sentiment")
    spelled = {" ": r"\s+", "'": "['’]"}
    quoted = one_of(sorted(set(table["voice"]["quoted"])), spelled)
    own = one_of(sorted({*table["voice"]["own"], *table["conclusion"]["words"]}), spelled)
    return re.compile(rf"\b(?:{quoted})\b", re.IGNORECASE), re.compile(rf"\b(?:{own})\b", re.IGNORECASE)


def sentences_of(text: str, blocks: Sequence[Block] = (), advice: Sequence[tuple[int, int]] = ()) -> list[Said]:
    """The sentences of a text, each with its part. `advice` are the spans of its recommendations.

    Without `blocks`, every line is a paragraph. Furniture is left out, and so is a reading that the publisher
    prints. The last paragraph of several is the conclusion.
    """
    pieces = [(b.start, b.end, b.kind) for b in blocks if b.kind != "furniture"] if blocks else _lines(text)
    prose = [place for place, (_, _, kind) in enumerate(pieces) if kind == "paragraph"]
    last = prose[-1] if len(prose) > 2 else -1
    spans = sorted(advice)
    found: list[Said] = []
    at = 0
    for place, (start, end, kind) in enumerate(pieces):
        for first, stop in split_sentences(text, start, end):
            sentence = text[first:stop]
            if sum(map(str.isalpha, sentence)) < _LEAST or _printed().search(sentence):
                continue
            while at < len(spans) and spans[at][1] <= first:
                at += 1
            advised = at < len(spans) and spans[at][0] < stop
            found.append(Said(first, stop, _part(sentence, kind, advised, place == last)))
    return found


def pages_of(text: str, said: Sequence[Said], longest: int = PAGE) -> list[str]:
    """The text's sentences by the page: pages of like length, mostly within what the encoder reads at once."""
    spans = [(s.start, min(s.end, s.start + longest)) for s in said]
    length = sum(end - start for start, end in spans)
    count = -(-length // longest)
    pages: list[list[str]] = [[] for _ in range(count)]
    before = 0
    for start, end in spans:
        # a sentence stands on the page that holds its middle
        middle = before + (end - start) / 2
        pages[min(count - 1, int(middle * count / length))].append(text[start:end])
        before += end - start
    pages = [page for page in pages if page]
    if len(pages) > _PAGES:
        pages = [pages[round(n * (len(pages) - 1) / (_PAGES - 1))] for n in range(_PAGES)]
    return [" ".join(page) for page in pages]


def _part(sentence: str, kind: str, advised: bool, last: bool) -> Part:
    if kind in {"title", "heading"}:
        return "title"
    if advised:
        return "advice"
    quoted, own = _voices()
    if own.search(sentence):
        return "own"
    if quoted.search(sentence) or sentence[:1] in '"“':
        return "quoted"
    return "conclusion" if last else "recital"


def _lines(text: str) -> list[tuple[int, int, str]]:
    return [(match.start(), match.end(), "paragraph") for match in re.finditer(r"[^\n]+", text)]
