"""What a day's bar does to the levels of a stop or target: the fill that it gives, and what to show for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from commentary_nlp.records.contract import Condition
from commentary_nlp.records.outcome import Evidence
from commentary_nlp.track.levels import Joined, Level, Levels, at, furthest, levels_of, live, passes, reaches
from commentary_nlp.track.returns import LegPrices, Moment, Path
from commentary_nlp.track.schedule import Sessions, held_from


@dataclass(frozen=True)
class Fill:
    """Where a trade is left on a row: the gross return and each leg's price. `moment` is None at a level
    within the day."""

    row: int
    moment: Moment | None
    gross: float
    prices: LegPrices


def first_reached(fills: Sequence[Fill], path: Path) -> Fill:
    """Of several fills within one day, the one that its price comes to first.

    On either side of the open that is the nearest; of both sides the order is unknown: the loss.
    """
    start = float(path.open[fills[0].row])
    below = [fill for fill in fills if fill.gross <= start]
    return max(below, key=_gross) if below else min(fills, key=_gross)


def last_reached(fills: Sequence[Fill], path: Path) -> Fill:
    """As `first_reached`, the one that its price comes to last."""
    start = float(path.open[fills[0].row])
    below = [fill for fill in fills if fill.gross <= start]
    return min(below, key=_gross) if below else max(fills, key=_gross)


def _gross(fill: Fill) -> float:
    return fill.gross


class Watch:
    """A stop or target that consists of levels alone, on the path of its position.

    Watched through the day an `any` fills at the first level that is reached, an `all` at the last, once all
    are. What a `basis` or a period leaves for the close is judged there, by the same rule for the whole.

    `place` is the condition's in its recommendation.
    """

    def __init__(
        self,
        place: int,
        condition: Condition,
        levels: Levels,
        path: Path,
        sessions: Sessions,
        extremes: bool,
    ) -> None:  # fmt: skip
        self.place, self.condition = place, condition
        self.role: Literal["stop", "target"] = "stop" if condition.role == "stop" else "target"
        self._levels, self._path, self._sessions, self._extremes = levels, path, sessions, extremes
        self._leaves = list(_leaves(levels))
        self.by_close = not all(leaf.intraday for leaf in self._leaves)

    def live(self, row: int) -> bool:
        """Whether it is looked for on that row's session at all."""
        return any(live(leaf, self._path.tape.day(row)) for leaf in self._leaves)

    def reached(self, row: int) -> Fill | None:
        """The fill within a row's session, at its open or at a level; None where it is not reached there."""
        return self._fill(self._levels, row)

    def _fill(self, node: Levels, row: int) -> Fill | None:
        path = self._path
        if isinstance(node, Level):
            if not node.intraday or not live(node, path.tape.day(row)):
                return None
            if reaches(node, at(node, path, row, "open")):
                return Fill(row, "open", float(path.open[row]), path.leg_prices(row, "open"))
            if not reaches(node, furthest(node, path, row, self._extremes)):
                return None
            if node.of == "price" and node.symbol is not None:
                return Fill(row, None, *path.at_level(row, node.symbol, node.value))
            return Fill(row, None, node.value, path.at_return(node.value))
        found = [self._fill(part, row) for part in node.parts]
        hit = [fill for fill in found if fill is not None]
        if not hit or (node.every and len(hit) < len(found)):
            return None
        opened = [fill for fill in hit if fill.moment == "open"]
        later = [fill for fill in hit if fill.moment is None]
        if node.every:
            return last_reached(later, path) if later else opened[0]
        return opened[0] if opened else first_reached(later, path)

    def closes(self, row: int) -> bool:
        """Whether it is true at a row's close, for what is judged there."""
        return self._true(self._levels, row)

    def _true(self, node: Levels, row: int) -> bool:
        if isinstance(node, Joined):
            return (all if node.every else any)(self._true(part, row) for part in node.parts)
        if not live(node, self._path.tape.day(row)):
            return False
        first = row
        if node.held is not None:
            start = held_from(node.held, self._path.tape.day(row), self._sessions)
            if start is None or start < self._path.tape.day(0):
                return False
            while first > 0 and self._path.tape.day(first - 1) >= start:
                first -= 1
        return all(self._stands(node, at_row) for at_row in range(first, row + 1))

    def _stands(self, level: Level, row: int) -> bool:
        if level.touch:
            return reaches(level, furthest(level, self._path, row, self._extremes))
        return passes(level, at(level, self._path, row, "close"))

    def touched(self, row: int, at_open: bool = False) -> bool:
        """Whether a row's session (or its open alone) came to it, whatever the basis on which it is judged."""
        return self._came(self._levels, row, at_open)

    def _came(self, node: Levels, row: int, at_open: bool) -> bool:
        if isinstance(node, Joined):
            return (all if node.every else any)(self._came(part, row, at_open) for part in node.parts)
        if not live(node, self._path.tape.day(row)):
            return False
        now = at(node, self._path, row, "open") if at_open else furthest(node, self._path, row, self._extremes)
        return reaches(node, now)

    def gains(self) -> bool:
        """Whether it lies, as a whole, where the position gains: a stop there is none of a loss."""
        return all(self._gain(leaf) > 0 for leaf in self._leaves if leaf.of != "premium") and any(
            leaf.of != "premium" for leaf in self._leaves
        )

    def _gain(self, leaf: Level) -> float:
        if leaf.of == "price" and leaf.symbol is not None:
            return self._path.at_level(0, leaf.symbol, leaf.value)[0]
        return leaf.value

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """The figures of a row that decided: one for each level."""
        return tuple(self._shown(leaf, row) for leaf in self._leaves)

    def _shown(self, leaf: Level, row: int) -> Evidence:
        path, test, day = self._path, leaf.test, self._path.tape.day(row)
        figures: dict[str, float | str | None]
        if leaf.of == "price" and leaf.symbol is not None:
            ohlc = path.tape.prices[leaf.symbol]
            figures = {name: _short(getattr(ohlc, name)[row]) for name in ("open", "high", "low", "close")}
            series = f"{leaf.symbol} {('high' if leaf.up else 'low') if leaf.touch else 'close'}"
        elif leaf.of == "premium":
            figures = {"close": _short(path.premium(row) or 0.0)}
            series = "modelled price of the structure at the close"
        else:
            figures = {name: _short(getattr(path, name)[row]) for name in ("open", "close", "worst", "best")}
            moment = "close" if not leaf.touch else "best" if leaf.up else "worst"
            if leaf.touch and not path.joint and not self._extremes:
                moment = "open and close"
            series = f"return of the position on its base, {moment}"
        first = day
        if leaf.held is not None:
            figures["held for"] = leaf.held.text
            first = max(path.tape.day(0), held_from(leaf.held, day, self._sessions) or day)
        return Evidence(
            measure=test.measure, change=test.change, series=series, symbols=tuple(path.tape.prices), first=first,
            last=day, values=figures, threshold=_short(leaf.value), value=self._true(leaf, row),
        )  # fmt: skip


def watch_of(place: int, condition: Condition, path: Path, sessions: Sessions, extremes: bool) -> Watch | None:
    """The watch on a condition, or None where it is for the judge."""
    if condition.role not in ("stop", "target"):
        return None
    levels = levels_of(condition.test, path, sessions)
    return Watch(place, condition, levels, path, sessions, extremes) if levels is not None else None


def _leaves(node: Levels) -> list[Level]:
    return [node] if isinstance(node, Level) else [leaf for part in node.parts for leaf in _leaves(part)]


def _short(figure: float) -> float:
    """Without the digits that arithmetic leaves behind."""
    return float(f"{figure:.10g}")
