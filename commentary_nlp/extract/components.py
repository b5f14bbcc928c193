"""The spaCy pipeline: a blank English one whose components run the recognisers, each under its own name.

``doc._.article`` is set before the pipeline runs; afterwards ``doc._.annotations``, ``doc._.recommendations``,
``doc._.scores`` (of sentiment; (None, {}) where that component is left out) and ``doc._.extraction`` are. A `Doc`
never leaves this stage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from commentary_nlp.extract.annotations import Annotations, InstrumentMention, register
from commentary_nlp.extract.assembly import assemble, find_recommendations, published_date
from commentary_nlp.extract.blocks import find_blocks, quoted_line
from commentary_nlp.extract.confidence import with_confidence
from commentary_nlp.extract.durations import find_durations
from commentary_nlp.extract.expiries import find_expiries
from commentary_nlp.extract.instruments import find_instruments, find_themes
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.extract.places import Spans
from commentary_nlp.extract.sentiment.choosing import choose_scorer
from commentary_nlp.extract.sentiment.reading import read_article
from commentary_nlp.extract.statements import is_order_code, rating_houses
from commentary_nlp.records import Article, article_id

COMPONENTS = (
    "commentary_blocks",
    "commentary_instruments",
    "commentary_periods",
    "commentary_numbers",
    "commentary_recommendations",
    "commentary_sentiment",
    "commentary_extraction",
    "commentary_confidence",
)
# Components without which the rest still reads.
OPTIONAL = frozenset({"commentary_sentiment", "commentary_confidence"})


def _article(doc: Doc) -> Article:
    """The article of a Doc; one made from the text alone where none was set."""
    found = doc._.article
    if isinstance(found, Article):
        return found
    return Article(id=article_id(doc.text), text=doc.text)


def _note(doc: Doc, **fields: object) -> Doc:
    doc._.annotations = replace(doc._.annotations, **fields)
    return doc


def _blocks(doc: Doc) -> Doc:
    article = _article(doc)
    return _note(doc, blocks=find_blocks(article.text, article.title))


def _instruments(doc: Doc) -> Doc:
    text = _article(doc).text
    return _note(doc, instruments=tuple(find_instruments(text)), themes=tuple(find_themes(text)))


def _periods(doc: Doc) -> Doc:
    article = _article(doc)
    day = published_date(article)
    return _note(
        doc,
        durations=tuple(find_durations(article.text, day)),
        expiries=tuple(find_expiries(article.text, day)),
    )


def _numbers(doc: Doc) -> Doc:
    return _note(doc, numbers=tuple(find_numbers(_article(doc).text)))


def _recommendations(doc: Doc) -> Doc:
    article = _article(doc)
    notes: Annotations = doc._.annotations
    houses = rating_houses(article.text, notes)
    idle = [(b.start, b.end) for b in notes.blocks if b.kind == "furniture" and not quoted_line(article.text, b)]
    barred = Spans((*houses, *idle))
    kept = tuple(
        m
        for m in notes.instruments
        if not barred.overlap(m.start, m.end) and not is_order_code(article.text, m.start, m.end)
    )
    notes = _note(doc, instruments=_one_class_each(kept))._.annotations
    doc._.recommendations = find_recommendations(article.text, notes, published_date(article))
    return doc


def _one_class_each(mentions: tuple[InstrumentMention, ...]) -> tuple[InstrumentMention, ...]:
    """One symbol is one thing in an article: a root that is a future by name ("crude") is no share ("CL") beside it."""
    other = {m.symbol: m.asset_class for m in mentions if m.asset_class not in {"equity", "etf"}}
    return tuple(replace(m, asset_class=other.get(m.symbol, m.asset_class)) for m in mentions)


class SentimentComponent:
    """Scores the text and each instrument by the scorer of that name; nothing is loaded before the first text."""

    def __init__(self, scorer: str = "default") -> None:
        self.scorer = choose_scorer(scorer)

    def __call__(self, doc: Doc) -> Doc:
        notes: Annotations = doc._.annotations
        advice = [(rec.start, rec.end) for rec in doc._.recommendations]
        # our own reading: what the publisher prints stays beside it under `article.stated`
        doc._.scores = read_article(_article(doc).text, notes.blocks, notes.instruments, advice, self.scorer)
        return doc


def _extraction(doc: Doc) -> Doc:
    whole, towards = doc._.scores
    doc._.extraction = assemble(_article(doc), doc._.annotations, doc._.recommendations, whole, towards)
    return doc


def _confidence(doc: Doc) -> Doc:
    doc._.extraction = with_confidence(doc._.extraction)
    doc._.recommendations = doc._.extraction.recommendations
    return doc


_FUNCTIONS = {
    "commentary_blocks": _blocks,
    "commentary_instruments": _instruments,
    "commentary_periods": _periods,
    "commentary_numbers": _numbers,
    "commentary_recommendations": _recommendations,
    "commentary_extraction": _extraction,
    "commentary_confidence": _confidence,
}


def steps(sentiment: str = "default") -> list[Callable[[Doc], Doc]]:
    """The components' functions, in the order of their names."""
    return [_FUNCTIONS.get(name) or SentimentComponent(sentiment) for name in COMPONENTS]


for _name, _function in _FUNCTIONS.items():
    Language.component(_name, func=_function)


@Language.factory("commentary_sentiment", default_config={"scorer": "default"})
def make_sentiment(nlp: Language, name: str, scorer: str) -> SentimentComponent:
    """The component of sentiment for a pipeline's configuration."""
    return SentimentComponent(scorer)


def build_pipeline(exclude: Sequence[str] = (), sentiment: str = "default") -> Language:
    """A blank English pipeline with the components of this package, in their order, but those of `exclude`.

    "commentary_sentiment" and "commentary_confidence" may be left out; the others need one another. Without the
    two, which are all that is learned, reading is by rules alone. `sentiment` names what scores it: "default",
    "lexicon" or "hf:NAME_OR_PATH".

    Raises:
        ValueError: a name that may not be left out.
        ExtractError: no scorer is called `sentiment`.
    """
    if wrong := set(exclude) - OPTIONAL:
        raise ValueError(f"{', '.join(sorted(wrong))} cannot be left out; {', '.join(sorted(OPTIONAL))} can.")
    register()
    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    for name in COMPONENTS:
        if name not in exclude:
            config: dict[str, Any] = {"scorer": sentiment} if name == "commentary_sentiment" else {}
            nlp.add_pipe(name, config=config)
    return nlp


@cache
def pipeline(exclude: tuple[str, ...] = (), sentiment: str = "default") -> Language:
    """The pipeline of this process without the components of `exclude`, built once."""
    return build_pipeline(exclude, sentiment)
