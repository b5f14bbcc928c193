"""Files of many shapes and faults into the store: every row is kept or accounted for."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from price_builders import assert_sound, frame_of, sessions, write_csv

from commentary_nlp.errors import MarketError
from commentary_nlp.market.account import SymbolImport
from commentary_nlp.market.bars import Bars
from commentary_nlp.market.importing import import_prices
from commentary_nlp.market.store import PriceStore

HEADER = "Date,Open,High,Low,Close,Volume\n"


def load(store: PriceStore, symbol: str = "ACME") -> Bars:
    bars = PriceStore(store.folder).load(symbol)
    assert bars is not None
    assert_sound(bars)
    return bars


def only(report: object) -> SymbolImport:
    [account] = report.symbols  # type: ignore[attr-defined]
    assert account.read == account.kept + sum(account.dropped.values())
    return account  # type: ignore[no-any-return]


# ---- shapes ----------------------------------------------------------------------------------------------------


def test_one_file_a_symbol(tmp_path: Path, store: PriceStore) -> None:
    frame_of().to_csv(tmp_path / "ACME.csv", index=False)
    account = only(import_prices(tmp_path / "ACME.csv", store))
    assert (account.symbol, account.kept, account.added, account.missing) == ("ACME", 10, 10, 0)
    assert (account.first, account.last) == (date(2024, 1, 2), date(2024, 1, 16))
    assert (account.adjustment, account.close_only, account.vendor) == ("raw", False, None)
    bars = load(store)
    assert list(bars.close) == [100.0 + n for n in range(10)]
    assert np.isnan(bars.adjusted_close).all()


@pytest.mark.parametrize(
    "header",
    [
        "Date,Open,High,Low,Close,Volume",
        "timestamp,open,high,low,close,volume",
        "DATETIME,OPEN,HIGH,LOW,CLOSE,VOLUME",
        "t,o,h,l,c,v",
        ",Open,High,Low,Close,Volume",
        "timestamp,1. open,2. high,3. low,4. close,5. volume",
        "<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>",
        "Trade Date,PX_OPEN,PX_HIGH,PX_LOW,PX_LAST,PX_VOLUME",
        "Date,Open,High,Low,Close/Last,Volume",
    ],
)
def test_usual_column_names(tmp_path: Path, store: PriceStore, header: str) -> None:
    path = write_csv(tmp_path, f"{header}\n2024-01-02,10,12,9,11,500\n2024-01-03,11,13,10,12,600\n")
    assert only(import_prices(path, store)).kept == 2
    bars = load(store)
    assert (bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]) == (10, 12, 9, 11, 500)


def test_any_order_of_columns_and_rows(tmp_path: Path, store: PriceStore) -> None:
    frame = frame_of().iloc[::-1][["Volume", "Close", "Low", "Date", "High", "Open"]]
    frame.to_csv(tmp_path / "ACME.csv", index=False)
    assert only(import_prices(tmp_path / "ACME.csv", store)).kept == 10
    assert list(load(store).close) == [100.0 + n for n in range(10)]


def test_a_long_file_with_symbols_and_vendors(tmp_path: Path, store: PriceStore) -> None:
    parts = [
        frame_of().assign(Ticker="^GSPC", vendor="yahoo"),
        frame_of(start=50).assign(Ticker="BRK-B", vendor="some-adjusted"),
        frame_of(start=70).assign(Ticker="NA", vendor="unadjusted feed"),
        frame_of(start=90).assign(Ticker="TRUE", vendor="yahoo"),
    ]
    pd.concat(parts).sample(frac=1, random_state=1).to_csv(tmp_path / "long.csv", index=False)
    report = import_prices(tmp_path / "long.csv", store)
    assert {(a.symbol, a.vendor, a.adjustment, a.kept) for a in report.symbols} == {
        ("SPX", "yahoo", "raw", 10),
        ("BRK.B", "some-adjusted", "adjusted", 10),
        ("NA", "unadjusted feed", "raw", 10),
        ("TRUE", "yahoo", "raw", 10),
    }
    assert load(store, "BRK.B").close[0] == 50


def test_rows_that_name_no_symbol_are_reported(tmp_path: Path, store: PriceStore) -> None:
    frame = frame_of().assign(symbol=["A"] * 6 + [""] * 3 + ["../x"])
    frame.to_csv(tmp_path / "long.csv", index=False)
    report = import_prices(tmp_path / "long.csv", store)
    assert [a.symbol for a in report.symbols] == ["A"]
    messages = " ".join(failure.message for failure in report.failures)
    assert "3 rows name no symbol" in messages
    assert "1 rows were left out" in messages


@pytest.mark.parametrize("ending", ["parquet", "csv.gz", "tsv", "pq"])
def test_kinds_of_file(tmp_path: Path, store: PriceStore, ending: str) -> None:
    path = tmp_path / f"BRK-B.{ending}"
    frame = frame_of()
    if ending in ("parquet", "pq"):
        frame["Date"] = pd.to_datetime(frame["Date"])
        frame.set_index("Date").to_parquet(path)
    elif ending == "tsv":
        frame.to_csv(path, index=False, sep="\t")
    else:
        path.write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
    assert only(import_prices(path, store)).symbol == "BRK.B"
    assert len(load(store, "BRK.B")) == 10


def test_the_two_row_header_of_a_download(tmp_path: Path, store: PriceStore) -> None:
    text = (
        "Price,Adj Close,Adj Close,Close,Close,High,High,Low,Low,Open,Open\n"
        "Ticker,SPY,^VIX,SPY,^VIX,SPY,^VIX,SPY,^VIX,SPY,^VIX\n"
        "Date,,,,,,,,,,\n"
        "2024-01-02,90,13,100,13,101,14,99,12,100,13\n"
        "2024-01-03,91,13.5,101,13.5,102,14,100,12,101,13\n"
    )
    report = import_prices(write_csv(tmp_path, text, "download.csv"), store)
    assert [(a.symbol, a.kept) for a in report.symbols] == [("SPY", 2), ("VIX", 2)]
    assert list(load(store, "SPY").adjusted_close) == [90, 91]
    assert list(load(store, "VIX").low) == [12, 12]


def test_the_two_row_header_in_parquet(tmp_path: Path, store: PriceStore) -> None:
    days = pd.DatetimeIndex(sessions(count=3), name="Date")
    columns = pd.MultiIndex.from_product([["SPY", "QQQ"], ["Open", "High", "Low", "Close"]], names=["Ticker", "Price"])
    values = np.tile([100.0, 101, 99, 100, 200, 202, 198, 201], (3, 1))
    pd.DataFrame(values, index=days, columns=columns).to_parquet(tmp_path / "both.parquet")
    report = import_prices(tmp_path / "both.parquet", store)
    assert [a.symbol for a in report.symbols] == ["QQQ", "SPY"]
    assert load(store, "QQQ").high[0] == 202


def test_columns_that_carry_the_symbol(tmp_path: Path, store: PriceStore) -> None:
    text = "Date,SPY.Open,SPY.High,SPY.Low,SPY.Close,SPY.Volume,SPY.Adjusted\n2024-01-02,10,12,9,11,5,10\n"
    assert only(import_prices(write_csv(tmp_path, text, "x.csv"), store)).symbol == "SPY"
    assert load(store, "SPY").high[0] == 12


def test_a_file_of_several_series(tmp_path: Path, store: PriceStore) -> None:
    text = (
        "date,us10y_yield,dxy,gold,nymo,nyad,comment\n"
        "2024-01-02,3.95,102.2,2064.4,-11.07,701.58,a word\n"
        "2024-01-03,-0.05,102.4,2041.0,0,,\n"
    )
    report = import_prices(write_csv(tmp_path, text, "macro.csv"), store)
    accounts = {a.symbol: a for a in report.symbols}
    assert set(accounts) == {"US10Y", "DXY", "GC", "NYMO", "NYAD"}
    assert all(a.close_only for a in report.symbols)
    assert accounts["NYAD"].dropped == {"empty": 1}
    assert any("comment" in note for note in accounts["GC"].notes)
    yields, oscillator = load(store, "US10Y"), load(store, "NYMO")
    assert (yields.signed, list(yields.close)) == (True, [3.95, -0.05])
    assert list(oscillator.close) == [-11.07, 0.0]
    assert (oscillator.open == oscillator.close).all()


def test_closes_of_many_tickers_even_if_they_read_like_columns(tmp_path: Path, store: PriceStore) -> None:
    text = "Date,AAPL,C,V,T,LOW,OPEN,GOLD\n2024-01-02,185,52,260,17,220,4,18\n"
    report = import_prices(write_csv(tmp_path, text, "closes.csv"), store)
    assert {a.symbol for a in report.symbols} == {"AAPL", "C", "V", "T", "LOW", "OPEN", "GOLD"}


@pytest.mark.parametrize(
    ("name", "header", "symbol"),
    [
        ("VIX.csv", "date,value", "VIX"),
        ("fred.csv", "observation_date,DGS10", "US10Y"),
        ("vixcls.csv", "DATE,close", "VIX"),
    ],
)
def test_one_figure_a_day(tmp_path: Path, store: PriceStore, name: str, header: str, symbol: str) -> None:
    path = write_csv(tmp_path, f"{header}\n2024-01-02,13.2\n2024-01-03,.\n2024-01-04,14.1\n", name)
    account = only(import_prices(path, store))
    assert (account.symbol, account.kept, account.close_only) == (symbol, 2, True)
    assert account.dropped == {"empty": 1}
    assert account.missing == 1


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("SPY.csv", "SPY"), ("spy_us_d.csv", "SPY"), ("^spx_d.csv", "SPX"), ("BRK.B.csv", "BRK.B"),
        ("AAPL_daily.csv", "AAPL"), ("AAPL Historical Data.csv", "AAPL"), ("BATS_SPY, 1D.csv", "SPY"),
        ("EURUSD=X.csv", "EURUSD"), ("SAP.DE.csv", "SAP.DE"), ("NA.csv", "NA"),
    ],
)  # fmt: skip
def test_the_symbol_of_a_file_name(tmp_path: Path, store: PriceStore, name: str, symbol: str) -> None:
    frame_of().to_csv(tmp_path / name, index=False)
    assert only(import_prices(tmp_path / name, store)).symbol == symbol


def test_a_name_without_a_symbol_asks_for_it(tmp_path: Path, store: PriceStore) -> None:
    frame_of().to_csv(tmp_path / "HistoricalData_1714.csv", index=False)
    with pytest.raises(MarketError, match="--symbol"):
        import_prices(tmp_path / "HistoricalData_1714.csv", store)
    assert only(import_prices(tmp_path / "HistoricalData_1714.csv", store, symbol="msft")).symbol == "MSFT"


# ---- adjustment ------------------------------------------------------------------------------------------------


def test_close_and_adjusted_close_are_raw_bars_with_both(tmp_path: Path, store: PriceStore) -> None:
    frame = frame_of()
    frame.assign(**{"Adj Close": frame.Close * 0.9}).to_csv(tmp_path / "ACME.csv", index=False)
    assert only(import_prices(tmp_path / "ACME.csv", store, vendor="Yahoo")).adjustment == "raw"
    bars = load(store)
    assert (bars.vendor, bars.close[0], bars.adjusted_close[0]) == ("yahoo", 100.0, 90.0)


def test_asked_for_adjusted_all_four_prices_are_put_on_its_scale(tmp_path: Path, store: PriceStore) -> None:
    frame = frame_of()
    frame.assign(**{"Adj Close": frame.Close * 0.9}).to_csv(tmp_path / "ACME.csv", index=False)
    import_prices(tmp_path / "ACME.csv", store)
    account = only(import_prices(tmp_path / "ACME.csv", store, adjustment="adjusted"))
    assert any("scale of the adjusted close" in note for note in account.notes)
    adjusted = store.load("ACME", adjustment="adjusted")
    assert adjusted is not None
    assert adjusted.open[0] == pytest.approx(99.5 * 0.9)
    assert adjusted.close[0] == adjusted.adjusted_close[0] == 90.0
    assert load(store).close[0] == 100.0


def test_an_adjusted_close_alone_is_adjusted(tmp_path: Path, store: PriceStore) -> None:
    account = only(import_prices(write_csv(tmp_path, "date,adj_close\n2024-01-02,55\n2024-01-03,56\n"), store))
    assert (account.adjustment, account.close_only) == ("adjusted", True)


# ---- dates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stamp",
    [
        "2024-05-03", "2024/05/03", "20240503", "2024-05-03 00:00:00", "2024-05-03 16:00:00",
        "2024-05-03 00:00:00-04:00", "2024-05-03T04:00:00Z", "2024-05-03T20:00:00+00:00", "2024-05-03T00:00:00Z",
        "1714708800", "1714766400000", "May 3, 2024", "03-May-2024", "Fri 3 May 2024",
    ],
)  # fmt: skip
def test_a_session_is_dated_as_in_its_exchange(tmp_path: Path, store: PriceStore, stamp: str) -> None:
    path = write_csv(tmp_path, f'Date,Close\n"{stamp}",10\n')
    account = only(import_prices(path, store))
    assert (account.first, account.dropped) == (date(2024, 5, 3), {})


def test_midnight_in_another_zone_is_still_that_day(tmp_path: Path, store: PriceStore) -> None:
    days = pd.DatetimeIndex(["2024-05-02", "2024-05-03"]).tz_localize("Europe/London")
    pd.DataFrame({"Close": [1.07, 1.08]}, index=days.rename("Date")).to_parquet(tmp_path / "EURUSD=X.parquet")
    account = only(import_prices(tmp_path / "EURUSD=X.parquet", store))
    assert (account.first, account.last) == (date(2024, 5, 2), date(2024, 5, 3))


def test_a_tokyo_evening_in_utc_is_the_tokyo_day(tmp_path: Path, store: PriceStore) -> None:
    path = write_csv(tmp_path, "Date,Close\n2024-05-01T15:30:00Z,10\n2024-05-07T15:30:00Z,11\n", "7203.T.csv")
    account = only(import_prices(path, store))
    assert (account.first, account.last) == (date(2024, 5, 2), date(2024, 5, 8))


def test_the_order_of_day_and_month_is_read_from_the_file(tmp_path: Path, store: PriceStore) -> None:
    american = write_csv(tmp_path, "Date,Close\n05/03/2024,10\n05/14/2024,11\n", "AAA.csv")
    european = write_csv(tmp_path, "Date;Close\n03.05.2024;10,5\n14.05.2024;1.011,25\n", "BBB.csv")
    assert only(import_prices(american, store)).first == date(2024, 5, 3)
    assert only(import_prices(european, store)).first == date(2024, 5, 3)
    assert list(load(store, "BBB").close) == [10.5, 1011.25]


def test_days_and_months_that_cannot_be_told_apart(tmp_path: Path, store: PriceStore) -> None:
    with pytest.raises(MarketError, match=r"which number is the month.*YYYY-MM-DD"):
        import_prices(write_csv(tmp_path, "Date,Close\n05/03/2024,10\n"), store)


# ---- faults ----------------------------------------------------------------------------------------------------


def rows(*lines: str) -> str:
    return HEADER + "".join(line + "\n" for line in lines)


GOOD = "2024-01-03,10,12,9,11,500"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("2024-01-04,,,,,", "empty"),
        ("2024-01-04,nan,NaN,null,N/A,0", "empty"),
        ("2024-01-04,10,,9,11,500", "incomplete"),
        ("2024-01-04,0,12,9,11,500", "zero"),
        ("2024-01-04,0,0,0,0,0", "zero"),
        ("2024-01-04,10,12,-9,11,500", "negative"),
        ("2024-01-04,-37.63,-13,-40,-37,500", "negative"),
        ("2024-01-04,10,halted,9,11,500", "not_a_number"),
        ("2024-01-04,10,inf,9,11,500", "not_a_number"),
        ("2024-01-04,10,9,12,11,500", "contradictory"),
        ("2024-01-04,10,12,9,15,500", "contradictory"),
        ("2024-01-04,7,12,9,11,500", "contradictory"),
        ("soon,10,12,9,11,500", "no_date"),
        ("2024-02-31,10,12,9,11,500", "no_date"),
        (GOOD, "repeated"),
    ],
)
def test_a_faulty_row_is_dropped_and_counted(tmp_path: Path, store: PriceStore, fault: str, reason: str) -> None:
    text = rows("2024-01-02,10,12,9,11,500", GOOD, fault, "2024-01-05,10,12,9,11,500")
    account = only(import_prices(write_csv(tmp_path, text), store))
    assert account.dropped == {reason: 1}
    assert account.kept == 3
    assert account.missing == 1
    [series] = PriceStore(store.folder).series()
    assert series.dropped == {reason: 1}
    assert len(load(store)) == 3


def test_of_conflicting_rows_the_last_is_kept(tmp_path: Path, store: PriceStore) -> None:
    text = rows(GOOD, "2024-01-03,10,12,9,10.5,500", "2024-01-03,10,12,9,10.75,500", "2024-01-03,10,12,9,10.75,500")
    account = only(import_prices(write_csv(tmp_path, text), store))
    assert account.dropped == {"repeated": 1, "conflicting": 2}
    assert list(load(store).close) == [10.75]


def test_a_holiday_is_no_session(tmp_path: Path, store: PriceStore) -> None:
    frame = frame_of(20)
    holiday = frame.iloc[[8]].assign(Date="2024-01-15")
    pd.concat([frame, holiday]).to_csv(tmp_path / "ACME.csv", index=False)
    account = only(import_prices(tmp_path / "ACME.csv", store))
    assert account.dropped == {"no_session": 1}


def test_another_exchanges_days_are_kept_and_said(tmp_path: Path, store: PriceStore) -> None:
    days = pd.date_range("2024-01-01", periods=28)
    pd.DataFrame({"Date": days, "Close": 10.0}).to_csv(tmp_path / "ZZCOIN.csv", index=False)
    account = only(import_prices(tmp_path / "ZZCOIN.csv", store))
    assert account.kept == 28
    assert any("no session of XNYS" in note for note in account.notes)


def test_coins_trade_on_sundays(tmp_path: Path, store: PriceStore) -> None:
    days = pd.date_range("2024-01-01", periods=28)
    pd.DataFrame({"Date": days, "Close": 40_000.0}).to_csv(tmp_path / "BTC-USD.csv", index=False)
    account = only(import_prices(tmp_path / "BTC-USD.csv", store))
    assert (account.symbol, account.kept, account.missing, account.notes) == ("BTC", 28, 0, ())


def test_a_rounding_of_the_range_is_widened(tmp_path: Path, store: PriceStore) -> None:
    account = only(import_prices(write_csv(tmp_path, rows("2024-01-03,100,101,99,101.01,500")), store))
    assert (account.kept, account.repaired) == (1, 1)
    assert load(store).high[0] == 101.01


def test_gaps_are_counted_by_the_exchanges_sessions(tmp_path: Path, store: PriceStore) -> None:
    frame_of(20).drop(index=[5, 6, 7, 12]).to_csv(tmp_path / "ACME.csv", index=False)
    account = only(import_prices(tmp_path / "ACME.csv", store))
    assert (account.kept, account.missing, account.dropped) == (16, 4, {})


def test_negative_volume_is_unknown(tmp_path: Path, store: PriceStore) -> None:
    text = rows("2024-01-03,10,12,9,11,-5", "2024-01-04,10,12,9,11,1.2M")
    account = only(import_prices(write_csv(tmp_path, text), store))
    assert (account.kept, account.repaired) == (2, 1)
    volume = load(store).volume
    assert np.isnan(volume[0])
    assert volume[1] == 1_200_000


def test_a_column_of_zeros_is_absent(tmp_path: Path, store: PriceStore) -> None:
    text = rows("2024-01-03,0,0,0,11,0", "2024-01-04,0,0,0,12,0")
    account = only(import_prices(write_csv(tmp_path, text), store))
    assert (account.kept, account.close_only) == (2, True)
    bars = load(store)
    assert list(bars.open) == [11, 12]
    assert np.isnan(bars.volume).all()


def test_bars_without_an_open_are_closes_alone_and_say_so(tmp_path: Path, store: PriceStore) -> None:
    account = only(import_prices(write_csv(tmp_path, "Date,High,Low,Close\n2024-01-03,12,9,11\n"), store))
    assert account.close_only
    assert any("no open" in note for note in account.notes)
    bars = load(store)
    assert (bars.open[0], bars.high[0], bars.low[0], bars.close[0]) == (11, 11, 11, 11)


def test_crude_below_zero_is_missing_unless_asked_for(tmp_path: Path, store: PriceStore) -> None:
    text = rows("2020-04-17,19,20,17,18,1", "2020-04-20,17,17,-40,-37.63,1", "2020-04-21,-14,13,-16,10,1")
    path = write_csv(tmp_path, text, "CL=F.csv")
    assert only(import_prices(path, store)).dropped == {"negative": 2}
    asked = PriceStore(store.folder / "asked")
    account = only(import_prices(path, asked, signed=True))
    assert account.dropped == {}
    bars = asked.load("CL")
    assert bars is not None
    assert bars.signed
    assert bars.close[1] == -37.63


def test_a_tenfold_yield_is_brought_to_percent(tmp_path: Path, store: PriceStore) -> None:
    account = only(
        import_prices(write_csv(tmp_path, "Date,Close\n2024-01-03,39.1\n2024-01-04,40.0\n", "^TNX.csv"), store)
    )
    assert any("ten times" in note for note in account.notes)
    assert load(store, "US10Y").close[0] == pytest.approx(3.91)


def test_a_jump_like_a_split_is_remarked(tmp_path: Path, store: PriceStore) -> None:
    frame = frame_of()
    frame.loc[5:, ["Open", "High", "Low", "Close"]] /= 4
    frame.to_csv(tmp_path / "ACME.csv", index=False)
    account = only(import_prices(tmp_path / "ACME.csv", store))
    assert any("2024-01-09" in note and "split" in note for note in account.notes)


def test_a_symbol_with_nothing_usable_is_a_failure(tmp_path: Path, store: PriceStore) -> None:
    report = import_prices(write_csv(tmp_path, rows("2024-01-03,-1,-1,-1,-1,0", "2024-01-04,,,,,")), store)
    assert store.symbols() == []
    [failure] = report.failures
    assert "none of 2 rows can be used" in failure.message
    assert "1 negative" in failure.message


# ---- files that are none ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\x89PNG\x00\x00\x01", "binary"),
        (b"name,colour\nbox,red\n", r"no date column; its columns are: name, colour.*Close"),
        (b"date,colour\n2024-01-02,red\n", r"no price column; its columns are: date, colour"),
        (b"date,volume\n2024-01-02,100\n", "no price column"),
        (b"date,symbol,volume\n2024-01-02,A,100\n", "no price column"),
        (b"date,close\n", "has no row"),
        (b"date,close\nred,1\nblue,2\n", "holds no dates"),
    ],
)
def test_a_file_without_prices(tmp_path: Path, store: PriceStore, content: bytes, message: str) -> None:
    path = tmp_path / "ACME.csv"
    path.write_bytes(content)
    with pytest.raises(MarketError, match=message):
        import_prices(path, store)
    assert store.symbols() == []


def test_a_damaged_parquet(tmp_path: Path, store: PriceStore) -> None:
    path = tmp_path / "ACME.parquet"
    frame_of().to_parquet(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(MarketError, match="cannot be read"):
        import_prices(path, store)


def test_no_such_path_and_an_empty_folder(tmp_path: Path, store: PriceStore) -> None:
    with pytest.raises(MarketError, match="There is no"):
        import_prices(tmp_path / "none.csv", store)
    with pytest.raises(MarketError, match="holds no price file"):
        import_prices(tmp_path, store)


def test_a_bad_file_among_good_ones_stops_none(tmp_path: Path, store: PriceStore) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    frame_of().to_csv(folder / "AAA.csv", index=False)
    frame_of().to_csv(folder / "deeper" / "CCC.csv", index=False)
    write_csv(folder, "name\nbox\n", "BBB.csv")
    (folder / "README.md").write_text("not prices")
    report = import_prices(folder, store)
    assert [a.symbol for a in report.symbols] == ["AAA", "CCC"]
    [failure] = report.failures
    assert failure.source.endswith("BBB.csv")
    assert store.symbols() == ["AAA", "CCC"]


def test_one_symbol_cannot_be_given_to_many(tmp_path: Path, store: PriceStore) -> None:
    frame_of().to_csv(tmp_path / "AAA.csv", index=False)
    frame_of().to_csv(tmp_path / "BBB.csv", index=False)
    with pytest.raises(MarketError, match="cannot all be X"):
        import_prices(tmp_path, store, symbol="X")
    wide = write_csv(tmp_path, "date,vix,dxy\n2024-01-02,13,102\n", "wide.csv")
    with pytest.raises(MarketError, match="cannot all be X"):
        import_prices(wide, store, symbol="X")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, store: PriceStore, encoding: str) -> None:
    path = tmp_path / "ACME.csv"
    path.write_bytes((HEADER.replace("Volume", "Volume,Größe") + GOOD + ",5\n").encode(encoding))
    assert only(import_prices(path, store)).kept == 1


def test_lines_of_another_length_are_left_out_and_said(tmp_path: Path, store: PriceStore) -> None:
    path = write_csv(tmp_path, "A title\n\n" + rows(GOOD, "2024-01-04,10,12", "2024-01-05,10,12,9,11,500"))
    account = only(import_prices(path, store))
    assert account.kept == 2
    assert any("1 lines" in note for note in account.notes)


cells = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True, width=32).map(str),
    st.sampled_from(["", "0", "-1", "10", "10.5", "1,000", "abc", "null", "1e400", "٣", "10%", "(5)", '"', "é"]),
)
stamps = st.one_of(
    st.dates(date(2023, 12, 1), date(2024, 3, 1)).map(str), st.sampled_from(["", "x", "2024-13-01", "99999999"])
)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(stamps, cells, cells, cells, cells, cells), min_size=1, max_size=12))
def test_whatever_stands_in_the_cells(tmp_path: Path, lines: list[tuple[str, ...]]) -> None:
    store = PriceStore(tmp_path / "prices")
    path = tmp_path / "ACME.csv"
    table = pd.DataFrame(lines, columns=["Date", "Open", "High", "Low", "Close", "Volume"])
    table.loc[len(table)] = ["2024-01-03", "10", "12", "9", "11", "5"]
    table = pd.concat([table, table.iloc[[-1] * len(table)]])  # half of the dates can be read
    table.to_csv(path, index=False)
    report = import_prices(path, store)
    account = only(report)
    assert account.read == len(table)
    assert account.kept > 0
    load(store)
