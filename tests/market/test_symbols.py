"""Vendors' names in the contract's symbols."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.errors import MarketError
from commentary_nlp.market.symbols import (
    calendar_code,
    canonical,
    check_symbol,
    is_signed,
    series_symbol,
    unit_scale,
    yahoo_name,
)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("^GSPC", "SPX"), ("^gspc", "SPX"), ("^NDX", "NDX"), ("^RUT", "RUT"), ("^DJI", "DJI"), ("^VIX", "VIX"),
        ("^TNX", "US10Y"), ("DX-Y.NYB", "DXY"), ("BRK-B", "BRK.B"), ("BRK/B", "BRK.B"), ("brk.b", "BRK.B"),
        ("GC=F", "GC"), ("ES=F", "ES"), ("GC1!", "GC"), ("CL1 Comdty", "CL"), ("SPX Index", "SPX"),
        ("EURUSD=X", "EURUSD"), ("JPY=X", "USDJPY"), ("EUR/USD", "EURUSD"), ("EURUSD Curncy", "EURUSD"),
        ("BTC-USD", "BTC"), ("ETHUSDT", "ETH"), ("BINANCE:BTCUSDT", "BTC"), ("NASDAQ:AAPL", "AAPL"),
        ("XETR:SAP", "SAP.DE"), ("AAPL.US", "AAPL"), ("NVDA US Equity", "NVDA"), ("$AAPL", "AAPL"),
        ("SAP.DE", "SAP.DE"), ("0700.HK", "0700.HK"), ("BAC-PL", "BAC-PL"), ("PLTR", "PLTR"), ("ABC-USD", "ABC-USD"),
    ],
)  # fmt: skip
def test_names(name: str, symbol: str) -> None:
    assert canonical(name) == symbol


@settings(deadline=None)  # the first example pays for imports
@given(st.text(max_size=20))
def test_a_canonical_name_stays(name: str) -> None:
    assert canonical(canonical(name)) == canonical(name)


@pytest.mark.parametrize(
    ("column", "symbol"),
    [
        ("us10y_yield", "US10Y"), ("dxy", "DXY"), ("nyad", "NYAD"), ("nymo", "NYMO"), ("vix", "VIX"), ("gold", "GC"),
        ("oil", "CL"), ("GOLD", "GOLD"), ("McClellan Oscillator", "NYMO"), ("DGS10", "US10Y"), ("SPY", "SPY"),
    ],
)  # fmt: skip
def test_columns_of_series(column: str, symbol: str) -> None:
    assert series_symbol(column) == symbol


@pytest.mark.parametrize("name", ["^GSPC", "BRK-B", "EURUSD=X", "BTC-USD", "ES=F", "CL=F", "DX-Y.NYB", "SAP.DE", "F"])
def test_yahoo_gets_its_own_names_back(name: str) -> None:
    assert yahoo_name(canonical(name)) == name


def test_kind_settles_what_a_symbol_alone_cannot() -> None:
    assert yahoo_name("ZS") == "ZS"
    assert yahoo_name("ZS", "future") == "ZS=F"
    assert (calendar_code("ES"), calendar_code("ES", "future")) == ("XNYS", "GLBX")
    assert (calendar_code("BTC"), calendar_code("BTC", "share")) == ("24/7", "XNYS")


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("SPY", "XNYS"), ("BRK.B", "XNYS"), ("SAP.DE", "XETR"), ("VOD.L", "XLON"), ("ASML.AS", "XAMS"),
        ("MC.PA", "XPAR"), ("7203.T", "XTKS"), ("0700.HK", "XHKG"), ("EURUSD", "24/5"), ("XAUUSD", "24/5"),
        ("BTC", "24/7"), ("DAX", "XETR"), ("NKY", "XTKS"), ("VIX", "XNYS"), ("GOOGLE", "XNYS"),
    ],
)  # fmt: skip
def test_calendars(symbol: str, code: str) -> None:
    assert calendar_code(symbol) == code


@pytest.mark.parametrize("symbol", ["", "../etc/passwd", "A..B", "a\x00b", "X" * 40, "naïve", "A\\B", "-rf", "A|B"])
def test_hostile_symbols_are_refused(symbol: str) -> None:
    with pytest.raises(MarketError, match="is no symbol"):
        check_symbol(symbol)


def test_yields_may_be_negative_and_prices_not() -> None:
    assert is_signed("US10Y")
    assert is_signed("NYMO")
    assert not is_signed("CL")
    assert not is_signed("VIX")


def test_a_tenfold_yield_is_known_by_its_size() -> None:
    assert unit_scale("US10Y", 42.5) == 0.1
    assert unit_scale("US10Y", 4.25) == 1.0
    assert unit_scale("SPX", 4200.0) == 1.0
