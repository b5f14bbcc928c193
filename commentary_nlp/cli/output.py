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
    """A table; columns named with a leading ">" are right-aligned, with a leading "*" may wrap."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        right, wraps = name.startswith(">"), name.startswith("*")
        table.add_column(
            name.lstrip(">*"),
            justify="right" if right else "left",
            no_wrap=not wraps,
            max_width=_WRAPPED if wraps else None,
            overflow="fold" if wraps else "ellipsis",
        )
    for row in rows:
        table.add_row(*(Text("" if cell is None else plain(str(cell))) for cell in row))
    out = console()
    out.print(table)
    if note:
        out.print(Text(note, style="dim"))


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
