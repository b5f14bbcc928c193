"""For anybody's spaCy pipeline: ``nlp.add_pipe("commentary")``.

The factory is found by entry point (group ``spacy_factories``), so nothing need be imported. Afterwards
``doc._.recommendations`` and ``doc._.extraction`` are set, and ``doc.spans["commentary"]`` holds what displaCy
shows (``style="span"``, ``options={"spans_key": "commentary"}``).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from commentary_nlp.extract.annotations import register
from commentary_nlp.extract.components import steps
from commentary_nlp.records import Extraction


class Commentary:
    """All components of this package as one.

    A `Doc` may carry the article's facts (``doc._.article``, a record with `published_at`, from which dates without
    a year follow); without it the text alone is read. `spans_key` names the group of spans that is written, or is
    None for none; `sentiment` what scores sentiment ("default", "lexicon", "hf:NAME_OR_PATH"). Tokens of the
    pipeline it stands in are not touched; spans are widened to their borders.
    """

    def __init__(self, spans_key: str | None = "commentary", sentiment: str = "default") -> None:
        self.spans_key = spans_key
        self.steps = steps(sentiment)
        register()

    def __call__(self, doc: Doc) -> Doc:
        for step in self.steps:
            doc = step(doc)
        if self.spans_key is not None:
            found = (
                doc.char_span(start, end, label=label, alignment_mode="expand")
                for start, end, label in _labelled(doc._.extraction)
            )
            doc.spans[self.spans_key] = SpanGroup(
                doc, name=self.spans_key, spans=[span for span in found if span is not None]
            )
        return doc


@Language.factory(
    "commentary",
    default_config={"spans_key": "commentary", "sentiment": "default"},
    assigns=["doc._.recommendations", "doc._.extraction", "doc.spans"],
)
def make_commentary(nlp: Language, name: str, spans_key: str | None, sentiment: str) -> Commentary:
    """The component for a pipeline's configuration."""
    return Commentary(spans_key, sentiment)


def _labelled(extraction: Extraction) -> Iterator[tuple[int, int, str]]:
    """(start, end, label) in characters: INSTRUMENT, the action of a recommendation, HORIZON, and the role of each
    condition, in capitals."""
    for instrument in extraction.instruments:
        for mention in instrument.mentions:
            yield mention.start, mention.end, "INSTRUMENT"
    for rec in extraction.recommendations:
        yield rec.start, rec.end, rec.action.upper()
        if rec.horizon is not None:
            yield rec.horizon.start, rec.horizon.end, "HORIZON"
        for condition in rec.conditions:
            yield condition.start, condition.end, condition.role.upper()
    for condition in extraction.conditions:
        yield condition.start, condition.end, condition.role.upper()
