"""Coverage, gaps and staleness, by the exchange's own sessions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from price_builders import bars_of, frame_of

from commentary_nlp.market.importing import import_prices
from commentary_nlp.market.status import status
from commentary_nlp.market.store import PriceStore
from commentary_nlp.settings import MarketSettings


def test_coverage_gaps_and_staleness(tmp_path: Path, store: PriceStore) -> None:
    # Sessions 0 to 19 run from 2 to 30 January; Martin Luther King's day, the 15th, is none of them.
    frame = frame_of(20).drop(index=[3, 8, 9, 10])
    frame.loc[15, "Close"] = -1
    frame.to_csv(tmp_path / "ACME.csv", index=False)
    import_prices(tmp_path / "ACME.csv", store, vendor="Acme")
    [found] = status(store, date(2024, 2, 6))
    assert (found.symbol, found.vendor, found.adjustment, found.calendar, found.used) == (
        "ACME", "acme", "raw", "XNYS", True,
    )  # fmt: skip
    assert (found.first, found.last, found.rows, found.missing) == (date(2024, 1, 2), date(2024, 1, 30), 15, 5)
    assert [(gap.first, gap.last, gap.sessions) for gap in found.gaps] == [
        (date(2024, 1, 12), date(2024, 1, 17), 3),
        (date(2024, 1, 5), date(2024, 1, 5), 1),
        (date(2024, 1, 24), date(2024, 1, 24), 1),
    ]
    assert found.dropped == {"negative": 1}
    assert (found.behind, found.stale) == (5, False)
    assert status(store, date(2024, 2, 7))[0].stale


def test_a_weekend_and_a_holiday_make_nothing_stale(store: PriceStore) -> None:
    store.put(bars_of(count=9))  # to Friday, 12 January 2024
    settings = MarketSettings(stale_sessions=0)
    assert [(s.behind, s.stale) for s in status(store, date(2024, 1, 15), settings)] == [(0, False)]
    assert [(s.behind, s.stale) for s in status(store, date(2024, 1, 16), settings)] == [(1, True)]


def test_as_of_an_earlier_day_nothing_later_counts(store: PriceStore) -> None:
    store.put(bars_of(count=20))
    [early] = status(store, date(2024, 1, 4))
    assert (early.rows, early.last, early.hash) == (3, date(2024, 1, 4), bars_of(count=3).hash)
    [before] = status(store, date(2023, 12, 29))
    assert (before.rows, before.first, before.last, before.behind) == (0, None, None, 0)


def test_every_series_is_shown_the_one_in_use_first(store: PriceStore) -> None:
    store.put(bars_of(adjustment="adjusted", count=20))
    store.put(bars_of())
    store.put(bars_of("SAP.DE"))
    shown = [(s.symbol, s.adjustment, s.used, s.calendar) for s in status(store, date(2024, 1, 31))]
    assert shown == [
        ("ACME", "raw", True, "XNYS"), ("ACME", "adjusted", False, "XNYS"), ("SAP.DE", "raw", True, "XETR"),
    ]  # fmt: skip


def test_a_damaged_file_is_a_problem_and_hides_no_other(store: PriceStore) -> None:
    store.put(bars_of())
    store.put(bars_of("OTHER"))
    next(store.folder.rglob("ACME.parquet")).write_bytes(b"PAR1")
    found = {s.symbol: s for s in status(PriceStore(store.folder), date(2024, 1, 31))}
    assert "damaged" in (found["ACME"].problem or "")
    assert found["OTHER"].rows == 10


def test_an_empty_store_has_no_status(store: PriceStore) -> None:
    assert status(store, date(2024, 1, 31)) == []


SHARED = Path(__file__).parents[3] / "shared" / "market"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared prices are not at hand")
def test_real_files(store: PriceStore) -> None:
    report = import_prices(SHARED / "bars.parquet", store)
    assert report.failures == ()
    assert report.dropped == {"empty": 128}
    accounts = {account.symbol: account for account in report.symbols}
    assert len(accounts) == 48
    assert (accounts["VIX"].dropped, accounts["VIX"].missing) == ({"empty": 120}, 0)
    assert (accounts["AAPL"].adjustment, accounts["SPY"].adjustment) == ("adjusted", "raw")
    again = import_prices(SHARED / "bars.parquet", store)
    assert sum(account.added + account.replaced for account in again.symbols) == 0
    import_prices(SHARED / "breadth.csv", store)
    assert {"US10Y", "DXY", "CL", "GC", "NYMO", "NYAD"} <= set(store.symbols())
    volatility = store.load("VIX")
    assert volatility is not None
    assert (volatility.vendor, volatility.close_only) == ("yahoo", False)
