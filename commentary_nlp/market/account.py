"""The account of an import: what was read, what was kept, and why the rest was not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from commentary_nlp.records.contract import Record
from commentary_nlp.settings import Adjustment

Dropped = Literal[
    "no_date",  # a date that cannot be read
    "empty",  # a day without any price: vendors deliver holidays so
    "incomplete",  # some of the day's prices are missing
    "not_a_number",  # words, or infinity, in place of a price
    "zero",
    "negative",  # of a series that cannot be negative
    "contradictory",  # high below low, or open or close well outside of them
    "repeated",  # the same day again, with the same figures
    "conflicting",  # the same day again, with other figures: the last is kept
    "no_session",  # the exchange was closed
    "unfinished",  # the session had not closed when it was fetched
]


class SymbolImport(Record):
    """What one import brought of one symbol.

    `read` rows = `kept` + all of `dropped`. `repaired` counts kept rows in which one figure was mended (its
    kinds are in `notes`). `added` days are new to the store, `replaced` had other figures there before,
    `first` and `last` (inclusive) span the kept rows and `missing` counts the exchange's sessions between
    them without a row. All None or 0 where nothing was kept.
    """

    symbol: str
    source: str
    vendor: str | None = None
    adjustment: Adjustment
    close_only: bool = False
    read: int
    kept: int
    dropped: Mapping[Dropped, int] = {}
    repaired: int = 0
    added: int = 0
    replaced: int = 0
    first: date | None = None
    last: date | None = None
    missing: int = 0
    notes: tuple[str, ...] = ()


class ImportFailure(Record):
    """A file, or a symbol of one, of which nothing could be imported; the rest went on."""

    source: str
    message: str


class ImportReport(Record):
    """All that one import did, symbols in order."""

    symbols: tuple[SymbolImport, ...] = ()
    failures: tuple[ImportFailure, ...] = ()

    @property
    def kept(self) -> int:
        """Rows kept, over all symbols."""
        return sum(each.kept for each in self.symbols)

    @property
    def dropped(self) -> dict[Dropped, int]:
        """Rows dropped by reason, over all symbols."""
        total: dict[Dropped, int] = {}
        for each in self.symbols:
            for reason, count in each.dropped.items():
                total[reason] = total.get(reason, 0) + count
        return total
