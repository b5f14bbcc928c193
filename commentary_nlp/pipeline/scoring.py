"""Sentiment of lines of text, and how well scorers agree with labelled sets."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commentary_nlp.errors import AuditError, ReadError
from commentary_nlp.pipeline.places import Progress, embedded, silent
from commentary_nlp.records import SentimentReading
from commentary_nlp.settings import Settings

if TYPE_CHECKING:
    from commentary_nlp.audit.sentiment import SentimentAgreement

# Lines scored together: enough for batches of like length, few enough that output flows.
_TOGETHER = 512
_LABELS = {"negative", "neutral", "positive"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line's number, its `id` where it has one, and its reading or what was wrong with it."""

    number: int
    id: Any
    reading: SentimentReading | None
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As printed: the reading's fields, or `error`; `id` where the line has one."""
        own = {} if self.id is None else {"id": self.id}
        if self.reading is None:
            return {**own, "line": self.number, "error": self.error}
        return {**own, **self.reading.to_dict()}


def sentiment(
    path: str | Path = "-",
    *,
    scorer: str = "default",
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Iterator[Line]:
    """The reading of each line of a JSON-lines file, in order; "-" is standard input.

    A line is an object with `text`, and `target` for the sentiment towards it (else of the whole), and `id`, which is
    given back. A line that is none costs no other. Empty lines are passed over. `progress` counts lines.

    Raises:
        ReadError: the file cannot be read.
        ExtractError: no scorer has that name, or its model is missing or altered.
    """
    from commentary_nlp.extract import check_scorer, choose_scorer, read_sentiment

    check_scorer(scorer)
    chosen, limit = choose_scorer(scorer), (settings or Settings()).read.max_characters
    lines, total = _lines(path)
    done = 0
    for some in _chunks(lines, _TOGETHER):
        asked = [_asked(number, line, limit) for number, line in some]
        good = [a for a in asked if not isinstance(a, Line)]
        readings = iter(read_sentiment([(a["text"], a.get("target")) for a in good], chosen))
        for (number, _), item in zip(some, asked, strict=True):
            yield item if isinstance(item, Line) else Line(number, item.get("id"), next(readings))
        done += len(some)
        progress(done, total)


def _lines(path: str | Path) -> tuple[Iterator[tuple[int, bytes]], int | None]:
    if str(path) == "-":
        source: Iterable[bytes] = sys.stdin.buffer
        total = None
    else:
        try:
            data = Path(path).read_bytes().split(b"\n")
        except OSError as error:
            raise ReadError(
                f"{path} cannot be read: {error.strerror or error}.", "Name a file of JSON lines."
            ) from None
        source, total = data, sum(1 for line in data if line.strip())
    return ((number, line) for number, line in enumerate(source, 1) if line.strip()), total


def _asked(number: int, line: bytes, limit: int) -> Line | dict[str, Any]:
    """The line's object, or what is wrong with it."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Line(number, None, None, "It is no UTF-8 text. Save the file as UTF-8.")
    except (ValueError, RecursionError):
        return Line(number, None, None, 'It is no JSON object. Write {"text": "...", "target": "..."}.')
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return Line(number, None, None, 'It has no "text". Write {"text": "...", "target": "..."}.')
    if row.get("target") is not None and not isinstance(row["target"], str):
        return Line(number, row.get("id"), None, 'Its "target" is no text. Give a name, or leave it out.')
    if len(row["text"]) > limit:
        return Line(number, row.get("id"), None, f"Its text has over {limit:,} characters. Cut it into articles.")
    return {**row, "target": (row.get("target") or "").strip() or None}


def _chunks(lines: Iterator[tuple[int, bytes]], size: int) -> Iterator[list[tuple[int, bytes]]]:
    while some := list(islice(lines, size)):
        yield some


@dataclass(frozen=True, slots=True)
class SetAgreement:
    """How one scorer does on one set; `kind` is "whole" (texts), "target" (towards named targets) or "article"."""

    name: str
    kind: str
    scorer: str
    figures: SentimentAgreement


def evaluate_sentiment(
    paths: Sequence[str | Path] = (), scorers: Sequence[str] = ("lexicon", "default"), *, progress: Progress = silent
) -> list[SetAgreement]:
    """Each scorer on each set, in the order of the sets.

    A set is a ``.jsonl`` file, one text a line with `label` or `score` (and `target`), or with `score` and `targets`
    (name to score); or a folder of annotated articles (NAME.txt with NAME.gold.json). Without `paths`, the held-out
    sentences that ship with the package.

    Raises:
        AuditError: a set cannot be read, or holds nothing labelled.
        ExtractError: no scorer has a name, or its model is missing or altered.
    """
    from commentary_nlp.extract import check_scorer

    for scorer in scorers:
        check_scorer(scorer)
    chosen = [Path(p) for p in paths] or sorted(embedded("sentiment/held_out").glob("*.jsonl"))
    found: list[SetAgreement] = []
    for done, path in enumerate(chosen):
        progress(done, len(chosen))
        for scorer in scorers:
            found += _articles(path, scorer) if path.is_dir() else _sentences(path, scorer)
    progress(len(chosen), len(chosen))
    return found


def _sentences(path: Path, scorer: str) -> Iterator[SetAgreement]:
    from commentary_nlp.audit.sentiment import Compared, compare
    from commentary_nlp.extract import choose_scorer, read_sentiment

    asked: dict[str, list[tuple[str, str | None, str | None, float | None]]] = {"whole": [], "target": []}
    for text, target, label, score in labelled(path):
        asked["target" if target else "whole"].append((text, target, label, score))
    for kind, rows in asked.items():
        if not rows:
            continue
        readings = read_sentiment([(text, target) for text, target, _, _ in rows], choose_scorer(scorer))
        compared = [
            Compared(label, score, r.label, r.score, r.confidence)
            for (_, _, label, score), r in zip(rows, readings, strict=True)
        ]
        yield SetAgreement(path.stem, kind, scorer, compare(compared))


def labelled(path: Path) -> list[tuple[str, str | None, str | None, float | None]]:
    """(text, target, label, score) of each labelled line of a set.

    Raises:
        AuditError: it cannot be read, or holds nothing labelled.
    """
    found: list[tuple[str, str | None, str | None, float | None]] = []
    try:
        for line in path.read_text("utf-8").splitlines():
            if not line.strip():
                continue
            row = json.loads(line)
            text = row["text"]
            if row.get("label") is not None or row.get("score") is not None:
                found.append((text, row.get("target"), *_said(row)))
            for target, score in (row.get("targets") or {}).items():
                found.append((text, target, *_said({"score": score})))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AuditError(
            f"{path} is no labelled set: {error!r}.", 'Give lines of {"text": ..., "label": ...} or "score", "targets".'
        ) from None
    if not found:
        raise AuditError(f"{path} holds nothing labelled.", "Give lines with `label` or `score`.")
    return found


def _said(row: Mapping[str, Any]) -> tuple[str | None, float | None]:
    """The label and the score of a line; a score of nought is neutral, and its sign the label where none is said."""
    score = None if row.get("score") is None else float(row["score"])
    label = row.get("label")
    if label is not None and label not in _LABELS:
        raise ValueError(f"label {label!r} is none of {sorted(_LABELS)}")
    if label is None and score is not None:
        label = "neutral" if abs(score) < 0.1 else "positive" if score > 0 else "negative"
    return label, score


def _articles(folder: Path, scorer: str) -> Iterator[SetAgreement]:
    from commentary_nlp.audit.sentiment import Compared, compare
    from commentary_nlp.pipeline.extracting import Workers
    from commentary_nlp.read import Fill, fill, read_path
    from commentary_nlp.records import Extraction

    whole: list[Compared] = []
    towards: list[Compared] = []
    workers = Workers("default", sentiment=scorer)
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        dated = (gold.get("article") or {}).get("published_at")
        text = path.with_name(path.name.removesuffix(".gold.json") + ".txt")
        for item in workers([fill(reading, Fill(published_at=dated)) for reading in read_path(text)]):
            if not isinstance(item, Extraction) or not isinstance(gold.get("sentiment"), dict):
                continue
            said, ours = gold["sentiment"], item.sentiment
            whole.append(
                Compared(
                    said.get("label"),
                    said.get("score"),
                    ours.label if ours else None,
                    ours.score if ours else None,
                    ours.confidence if ours else None,
                )
            )
            towards += _instruments(gold, item)
    if not whole:
        raise AuditError(f"{folder} holds no annotated article.", "Give a folder of NAME.txt with NAME.gold.json.")
    yield SetAgreement(folder.name, "article", scorer, compare(whole))
    if towards:
        yield SetAgreement(folder.name, "target", scorer, compare(towards))


def _instruments(gold: Mapping[str, Any], extraction: Any) -> Iterator[Any]:
    """The annotated sentiment towards each instrument beside ours; those without an annotation are left out."""
    from commentary_nlp.audit.sentiment import Compared

    ours = {i.symbol: i.sentiment for i in extraction.instruments}
    for instrument in gold.get("instruments") or []:
        said = instrument.get("sentiment") if isinstance(instrument, dict) else None
        if isinstance(said, str):
            said = {"label": said}
        if said and said.get("label") and instrument["symbol"] in ours:
            tone = ours[instrument["symbol"]]
            yield Compared(
                said["label"],
                said.get("score"),
                tone.label if tone else None,
                tone.score if tone else None,
                tone.confidence if tone else None,
            )
