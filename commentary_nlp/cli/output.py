"""Tables for people, JSON lines and CSV for programs. Words of articles are untrusted: what could drive a
terminal or a spreadsheet is taken out of them."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Width of tables where no terminal says its own: enough that none of its cells is cut.
_PIPED_WIDTH = 400
# Widest column of words that may wrap.
_WRAPPED = 48
# Narrowest that such a column is worth showing.
_NARROWEST = 22
# A cell beginning with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(words: str) -> str:
    """The words on one line, without control, escape and direction-changing characters."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else " " for c in words)
    return " ".join("".join(kept).split())


def print_json(items: Iterable[Mapping[str, Any]]) -> None:
    """One object a line, as UTF-8."""
    for item in items:
        _write(json.dumps(item, ensure_ascii=False, allow_nan=False) + "\n")


def _write(text: str) -> None:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, from a broken page: escaped, it stays valid JSON
        data = text.encode("ascii", "backslashreplace")
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(data)
    else:  # a notebook's or a test's stream
        sys.stdout.write(data.decode("utf-8"))


def print_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows with the union of their keys as header; lists and objects as JSON in their cell."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_cell(row.get(key)) for key in header])
    _write(buffer.getvalue())


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        words = "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else " " for c in value)
        return "'" + words if words.startswith(_FORMULA) else words
    return value


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], note: str = "") -> None:
    """A table as wide as the terminal allows.

    Marks before a column's name: ">" right-aligned; "*" may wrap; "?" is left out, from the right, where the
    terminal is too narrow for all (and is named below the table then).
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = console()
    cells = [["" if cell is None else plain(str(cell)) for cell in row] for row in rows]
    kept = _fitting(columns, cells, out.width)
    table = Table(
        title=Text(plain(title)), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for place in kept:
        wraps = "*" in columns[place]
        table.add_column(
            _bare(columns[place]),
            justify="right" if ">" in columns[place] else "left",
            no_wrap=not wraps,
            min_width=min(_NARROWEST, _longest(columns, cells, place)) if wraps else None,
            max_width=_WRAPPED if wraps else None,
            overflow="fold" if wraps else "ellipsis",
        )
    for row in cells:
        table.add_row(*(Text(row[place]) for place in kept))
    left_out = [_bare(name) for place, name in enumerate(columns) if place not in kept]
    notes = [note] if note else []
    if left_out:
        notes.append(f"left out for want of width: {', '.join(left_out)}")
    with out.capture() as captured:
        out.print(table)
        for line in notes:
            out.print(Text(line, style="dim"))
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")


def _bare(name: str) -> str:
    return name.lstrip("?>*")


def _longest(columns: Sequence[str], cells: Sequence[Sequence[str]], place: int) -> int:
    return max([len(_bare(columns[place])), *(len(row[place]) for row in cells)])


def _fitting(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Places of the columns that fit into `width` characters."""

    def needed(place: int) -> int:
        longest = _longest(columns, cells, place)
        return min(longest, _NARROWEST) if "*" in columns[place] else longest

    kept = list(range(len(columns)))
    while sum(needed(place) + 3 for place in kept) >= width:
        droppable = [place for place in kept if columns[place].startswith("?")]
        if not droppable:
            break
        kept.remove(droppable[-1])
    return kept


def console() -> Any:
    """Standard output as a rich console, wide enough where it is piped."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False, soft_wrap=False)


def say(words: str) -> None:
    """A line to the standard error stream: news for people, none for programs."""
    sys.stderr.write(plain(words) + "\n")


def percent(value: float | None, digits: int = 1) -> str:
    """A fraction as a signed percentage; a dash where there is none."""
    return "–" if value is None else f"{100 * value:+.{digits}f}%"


def share(value: float | None) -> str:
    """A fraction as an unsigned percentage; a dash where there is none."""
    return "–" if value is None else f"{100 * value:.0f}%"
