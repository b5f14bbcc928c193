"""Synthetic prices for the tests of this folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from commentary_nlp.market.bars import Bars
from commentary_nlp.market.calendar import calendar


def sessions(first: str = "2024-01-02", count: int = 10, code: str = "XNYS") -> list[date]:
    """The first sessions from a day on."""
    return calendar(code).sessions(date.fromisoformat(first), date(2030, 1, 1))[:count]


def bars_of(
    symbol: str = "ACME", count: int = 10, first: str = "2024-01-02", start: float = 100.0, **changes: object
) -> Bars:
    """A quiet rise by one a session."""
    days = np.array(sessions(first, count), dtype="datetime64[D]")
    close = start + np.arange(count, dtype="float64")
    fields: dict[str, object] = {
        "symbol": symbol, "dates": days, "open": close - 0.5, "high": close + 1, "low": close - 1, "close": close,
        "adjusted_close": close * 0.9, "volume": np.full(count, 1000.0), "vendor": "acme data", "adjustment": "raw",
        "hash": "",
    }  # fmt: skip
    return Bars(**(fields | changes))  # type: ignore[arg-type]


def frame_of(count: int = 10, first: str = "2024-01-02", start: float = 100.0) -> pd.DataFrame:
    """The same rise as a vendor's table."""
    close = start + np.arange(count, dtype="float64")
    return pd.DataFrame(
        {
            "Date": [day.isoformat() for day in sessions(first, count)],
            "Open": close - 0.5, "High": close + 1, "Low": close - 1, "Close": close, "Volume": 1000.0,
        }
    )  # fmt: skip


def write_csv(folder: Path, text: str, name: str = "ACME.csv") -> Path:
    """A file with that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def assert_sound(bars: Bars) -> None:
    """What `Bars` promises of every series."""
    n = len(bars)
    arrays = (bars.open, bars.high, bars.low, bars.close, bars.adjusted_close, bars.volume)
    assert all(array.shape == (n,) and array.dtype == np.float64 for array in arrays)
    assert bars.dates.dtype == np.dtype("datetime64[D]")
    assert (np.diff(bars.dates) > np.timedelta64(0, "D")).all()
    prices = np.stack([bars.open, bars.high, bars.low, bars.close])
    assert np.isfinite(prices).all()
    assert (bars.low <= np.minimum(bars.open, bars.close)).all()
    assert (bars.high >= np.maximum(bars.open, bars.close)).all()
    if not bars.signed:
        assert (prices > 0).all()
        assert not (bars.adjusted_close <= 0).any()
    assert not (bars.volume < 0).any()
