"""What the network learns from: labelled texts of four kinds of file, as samples of one form.

* `finentity.json` (FinEntity, ODC-BY): sentences, each entity's span and label. Documents are split by the hash of
  their text: a fifth is held out, and the same fifth for everybody.
* `tfns_train.csv`, `tfns_valid.csv` (Twitter Financial News Sentiment, MIT): posts and headlines, whole-text labels.
* `*.jsonl`, this project's own sentences: ``{"text": ..., "score": s, "targets": {name: s}}``, s from -1 to 1; and
  whole pieces of commentary of the same form.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from commentary_nlp.errors import ExtractError

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
_FINENTITY = {"Negative": NEGATIVE, "Neutral": NEUTRAL, "Positive": POSITIVE}
_TFNS = {"0": NEGATIVE, "1": POSITIVE, "2": NEUTRAL}
# A fifth of the documents of FinEntity is held out.
_HELD_OUT = 5
# A third of the annotated articles weighs sentences and pages; the pages of the others are learned.
_WEIGHS = 3
# The source of samples that nobody labelled: what a larger network says of them is all there is to aim at.
UNLABELLED = "unlabelled"
# A whole piece is neutral up to 0.15, as the guide says.
_WHOLE_BELOW = 0.16
# Characters of a sentence that is asked of: shorter ones are headings and bits of tables.
_SENTENCE = 25
# Characters of half a page.
_HALF_PAGE = 950
# A graded score nearer to nought than this is neutral: the annotation guide grades no other below 0.1.
NEUTRAL_BELOW = 0.1


class Sample(NamedTuple):
    """A text, a target in it (None: the whole), its class and, where graded, its score; `source` names the set.

    `taught` is a larger network's reading: the chances of the three classes, and its score.
    """

    text: str
    target: str | None
    label: int
    score: float | None
    source: str
    taught: tuple[float, float, float, float] | None = None


def label_of(score: float, neutral_below: float = NEUTRAL_BELOW) -> int:
    """The class of a graded score."""
    if abs(score) < neutral_below:
        return NEUTRAL
    return POSITIVE if score > 0 else NEGATIVE


def held_out(text: str, one_in: int = _HELD_OUT) -> bool:
    """Whether a document of FinEntity is of the fifth that is never learned from; or another text of another part."""
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest(), 16) % one_in == 0


def weighs(text: str) -> bool:
    """Whether an annotated article helps to weigh sentences and pages: then its score is not learned from."""
    return held_out(text, _WEIGHS)


def finentity(path: Path, held: bool) -> list[Sample]:
    """The entities of the documents that are held out, or of the others."""
    found = []
    for document in _json(path):
        text = document["content"]
        if held_out(text) is not held:
            continue
        for mark in document["annotations"]:
            found.append(Sample(text, mark["value"], _FINENTITY[mark["label"]], None, "finentity"))
    return found


def tfns(path: Path) -> list[Sample]:
    """The rows of a file of Twitter Financial News Sentiment."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return [Sample(row["text"], None, _TFNS[row["label"]], None, "tfns") for row in rows]
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None


def own(path: Path) -> list[Sample]:
    """The graded sentences of one of this project's files: one sample for the text, one for each target."""
    found: list[Sample] = []
    try:
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        for row in map(json.loads, lines):
            graded: Iterable[tuple[str | None, float]] = [(None, row["score"]), *row.get("targets", {}).items()]
            found.extend(Sample(row["text"], t, label_of(s), float(s), path.stem) for t, s in graded if s is not None)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from None
    return found


def pieces(path: Path) -> list[Sample]:
    """The pages of the pieces of commentary in one of this project's files, each with the score of its whole piece;
    and, without a label, the halves of pages."""
    found: list[Sample] = []
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        for text, score in ((row["text"], float(row["score"])) for row in rows):
            found.extend(_whole(page, score) for page in _pages(text))
            found.extend(_halves(text))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from None
    return found


def asked(path: Path, score: float | None = None) -> tuple[list[Sample], list[Sample]]:
    """The sentences of an article, without a label; and its pages, which have its `score` where that is given."""
    from commentary_nlp.extract.blocks import find_blocks
    from commentary_nlp.extract.sentiment.document import pages_of, sentences_of

    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None
    said = sentences_of(text, find_blocks(text, None))
    short = dict.fromkeys(text[s.start : s.end] for s in said if s.end - s.start >= _SENTENCE)
    pages = pages_of(text, said)
    graded = [_ask(page) for page in pages] if score is None else [_whole(page, score) for page in pages]
    return [_ask(sentence) for sentence in short], graded


def _whole(page: str, score: float) -> Sample:
    return Sample(page, None, label_of(score, _WHOLE_BELOW), score, "pieces")


def _ask(text: str) -> Sample:
    return Sample(text, None, NEUTRAL, None, UNLABELLED)


def _halves(text: str) -> list[Sample]:
    return [_ask(half) for half in _pages(text, _HALF_PAGE)]


def _pages(text: str, length: int | None = None) -> list[str]:
    from commentary_nlp.extract.blocks import find_blocks
    from commentary_nlp.extract.sentiment.document import PAGE, pages_of, sentences_of

    return pages_of(text, sentences_of(text, find_blocks(text, None)), length or PAGE)


def without(samples: Iterable[Sample], others: Iterable[Sample]) -> Iterator[Sample]:
    """The samples whose text is not one of the others', letter case and space aside."""
    known = {_key(sample.text) for sample in others}
    return (sample for sample in samples if _key(sample.text) not in known)


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> ExtractError:
    return ExtractError(
        f"{path} cannot be read as training data: {error!r}.",
        "Fetch it again from its source (models/sentiment/README.md names them).",
    )
