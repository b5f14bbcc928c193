"""A history of plain calls (date, symbol, buy or sell) as extractions, so that it is tracked and audited alike.

Each row is one article of one line, which says nothing but the row: every span is grounded in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from commentary_nlp.errors import CommentaryError, ReadError
from commentary_nlp.read.building import iso_date
from commentary_nlp.read.decoding import decode
from commentary_nlp.read.reading import Failure
from commentary_nlp.records import (
    Action,
    Alternative,
    Article,
    Condition,
    Duration,
    Extraction,
    Instrument,
    Leg,
    Predicate,
    Recommendation,
    Role,
    Side,
    article_id,
)
from commentary_nlp.settings import ReadSettings

# What a call may be named, and what it does. A hold is judged as a call, not traded.
_CALLS: dict[str, tuple[Action, Side]] = {
    **dict.fromkeys(("buy", "positive", "bullish", "long", "outperform", "overweight"), ("open", "long")),
    **dict.fromkeys(("sell", "negative", "bearish", "short", "underperform", "underweight"), ("open", "short")),
    **dict.fromkeys(("hold", "neutral"), ("hold", "long")),
}
_REQUIRED = ("date", "symbol", "call")
_OPTIONAL = ("author", "source", "title", "target", "stop", "horizon_days")


@dataclass(frozen=True, slots=True)
class CallColumns:
    """Which column holds which field; `names` maps a field to its column ("call" to "rating")."""

    names: Mapping[str, str]

    @classmethod
    def parse(cls, words: str) -> CallColumns:
        """From ``call=rating,symbol=ticker``.

        Raises:
            ReadError: a part is no ``field=column``, or names no known field.
        """
        names = {}
        for part in filter(None, (p.strip() for p in words.split(","))):
            field, equals, column = (p.strip() for p in part.partition("="))
            if not equals or field not in _REQUIRED + _OPTIONAL or not column:
                raise ReadError(
                    f"{part!r} renames nothing.",
                    f"Write --map call=rating,symbol=ticker; fields are {', '.join(_REQUIRED + _OPTIONAL)}.",
                )
            names[field] = column
        return cls(names)


def read_calls(
    path: Path, columns: CallColumns | None = None, settings: ReadSettings | None = None
) -> Iterator[Extraction | Failure]:
    """The rows of a CSV of calls, in order; a bad row is a `Failure` with its line, and the rest go on."""
    columns = columns or CallColumns({})
    try:
        text = decode(path.read_bytes(), settings or ReadSettings())
    except CommentaryError as error:
        yield Failure(str(path), error.message, error.remedy)
        return
    except OSError as error:
        yield Failure(str(path), f"The file cannot be read: {error.strerror or error}.", "Check its permissions.")
        return
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first_line.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = [name.strip().lower() for name in next(rows, [])]
    places = {f: header.index(n) for f in _REQUIRED + _OPTIONAL if (n := columns.names.get(f, f).lower()) in header}
    missing = [field for field in _REQUIRED if field not in places]
    if missing:
        yield Failure(
            str(path),
            f"There is no column for {', '.join(missing)}; the columns are {', '.join(header) or 'none'}.",
            f"Name it with --map {missing[0]}=COLUMN.",
            1,
        )
        return
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        facts = {field: row[place].strip() if place < len(row) else "" for field, place in places.items()}
        try:
            extraction = _call(facts, str(path))
        except CommentaryError as error:
            yield Failure(str(path), error.message, error.remedy, rows.line_num)
        else:
            yield extraction


def _call(facts: Mapping[str, str], path: str) -> Extraction:
    published = iso_date(facts["date"])
    if published is None:
        raise ReadError(f"The date {facts['date'][:30]!r} cannot be told.", "Write it as 2024-05-03.")
    symbol = facts["symbol"].upper().lstrip("$")
    if not symbol or len(symbol) > 20 or any(c.isspace() for c in symbol):
        raise ReadError(f"{facts['symbol'][:30]!r} is no symbol.", "Give the ticker.")
    known = _CALLS.get(facts["call"].lower().replace("strong ", ""))
    if known is None:
        raise ReadError(f"The call {facts['call'][:30]!r} is not known.", f"Known are {', '.join(_CALLS)}.")
    action, side = known
    line = _Line(f"{published} {symbol}: {facts['call']}")
    rec_start = len(published) + 1
    conditions = []
    for role, field in (("target", "target"), ("stop", "stop")):
        value = _number(facts.get(field, ""), field)
        if value is not None:
            above = (role == "target") == (side == "long")
            test = Predicate(
                measure="price", symbols=(symbol,), change="above" if above else "below", value=value, unit="price"
            )
            conditions.append((role, *line.add(f"{role} {facts[field]}"), test))
    horizon = None
    days = _number(facts.get("horizon_days", ""), "horizon_days")
    if days is not None:
        words, start, end = line.add(f"{facts['horizon_days']} days")
        horizon = Duration(text=words, start=start, end=end, min=days, max=days, unit="day")
    title = facts.get("title") or None
    if title:
        line.add(title)
    # The same call of another author is another article; the very same row twice is one.
    key = f"{line.text}|{facts.get('author', '')}|{facts.get('source', '')}"
    stop: list[Condition] = [
        Condition(role=_ROLES[role], text=words, start=start, end=end, test=test)
        for role, words, start, end, test in conditions
    ]
    rec = Recommendation(
        text=line.text[rec_start:], start=rec_start, end=len(line.text), action=action, horizon=horizon,
        conditions=tuple(stop),
        alternatives=(Alternative(structure="outright", legs=(Leg(side=side, symbol=symbol, kind="share"),)),),
    )  # fmt: skip
    article = Article(
        id=article_id(key), title=title, author=facts.get("author") or None, source=facts.get("source") or None,
        published_at=published, text=line.text, path=path,
    )  # fmt: skip
    return Extraction(article=article, instruments=(Instrument(symbol=symbol),), recommendations=(rec,))


_ROLES: dict[str, Role] = {"target": "target", "stop": "stop"}


class _Line:
    """The row as words, so that each field has a span."""

    def __init__(self, text: str) -> None:
        self.text = text

    def add(self, words: str) -> tuple[str, int, int]:
        start = len(self.text) + 2
        self.text += "; " + words
        return words, start, len(self.text)


def _number(words: str, field: str) -> float | None:
    if not words:
        return None
    try:
        value = float(words.replace(",", "").lstrip("$€£"))
    except ValueError:
        raise ReadError(f"The {field} {words[:30]!r} is no number.", "Leave it empty where there is none.") from None
    if not 0 < value < 1e9:
        raise ReadError(f"The {field} {words[:30]!r} is out of range.", "Give a positive number, or leave it empty.")
    return value
