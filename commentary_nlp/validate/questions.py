"""A predicate put to one series on one day, and the answer with the figures that gave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.records import Predicate, Role
from commentary_nlp.settings import ValidateSettings
from commentary_nlp.validate.series import Series, SeriesBook, Unmeasured
from commentary_nlp.validate.subjects import Subjects, Trade
from commentary_nlp.validate.wording import counted

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one series on one day. `threshold` is in the unit of the figure it was compared with; `first_row` the
    first row that was read; `extreme` the side of the session's range that was compared, None where it was the
    close."""

    value: bool
    values: dict[str, float | str | None]
    threshold: float | None = None
    first_row: int = 0
    extreme: Literal["high", "low"] | None = None


@dataclass(frozen=True)
class Question:
    """A predicate, a series and the rows it is about.

    Attributes:
        row: the judged day's.
        ground: the last row before the counting began (the entry, or the first session after publication);
            moves are measured from its close. None: there is none, see `no_ground`.
        entry_level: the level of `series` at the entry's own prices, which stands for `ground`'s close where
            there is a position.
        windowed: the predicate has a last day, so a move without a period runs from `ground`.
        held: how many rows the period has for which the predicate must have held, the judged one its last;
            None where no such period is said.
        intraday: the session's high and low count, not its close alone.
        favourable: 1 where the trade gains as the series rises, -1 where it loses, 0 where that is unknown.
    """

    predicate: Predicate
    series: Series
    row: int
    settings: ValidateSettings
    book: SeriesBook
    subjects: Subjects
    role: Role
    trade: Trade
    ground: int | None = None
    no_ground: str = ""
    entry_level: float | None = None
    windowed: bool = False
    held: int | None = None
    intraday: bool = False
    favourable: int = 0
    _noise: dict[int, float] = field(default_factory=dict, repr=False)

    @cached_property
    def grounded(self) -> int:
        """`ground`, which must be earlier than the judged row.

        Raises:
            Unmeasured: there is none.
        """
        if self.ground is None:
            raise Unmeasured(self.no_ground)
        if self.ground >= self.row:
            raise Unmeasured("nothing has traded since the counting began")
        return self.ground

    def ground_level(self) -> float:
        """The series' value that a move since the beginning is measured from."""
        row = self.grounded
        return self.entry_level if self.entry_level is not None else self.value(row)

    def value(self, row: int) -> float:
        """The series at a row.

        Raises:
            Unmeasured: it has no figure there.
        """
        if row < 0:
            raise Unmeasured(f"{self.series.label} has no earlier bar")
        found = float(self.series.values[row])
        if not np.isfinite(found):
            raise Unmeasured(
                f"{self.series.label} has no figure for {self.series.day(row)}: too few bars, or a gap before it"
            )
        return found

    def back(self, rows: int) -> int:
        """The row that lies `rows` before the judged one.

        Raises:
            Unmeasured: the series is too short.
        """
        if self.row < rows:
            raise Unmeasured(f"{self.series.label} has {counted(self.row, 'earlier bar')}, {rows} needed")
        return self.row - rows

    def noise(self, before: int) -> float:
        """The standard deviation of daily changes over the noise period that ends at row `before`, inclusive:
        in percent of the level for a relative series, else in its unit.

        Raises:
            Unmeasured: too few changes.
        """
        settings = self.settings
        first = max(1, before - settings.noise_sessions + 1)
        part = self.series.values[first - 1 : before + 1]
        moves = np.diff(part)
        if self.series.relative:
            base = part[:-1]
            moves = 100.0 * moves / np.where(base > 0, base, np.nan)
        moves = moves[np.isfinite(moves)]
        if len(moves) < settings.noise_minimum:
            raise Unmeasured(
                f"{self.series.label} has {counted(len(moves), 'daily change')} before "
                f"{self.series.day(max(before, 0))}; {settings.noise_minimum} are needed to tell a move from noise"
            )
        return float(moves.std(ddof=1))
