"""Bars, and the view that can show nothing later than its day."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from price_builders import bars_of

from commentary_nlp.errors import MarketError
from commentary_nlp.market.bars import Bars, MarketView

DAYS = st.dates(date(2023, 12, 25), date(2024, 2, 10))


class Counting:
    """A source that counts what it is asked."""

    def __init__(self, *bars: Bars) -> None:
        self.bars = {each.symbol: each for each in bars}
        self.asked = 0

    def load(self, symbol: str) -> Bars | None:
        self.asked += 1
        return self.bars.get(symbol)

    def symbols(self) -> Iterable[str]:
        return self.bars


def with_future(bars: Bars, after: date, factor: float) -> Bars:
    """The same past, another future."""
    late = bars.dates > np.datetime64(after)
    changed = {
        name: np.where(late, getattr(bars, name) * factor, getattr(bars, name))
        for name in ("open", "high", "low", "close", "adjusted_close", "volume")
    }
    return replace(bars, hash="", **changed)


@settings(deadline=None)  # the first example pays for imports
@given(as_of=DAYS, earlier=DAYS, factor=st.floats(0.1, 10).filter(lambda f: abs(f - 1) > 1e-6))
def test_no_later_row_can_show(as_of: date, earlier: date, factor: float) -> None:
    whole = bars_of(count=25)
    view = MarketView(Counting(whole), as_of)
    other = MarketView(Counting(with_future(whole, as_of, factor)), as_of)
    cut = MarketView(Counting(whole.upto(as_of)), as_of)
    views = [view, other, cut]
    if earlier <= as_of:
        views += [view.at(earlier), other.at(earlier)]
    for each in views:
        found = each.find("ACME")
        if found is None:
            assert each.as_of < whole.day(0)
            continue
        assert found.day(-1) <= each.as_of
        same = whole.upto(each.as_of)
        assert found.hash == same.hash
        for name in ("dates", "open", "high", "low", "close", "adjusted_close", "volume"):
            assert np.array_equal(getattr(found, name), getattr(same, name))


def test_a_view_refuses_to_look_ahead() -> None:
    view = MarketView(Counting(bars_of()), date(2024, 1, 5))
    with pytest.raises(MarketError, match="lies ahead"):
        view.at(date(2024, 1, 6))
    assert view.at(date(2024, 1, 5)) is view


def test_an_unknown_symbol_says_how_to_get_it() -> None:
    view = MarketView(Counting(bars_of()), date(2024, 1, 5))
    assert view.find("NONE") is None
    with pytest.raises(MarketError, match="commentary market fetch NONE"):
        view.bars("NONE")
    with pytest.raises(MarketError, match="no prices of ACME up to 2023-12-29"):
        view.at(date(2023, 12, 29)).bars("ACME")


def test_a_view_asks_its_source_once_a_symbol() -> None:
    source = Counting(bars_of())
    view = MarketView(source, date(2024, 1, 31))
    for _ in range(5):
        view.find("ACME")
        view.find("NONE")
    assert source.asked == 2


def test_thousands_of_days_are_cheap() -> None:
    view = MarketView(Counting(bars_of(count=1500, first="2015-01-02")), date(2024, 1, 31))
    start = time.perf_counter()
    for n in range(5000):
        view.at(date(2015, 1, 2) + timedelta(days=n % 2000)).find("ACME")
    assert time.perf_counter() - start < 1.0  # some microseconds each; hashing each cut would take a second


@settings(deadline=None)  # the first example pays for imports
@given(first=DAYS, last=DAYS)
def test_between_is_inclusive(first: date, last: date) -> None:
    whole = bars_of(count=25)
    part = whole.between(first, last)
    days = [whole.day(n) for n in range(len(whole)) if first <= whole.day(n) <= last]
    assert [part.day(n) for n in range(len(part))] == days


def test_the_hash_is_of_the_figures() -> None:
    whole = bars_of()
    assert whole.hash.startswith("sha256:")
    assert bars_of(vendor="another").hash == whole.hash
    assert whole.upto(whole.day(4)).hash != whole.hash
    assert whole.upto(whole.day(4)).hash == bars_of(count=5).hash
    changed = whole.close.copy()
    changed[3] += 1e-9
    assert bars_of(close=changed).hash != whole.hash
    assert bars_of(hash="stated").hash == "stated"
    assert replace(bars_of(hash="stated"), symbol="B").hash == "stated"


def test_rows_by_day() -> None:
    bars = bars_of()
    assert bars.row(date(2024, 1, 3)) == 1
    assert bars.row(date(2024, 1, 6)) is None
    assert bars.row(date(2030, 1, 1)) is None
    assert bars.day(1) == date(2024, 1, 3)
