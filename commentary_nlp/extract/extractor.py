"""The extractor: a pure, picklable function from a batch of articles to extractions, and how another is found.

Another extractor registers under the entry-point group ``commentary_nlp.extractors``; whatever it does, each of
its extractions must pass `check_grounding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from commentary_nlp.errors import ExtractError, GroundingError
from commentary_nlp.records import Article, Extraction

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_PIECE = re.compile(r"([^ ]+)( ?)|( +)")
_SURROGATE = re.compile("[\ud800-\udfff]")
ENTRY_POINT_GROUP = "commentary_nlp.extractors"


@runtime_checkable
class Extractor(Protocol):
    """What turns articles into extractions: one for each, in the same order, reading no clock and no market."""

    def __call__(self, articles: Sequence[Article], /) -> list[Extraction]: ...


def extract(articles: Sequence[Article], sentiment: str = "default") -> list[Extraction]:
    """The extraction of each article, in order, by the built-in rules; sentiment by the scorer of that name.

    The same articles give the same extractions on any machine. A text in which nothing is understood gives an
    empty extraction; no text raises.

    Raises:
        ExtractError: the scorer is unknown, or its model is missing or altered.
    """
    return list(extract_each(articles, sentiment=sentiment))


def extract_by_rules(articles: Sequence[Article], sentiment: str = "lexicon") -> list[Extraction]:
    """As `extract`, without anything that is learned: no recommendation has a confidence, sentiment is by words."""
    return list(extract_each(articles, exclude=("commentary_confidence",), sentiment=sentiment))


def extract_each(
    articles: Sequence[Article], exclude: tuple[str, ...] = (), sentiment: str = "default"
) -> Iterator[Extraction]:
    """As `extract`, one at a time: an article's extraction is ready before the next is read.

    `exclude` names components of the pipeline that are left out.
    """
    from commentary_nlp.extract.components import pipeline

    nlp = pipeline(exclude, sentiment)
    for article in articles:
        yield nlp(prepared(nlp, article))._.extraction


def prepared(nlp: Language, article: Article) -> Doc:
    """The article as a `Doc` that a pipeline of this package can read."""
    from spacy.tokens import Doc

    # a lone surrogate cannot be encoded; one mark for another leaves every place where it is
    text = _SURROGATE.sub("\ufffd", article.text)
    # the rules read the text by characters, so that tokens at its blanks will do and cost a tenth of spaCy's
    pieces = _PIECE.findall(text)
    doc = Doc(nlp.vocab, words=[word or blanks for word, _, blanks in pieces], spaces=[bool(s) for _, s, _ in pieces])
    doc._.article = article
    return doc


_BUILT_IN = {"default": extract, "rules": extract_by_rules}


def load_extractor(name: str = "default", sentiment: str | None = None) -> Extractor:
    """The extractor of that name: "default" is the built-in one, "rules" the same without what is learned.

    `sentiment` names what scores sentiment in a built-in one; None is the extractor's own choice.

    Raises:
        ExtractError: none of that name is installed, it cannot be loaded, or it scores sentiment in its own way.
    """
    if name in _BUILT_IN:
        return partial(_BUILT_IN[name], sentiment=sentiment) if sentiment else _BUILT_IN[name]
    if sentiment:
        raise ExtractError(
            f"Extractor {name!r} scores sentiment in its own way; --sentiment {sentiment} does not reach it.",
            "Leave one of the two options out.",
        )
    found = [point for point in entry_points(group=ENTRY_POINT_GROUP) if point.name == name]
    if not found:
        known = ", ".join(sorted({*_BUILT_IN, *(p.name for p in entry_points(group=ENTRY_POINT_GROUP))}))
        raise ExtractError(f"No extractor {name!r} is installed.", f"Known: {known}.")
    try:
        loaded = found[0].load()
    except Exception as error:
        raise ExtractError(f"Extractor {name!r} cannot be loaded: {error}.", f"Reinstall {found[0].value}.") from error
    if not callable(loaded):
        raise ExtractError(f"Extractor {name!r} is no function.", "It must take articles and return extractions.")
    return Grounded(loaded, name)


class Grounded:
    """An extractor whose every extraction is checked before it is handed on."""

    def __init__(self, inner: Extractor, name: str) -> None:
        self.inner = inner
        self.name = name

    def __call__(self, articles: Sequence[Article], /) -> list[Extraction]:
        found = self.inner(articles)
        if len(found) != len(articles):
            raise ExtractError(
                f"Extractor {self.name!r} gave {len(found)} extractions for {len(articles)} articles.",
                "It must give one for each, in order.",
            )
        for article, extraction in zip(articles, found, strict=True):
            if extraction.article.text != article.text:
                raise GroundingError(
                    f"Extractor {self.name!r} changed the text of {article.id}.",
                    "Spans point into the text it was given.",
                )
            check_grounding(extraction)
        return found


def check_grounding(extraction: Extraction) -> None:
    """Checks that every span's words stand where it says.

    Raises:
        GroundingError: a span does not; the first is named.
    """
    wrong = extraction.ungrounded()
    if wrong:
        first = wrong[0]
        raise GroundingError(
            f"{len(wrong)} span(s) of {extraction.article.id} do not stand in its text; the first says "
            f"{first.text[:60]!r} at {first.start}-{first.end}.",
            "Give offsets in code points, end exclusive, into article.text.",
        )
