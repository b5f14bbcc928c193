"""The package as a component of anybody's spaCy pipeline."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy import displacy

from commentary_nlp.extract import extract
from commentary_nlp.records import Article, article_id

TEXT = "Buy XLE on a dip to 84, stop 81, for 2-4 weeks. Avoid HYG until VIX closes below 17."


def test_the_factory_is_found_without_an_import_and_survives_the_disk(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("commentary")
    doc = nlp(TEXT)
    assert [r.action for r in doc._.recommendations] == ["open", "avoid"]
    assert len(list(doc.sents)) == 2
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again(TEXT)._.extraction == doc._.extraction


def test_it_reads_what_the_extractor_reads() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("commentary")
    assert nlp(TEXT)._.extraction == extract([Article(id=article_id(TEXT), text=TEXT)])[0]


def test_spans_are_there_for_display() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("commentary", config={"spans_key": "ideas"})
    doc = nlp(TEXT)
    said = {(span.text, span.label_) for span in doc.spans["ideas"]}
    assert {("XLE", "INSTRUMENT"), ("stop 81", "STOP"), ("for 2-4 weeks", "HORIZON")} <= said
    assert ("Avoid HYG until VIX closes below 17.", "AVOID") in said
    assert "TRIGGER" in displacy.render(doc, style="span", options={"spans_key": "ideas"}, jupyter=False)


def test_no_spans_where_none_are_wanted() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("commentary", config={"spans_key": None})
    assert not nlp(TEXT).spans


def test_an_empty_doc() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("commentary")
    assert nlp("")._.recommendations == ()
