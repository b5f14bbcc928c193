"""Instruments and themes: own sentences for each rule, properties over any text, and the annotated articles."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.instruments import find_instruments, find_themes
from commentary_nlp.extract.symbols import us_symbols

SHARED = Path(__file__).resolve().parents[3] / "shared"


def symbols(text: str) -> list[str]:
    return [mention.symbol for mention in find_instruments(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Tickers in every dress.
        ("Add to NVDA and trim $amd; (NYSE: KO) is fine.", ["NVDA", "AMD", "KO"]),
        ("Long XLE/short XLU through the print.", ["XLE", "XLU"]),
        ("he wants to short the qqq while the spx and the nikkei sag", ["QQQ", "SPX", "NKY"]),
        ("Rolls-Royce (RR.L) rose to 900p; Shell and BP fell.", ["RR.L", "RR.L", "SHEL.L", "BP.L"]),
        ("Diageo (DGE LN) and SAP (SAP GY) slipped.", ["DGE.L", "DGE.L", "SAP.DE", "SAP.DE"]),
        ("Target and Walmart needed a week.", ["TGT", "WMT"]),
        ("If oil closes below 65, sell.", ["CL"]),
        ("Be long euro, short sterling into the meeting.", ["EURGBP"]),
        ("Gold, held through GLD, is kept.", ["GLD"]),
        ("Gold above 2,300 makes GLD a buy.", ["XAUUSD", "GLD"]),
        ("BRK.B, BRK/B and BRK-B are one.", ["BRK.B", "BRK.B", "BRK.B"]),
        ("Shares of Rheinmetall (ETR:RHM) and of Tencent (0700.HK).", ["RHM.DE", "RHM.DE", "0700.HK", "0700.HK"]),
        ("ESZ4 and CLF25 settled higher.", ["ES", "CL"]),
        ("Oil major Exxon Mobil Corp <XOM.N> rose.", ["XOM", "XOM"]),
        # Pairs, coins, metals, indices.
        ("EUR/USD, USDJPY, dollar-yen and cable.", ["EURUSD", "USDJPY", "USDJPY", "GBPUSD"]),
        ("Bitcoin leads ether; SOL lags.", ["BTC", "ETH", "SOL"]),
        ("Gold and silver are firm.", ["XAUUSD", "XAGUSD"]),
        ("Gold: short two April contracts.", ["GC"]),
        ("Brent over WTI, with natural gas and copper flat.", ["BZ", "CL", "NG", "HG"]),
        ("The S&P 500, the Nasdaq 100, the Russell 2000, the Dow and the VIX.", ["SPX", "NDX", "RUT", "DJI", "VIX"]),
        ("S&P futures slip while the dollar index holds.", ["ES", "DXY"]),
        # Names, their genitives, and the short name after the full.
        ("Micron's quarter beat Lowe's and Macy's.", ["MU", "LOW", "M"]),
        ("Toll Brothers and D.R. Horton gained.", ["TOL", "DHI"]),
        ("Quux Robotics (QXRB) jumped. Quux then slipped.", ["QXRB", "QXRB", "QXRB"]),
        ("Alibaba (9988.HK) opened higher; Alibaba closed lower.", ["9988.HK", "9988.HK", "9988.HK"]),
        # Words that are tickers.
        ("Short ON into strength and own NOW against CRM.", ["ON", "NOW", "CRM"]),
        ("We own neither C, ALLY nor DE, only T, KEY or CAT.", ["C", "ALLY", "DE", "T", "KEY", "CAT"]),
        ("O: we hold on. F closes below 8.20 and we go.", ["O", "F"]),
        ("BTO 5 F 12C 8/16 @ 0.40", ["F"]),
        ("ON Semiconductor (ON): upgraded.", ["ON", "ON"]),
        # Words that are names.
        ("Rivals such as Target and Walmart suffered.", ["TGT", "WMT"]),
        ("Snap plunged after hours.", ["SNAP"]),
        # A fund's name holds no index.
        ("The iShares Russell 2000 ETF (IWM) is enough.", ["IWM", "IWM"]),
    ],
)
def test_named(text: str, expected: list[str]) -> None:
    assert symbols(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "IT budgets are ALL that matters NOW, and A lot rides ON it.",
        "The CEO said that GDP, CPI and the ETF flows pleased the ECB; AI is everywhere.",
        "We sell at 2 PM ET, PT raised, EPS up, YTD flat.",
        "The target is 150; the gap closed; a snap election; the block sold.",
        "Small caps, semis and value lead; regional banks follow.",
        "Projections for American shares sit near 4%, and Citi's people see less.",
        "JPMorgan (overweight, 900p) and UBS (buy, 875p) needed no persuading.",
        "The ten-year yield rose and Treasury supply weighs.",
        "We had corn for dinner.",
        "Citi sees growth slowing, and JPMorgan's strategists agree.",
        "WHAT TO DO NOW",
        "HIGH\nMEDIUM\nLOW\nKEY CALLS",
        "I read it on Twitter.",
        "A golden rule and a silver lining.",
    ],
)
def test_not_named(text: str) -> None:
    assert symbols(text) == []


def test_house_that_rates_is_no_instrument_but_one_that_trades_is() -> None:
    assert symbols("Goldman Sachs upgrades Coinbase to Buy.") == ["COIN"]
    assert symbols("Buy Goldman Sachs on weakness.") == ["GS"]
    assert symbols("Goldman Sachs (GS): own it.") == ["GS", "GS"]


def test_order_shorthand_is_no_bitcoin() -> None:
    assert symbols("STO 1 TSLA 250P; BTC 1 TSLA 260P") == ["TSLA", "TSLA"]
    assert symbols("Reduce BTC on any rally.") == ["BTC"]


def test_root_is_a_future_unless_the_text_is_about_the_share() -> None:
    assert symbols("Long June CL, short December CL.") == ["CL", "CL"]
    by_name = find_instruments("Colgate-Palmolive (CL) raised prices; CL is defensive.")
    assert {(m.symbol, m.asset_class) for m in by_name} == {("CL", "equity")}
    assert {m.asset_class for m in find_instruments("Zscaler beat. ZS rose 5%.")} == {"equity"}


def test_spot_metal_stays_spot_where_it_says_so() -> None:
    assert symbols("Spot gold: long on a dip.") == ["XAUUSD"]
    assert symbols("BUY XAUUSD 1990; gold is heavy, three contracts.")[0] == "XAUUSD"


@pytest.mark.parametrize(
    ("text", "theme", "proxies"),
    [
        ("if the drawdown broadens into semis", "semiconductors", ("SMH",)),
        ("Regional banks crack first", "regional banks", ("KRE",)),
        ("small-caps lag", "small caps", ("IWM",)),
    ],
)
def test_themes(text: str, theme: str, proxies: tuple[str, ...]) -> None:
    (mention,) = find_themes(text)
    assert (mention.theme, mention.symbols) == (theme, proxies)
    assert text[mention.start : mention.end].lower() in text.lower()


def test_table_is_whole() -> None:
    table = us_symbols()
    assert len(table.listings) > 12_000
    assert table.listings["SPY"].asset_class == "etf"
    assert table.listings["BRK.B"].name.startswith("Berkshire")


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_grounded(text: str) -> None:
    last = 0
    for mention in find_instruments(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
    for theme in find_themes(text):
        assert 0 <= theme.start < theme.end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "NVDA",
                "ON",
                "A",
                "$T",
                "Apple",
                "Target",
                "(GS)",
                "and",
                "/",
                ",",
                "buy",
                "gold",
                "GC",
                "\n",
                "S&P 500",
                "Ltd.",
                "RHM.DE",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=150, deadline=None)
def test_market_words_in_any_order_never_overlap(parts: list[str]) -> None:
    text = " ".join(parts)
    last = 0
    for mention in find_instruments(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end


@pytest.mark.parametrize("unit", ["A ", "T, ", "AAPL ", "X (", "1", "Apple, ", "GC ", "ZS gold "])
def test_time_is_linear(unit: str) -> None:
    text = (unit * 30_000)[:30_000]
    find_instruments("warm the tables")
    begun = time.perf_counter()
    find_instruments(text)
    assert time.perf_counter() - begun < 6


def test_annotated_articles() -> None:
    folder = SHARED / "dev"
    if not folder.is_dir():
        pytest.skip("the annotated articles are not beside the project")
    right = said = found = 0
    for gold in sorted(folder.glob("*.gold.json")):
        expected = {
            i if isinstance(i, str) else i["symbol"] for i in json.loads(gold.read_text("utf-8"))["instruments"]
        }
        got = set(symbols((folder / gold.name.replace(".gold.json", ".txt")).read_text("utf-8")))
        right, said, found = right + len(expected & got), said + len(expected), found + len(got)
    assert 2 * right / (said + found) >= 0.98


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Progressive did what an insurer should do.", ["PGR"]),
        ("Gap has fallen 20%.", ["GAP"]),
        ("United raised its guidance.", ["UAL"]),
        ("Gap is closing.", []),
        ("Target is 120, stop 100.", []),
        ("Block trades at the close fell.", []),
        ("BRENT (April, 76.75)", ["BZ"]),
    ],
)
def test_a_word_that_begins_a_sentence_is_a_company_by_what_it_does(text: str, symbols: list[str]) -> None:
    assert [m.symbol for m in find_instruments(text)] == symbols
