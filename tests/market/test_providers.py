"""Fetching, with vendors that stand in for the network."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from price_builders import frame_of, sessions

from commentary_nlp.errors import MarketError
from commentary_nlp.market import providers
from commentary_nlp.market.providers import Fetched, Provider, YFinance, fetch, provider, provider_names
from commentary_nlp.market.store import PriceStore

LATER = datetime(2024, 6, 1, tzinfo=UTC)


class Vendor:
    """Answers from a table; a missing symbol is a broken connection."""

    name = "Vendor"

    def __init__(self, **frames: pd.DataFrame) -> None:
        self.frames = frames
        self.asked: list[tuple[str, date | None, date | None]] = []

    def fetch(self, symbol: str, first: date | None, last: date | None) -> Fetched:
        self.asked.append((symbol, first, last))
        if symbol not in self.frames:
            raise ConnectionError("Name or service not known")
        return Fetched(self.frames[symbol], symbol.lower())


def test_fetched_bars_are_stored_under_the_vendors_name(store: PriceStore) -> None:
    vendor = Vendor(ACME=frame_of())
    assert isinstance(vendor, Provider)
    report = fetch(["ACME"], vendor, store, date(2024, 1, 2), date(2024, 1, 16), now=LATER)
    assert vendor.asked == [("ACME", date(2024, 1, 2), date(2024, 1, 16))]
    [account] = report.symbols
    assert (account.symbol, account.kept, account.source) == ("ACME", 10, "Vendor acme")
    bars = store.load("ACME")
    assert bars is not None
    assert (bars.vendor, bars.adjustment, len(bars)) == ("vendor", "raw", 10)


def test_one_failure_stops_no_other(store: PriceStore) -> None:
    vendor = Vendor(ACME=frame_of(), EMPTY=frame_of().iloc[:0], ODD=pd.DataFrame({"colour": ["red"]}))
    report = fetch(["GONE", "EMPTY", "ODD", "../x", "ACME"], vendor, store, now=LATER)
    assert [account.symbol for account in report.symbols] == ["ACME"]
    messages = [failure.message for failure in report.failures]
    assert len(messages) == 4
    assert "Name or service not known" in messages[0]
    assert "connection" in messages[0]
    assert "no prices of empty" in messages[1]
    assert "colour" in messages[2]
    assert "is no symbol" in messages[3]


def test_a_session_that_still_trades_is_not_stored(store: PriceStore) -> None:
    vendor = Vendor(ACME=frame_of())
    noon = datetime(2024, 1, 16, 17, 0, tzinfo=UTC)  # the last session of the frame, before its close at 21:00
    [account] = fetch(["ACME"], vendor, store, now=noon).symbols
    assert account.dropped == {"unfinished": 1}
    assert account.last == date(2024, 1, 12)
    [account] = fetch(["ACME"], vendor, store, now=datetime(2024, 1, 16, 21, 0, tzinfo=UTC)).symbols
    assert (account.dropped, account.added) == ({}, 1)


def test_days_in_the_wrong_order(store: PriceStore) -> None:
    with pytest.raises(MarketError, match="is before"):
        fetch(["ACME"], Vendor(), store, date(2024, 1, 2), date(2024, 1, 1))


def test_an_unknown_provider_names_the_known(store: PriceStore) -> None:
    with pytest.raises(MarketError, match=r"no provider 'nobody'.*yfinance"):
        fetch(["ACME"], "nobody", store)


def test_the_extra_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, store: PriceStore) -> None:
    monkeypatch.setitem(sys.modules, "yfinance", None)
    with pytest.raises(MarketError, match=r"pip install 'commentary-nlp\[yfinance\]'"):
        fetch(["SPY"], "yfinance", store)


def entry_points_of(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = EntryPoint("house", value, providers.GROUP)

    def found(*, group: str, name: str | None = None) -> list[EntryPoint]:
        return [point] if group == providers.GROUP and name in (None, "house") else []

    monkeypatch.setattr(providers, "entry_points", found)


def test_another_package_adds_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = SimpleNamespace(House=Vendor, ready=Vendor(), odd=object())
    monkeypatch.setitem(sys.modules, "house_prices", module)
    entry_points_of(monkeypatch, "house_prices:House")
    assert provider_names() == ["house", "yfinance"]
    assert isinstance(provider("house"), Vendor)
    entry_points_of(monkeypatch, "house_prices:ready")
    assert provider("house") is module.ready
    entry_points_of(monkeypatch, "house_prices:odd")
    with pytest.raises(MarketError, match="house"):
        provider("house")
    entry_points_of(monkeypatch, "no_such_package:House")
    with pytest.raises(MarketError, match="cannot be loaded"):
        provider("house")


class Yahoo:
    """The part of yfinance that is used."""

    def __init__(self) -> None:
        self.config = SimpleNamespace(debug=SimpleNamespace(hide_exceptions=True))
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def Ticker(self, name: str) -> Any:
        def history(**options: Any) -> pd.DataFrame:
            self.asked.append((name, options))
            index = pd.DatetimeIndex(sessions(count=3), name="Date").tz_localize("America/New_York")
            columns = {"Open": 10.0, "High": 12.0, "Low": 9.0, "Close": 11.0, "Adj Close": 10.5, "Volume": 100}
            return pd.DataFrame(columns, index=index)

        return SimpleNamespace(history=history)


def test_yahoo_is_asked_by_its_names_for_unadjusted_bars(store: PriceStore) -> None:
    module = Yahoo()
    report = fetch(
        ["SPX", "BRK.B", "CL=F", "^VIX"], YFinance(module), store, date(2024, 1, 2), date(2024, 1, 4), now=LATER
    )
    assert report.failures == ()
    assert [name for name, _ in module.asked] == ["^GSPC", "BRK-B", "CL=F", "^VIX"]
    options = module.asked[0][1]
    assert (options["auto_adjust"], options["start"], options["end"]) == (False, "2024-01-02", "2024-01-05")
    assert module.config.debug.hide_exceptions is False
    assert store.symbols() == ["BRK.B", "CL", "SPX", "VIX"]
    bars = store.load("SPX")
    assert bars is not None
    assert (bars.vendor, bars.adjustment, bars.adjusted_close[0]) == ("yahoo", "raw", 10.5)
    assert bars.day(0) == date(2024, 1, 2)


def test_without_days_yahoo_is_asked_for_all() -> None:
    module = Yahoo()
    YFinance(module).fetch("SPY", None, None)
    YFinance(module).fetch("SPY", None, date(2024, 1, 4))
    assert module.asked[0][1]["period"] == "max"
    assert "end" not in module.asked[0][1]
    assert module.asked[1][1]["end"] == "2024-01-05"
