"""The folder of prices: what goes in comes out, nothing is mixed, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from price_builders import assert_sound, bars_of

from commentary_nlp.errors import MarketError
from commentary_nlp.market.account import SymbolImport
from commentary_nlp.market.bars import MarketView
from commentary_nlp.market.store import PriceStore
from commentary_nlp.settings import MarketSettings


def account_of(source: str, **dropped: int) -> SymbolImport:
    return SymbolImport.model_validate(
        {"symbol": "ACME", "source": source, "adjustment": "raw", "read": 10, "kept": 10, "dropped": dropped}
    )


def test_round_trip(store: PriceStore) -> None:
    bars = bars_of(volume=np.array([np.nan] * 5 + [10.0] * 5))
    store.put(bars)
    back = PriceStore(store.folder).load("ACME")
    assert back is not None
    assert_sound(back)
    assert back.hash == bars.hash
    assert (back.vendor, back.adjustment, back.close_only, back.signed) == ("acme data", "raw", False, False)
    assert store.symbols() == ["ACME"]


def test_an_empty_or_missing_folder_is_an_empty_store(tmp_path: Path) -> None:
    store = PriceStore(tmp_path / "none")
    assert store.symbols() == []
    assert store.load("ACME") is None
    assert store.series() == []
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("symbol", ["", "..", "../../x", "a\x00", "X" * 400, "ACME/../../y", "naïve\u202e"])
def test_a_hostile_symbol_finds_nothing_and_cannot_be_stored(store: PriceStore, symbol: str) -> None:
    store.put(bars_of())
    assert store.load(symbol) is None
    with pytest.raises(MarketError, match="is no symbol"):
        store.put(bars_of(symbol))
    assert [p.name for p in store.folder.parent.iterdir()] == ["prices"]


@pytest.mark.parametrize("vendor", ["v\n", "..", "../../up", "_unnamed", "CON", "Q & A / Söhne", " Yahoo "])
def test_any_vendor_is_kept_inside_the_folder(store: PriceStore, vendor: str) -> None:
    store.put(bars_of(vendor=vendor))
    back = PriceStore(store.folder).load("ACME")
    assert back is not None
    assert back.vendor == vendor.strip().lower()
    assert [p.name for p in store.folder.parent.iterdir()] == ["prices"]


@pytest.mark.parametrize("vendor", ["x" * 100, "a\x00b", "a\nb"])
def test_what_is_no_vendor_is_refused(store: PriceStore, vendor: str) -> None:
    with pytest.raises(MarketError, match="no vendor's name"):
        store.put(bars_of(vendor=vendor))


@pytest.mark.parametrize("symbol", ["BRK.B", "SAP.DE", "CON", "CON.DE", "^FOO", "A/B X", "0700.HK", "LPT1", "EURUSD"])
def test_file_names_for_any_symbol(store: PriceStore, symbol: str) -> None:
    store.put(bars_of(symbol))
    [path] = store.folder.glob("raw/*/*.parquet")
    assert path.stem.split(".")[0].upper() not in {"CON", "LPT1"}  # devices of Windows
    assert not set(path.name) & set('<>:"/\\|?*^ ')
    assert PriceStore(store.folder).symbols() == [symbol]
    assert PriceStore(store.folder).load(symbol) is not None


def test_vendors_names_find_the_contracts_symbol(store: PriceStore) -> None:
    store.put(bars_of("^GSPC"))
    assert store.symbols() == ["SPX"]
    found = store.load("^GSPC")
    assert found is not None
    assert found.symbol == "SPX"


def test_a_later_import_adds_and_replaces(store: PriceStore) -> None:
    store.put(bars_of(count=10))
    later = bars_of(count=10, first="2024-01-09", start=105.0)  # sessions 6 to 15 of the same rise
    changed = later.close.copy()
    changed[0] += 0.25
    result = store.put(bars_of(count=10, first="2024-01-09", start=105.0, close=changed))
    assert (result.added, result.replaced, result.notes) == (5, 1, ())
    bars = store.load("ACME")
    assert bars is not None
    assert_sound(bars)
    assert len(bars) == 15
    assert bars.close[4] == 104.0
    assert bars.close[5] == 105.25
    assert store.put(bars_of(count=10)).added == 0


def test_an_older_import_fills_in_front(store: PriceStore) -> None:
    store.put(bars_of(count=5, first="2024-01-09", start=105.0))
    store.put(bars_of(count=5))
    bars = store.load("ACME")
    assert bars is not None
    assert bars.hash == bars_of(count=10).hash


def test_an_import_on_another_scale_is_remarked(store: PriceStore) -> None:
    store.put(bars_of(count=10))
    split = bars_of(count=10, first="2024-01-09", start=105.0)
    halves = {name: getattr(split, name) / 2 for name in ("open", "high", "low", "close", "adjusted_close")}
    result = store.put(bars_of(count=10, first="2024-01-09", start=105.0, **halves))
    assert any("close is 0.5 times" in note and "2024-01-09" in note for note in result.notes)


def test_raw_and_adjusted_are_kept_apart(store: PriceStore) -> None:
    store.put(bars_of())
    store.put(bars_of(count=20, start=50.0, adjustment="adjusted"))
    raw, adjusted = store.load("ACME"), store.load("ACME", adjustment="adjusted")
    assert raw is not None
    assert adjusted is not None
    assert (raw.adjustment, raw.close[0], len(raw)) == ("raw", 100.0, 10)
    assert (adjusted.adjustment, adjusted.close[0], len(adjusted)) == ("adjusted", 50.0, 20)
    preferring = PriceStore(store.folder, MarketSettings(prefer="adjusted")).load("ACME")
    assert preferring is not None
    assert preferring.adjustment == "adjusted"


def test_what_is_only_adjusted_is_read_and_says_so(store: PriceStore) -> None:
    store.put(bars_of(adjustment="adjusted"))
    found = store.load("ACME")
    assert found is not None
    assert found.adjustment == "adjusted"
    assert store.load("ACME", adjustment="raw") is None


def test_vendors_are_never_mixed_and_the_choice_is_told(store: PriceStore) -> None:
    store.put(bars_of(vendor="zeta", count=12))
    store.put(bars_of(vendor="alpha", start=200.0))
    store.put(bars_of(vendor=None, start=300.0))
    most = store.load("ACME")
    assert most is not None
    assert most.vendor == "zeta"
    assert [series.vendor for series in store.series()] == ["zeta", None, "alpha"]
    preferring = PriceStore(store.folder, MarketSettings(vendors=("Alpha",))).load("ACME")
    assert preferring is not None
    assert (preferring.vendor, preferring.close[0]) == ("alpha", 200.0)
    asked = store.load("ACME", vendor="alpha")
    assert asked is not None
    assert asked.close[0] == 200.0


def test_closes_alone_never_overwrite_bars(store: PriceStore) -> None:
    store.put(bars_of(vendor=None))
    close = bars_of(count=20, vendor=None).close
    flat = bars_of(count=20, vendor=None, close_only=True, open=close, high=close, low=close)
    store.put(flat)
    found = store.load("ACME")
    assert found is not None
    assert (found.close_only, len(found)) == (False, 10)
    assert [series.close_only for series in store.series()] == [False, True]


def test_dropped_rows_are_remembered_once_a_source(store: PriceStore) -> None:
    for source, count in (("a.csv", 3), ("a.csv", 3), ("b.csv", 2)):
        store.put(bars_of(), account_of(source, zero=count))
    [series] = store.series()
    assert series.dropped == {"zero": 5}


def test_bars_that_are_read_cannot_be_changed(store: PriceStore) -> None:
    store.put(bars_of())
    bars = store.load("ACME")
    assert bars is not None
    with pytest.raises(ValueError, match="read-only"):
        bars.close[0] = 1.0


def test_a_damaged_file_names_itself_and_the_remedy(store: PriceStore) -> None:
    store.put(bars_of())
    [path] = store.folder.glob("raw/*/*.parquet")
    path.write_bytes(path.read_bytes()[:-100])
    fresh = PriceStore(store.folder)
    for ask in (lambda: fresh.load("ACME"), fresh.series, lambda: fresh.put(bars_of())):
        with pytest.raises(MarketError, match=r"ACME\.parquet is damaged.*import its prices again"):
            ask()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder(store: PriceStore) -> None:
    store.put(bars_of())
    store.folder.chmod(0o500)
    try:
        with pytest.raises(MarketError, match="cannot be written"):
            store.put(bars_of("OTHER"))
        assert store.load("ACME") is not None
    finally:
        store.folder.chmod(0o700)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "prices"
    path.write_text("no folder")
    with pytest.raises(MarketError, match="cannot be written"):
        PriceStore(path).put(bars_of())


def test_a_failed_write_leaves_the_old_file(store: PriceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(bars_of())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(MarketError, match="No space left"):
        store.put(bars_of(count=20))
    monkeypatch.undo()
    back = PriceStore(store.folder).load("ACME")
    assert back is not None
    assert back.hash == bars_of().hash
    assert not list(store.folder.rglob("*.tmp"))


_WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from price_builders import bars_of
from commentary_nlp.market.store import PriceStore
store = PriceStore(sys.argv[1])
print("ready", flush=True)
for n in range(1, 100_000):
    store.put(bars_of(f"S{n % 7}", count=10 + n % 200))
"""


def test_a_killed_import_loses_nothing(store: PriceStore) -> None:
    for n in range(7):
        store.put(bars_of(f"S{n}"))
    command = [sys.executable, "-c", _WRITER, str(store.folder), str(Path(__file__).parent)]
    for delay in (0.05, 0.11):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(delay)
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        fresh = PriceStore(store.folder)
        assert fresh.symbols() == [f"S{n}" for n in range(7)]
        for symbol in fresh.symbols():
            bars = fresh.load(symbol)
            assert bars is not None
            assert_sound(bars)
            assert len(bars) >= 10
            fresh.put(bars)  # no lock is left behind


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=1, max_size=5))
def test_the_order_of_equal_imports_does_not_matter(tmp_path: Path, parts: list[tuple[int, int]]) -> None:
    whole = bars_of(count=70)
    store, backwards = (PriceStore(tmp_path / name / str(time.perf_counter_ns())) for name in ("a", "b"))
    for chosen, order in ((store, parts), (backwards, parts[::-1])):
        for start, count in order:
            chosen.put(whole.between(whole.day(start), whole.day(start + count)))
    one, other = store.load("ACME"), backwards.load("ACME")
    assert one is not None
    assert other is not None
    assert one.hash == other.hash
    kept = {n for start, count in parts for n in range(start, start + count + 1)}
    assert [one.day(n) for n in range(len(one))] == [whole.day(n) for n in sorted(kept)]


def test_a_hundred_symbols_load_in_a_moment(store: PriceStore) -> None:
    whole = bars_of(count=2500, first="2010-01-04")
    for n in range(100):
        store.put(bars_of(f"S{n}", count=1) if n else whole)
    source = store.folder / "raw" / "acme%20data"
    body = (source / "ACME.parquet").read_bytes()
    for path in source.glob("S*.parquet"):
        path.write_bytes(body)
    fresh = PriceStore(store.folder)
    start = time.perf_counter()
    view = MarketView(fresh, date(2019, 1, 2))
    assert sum(len(view.bars(symbol)) for symbol in fresh.symbols()) > 200_000
    assert time.perf_counter() - start < 1.5  # some milliseconds each
