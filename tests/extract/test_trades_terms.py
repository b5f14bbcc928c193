"""Strikes in percent of spot, months inside a future's code, options named by two currencies: read from whole texts."""

from __future__ import annotations

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.records import Article, article_id
from tests.extract.test_trades import show


def said(text: str) -> list[str]:
    """Each recommendation's action with its alternatives, for a text of 4 March 2024."""
    article = Article(id=article_id(text), text=text, published_at="2024-03-04")
    return [
        f"{rec.action} {show(alternative)}"
        for rec in extract([article])[0].recommendations
        for alternative in rec.alternatives
    ]


TERMS = [
    (
        "Hedge with three-month 92%/82% S&P 500 put spreads.",
        ["hedge put_spread: +SPX put 8%otm r2 [90-90d], -SPX put 18%otm r1 [90-90d]"],
    ),
    (
        "Hedge with 3-month 92/82% SPX put spreads, paid for by selling 3-month 107% calls.",
        ["hedge custom: +SPX put 8%otm r2 [90-90d], -SPX call 7%otm r3 [90-90d], -SPX put 18%otm r1 [90-90d]"],
    ),
    ("Sell May 104% calls on the Euro Stoxx 50.", ["open outright: -SX5E call 4%otm [2024-05]"]),
    (
        "Buy the June 91%-109% strangle on SPX.",
        ["open strangle: +SPX call 9%otm r2 [2024-06], +SPX put 9%otm r1 [2024-06]"],
    ),
    ("Buy June SPX puts struck at 90% of spot.", ["open outright: +SPX put 10%otm [2024-06]"]),
    (
        "Buy the June 100%/108% call spread on the DAX.",
        ["open call_spread: +DAX call atm r1 [2024-06], -DAX call 8%otm r2 [2024-06]"],
    ),
    ("Buy Exxon June calls 8% in the money.", ["open outright: +XOM call -8%otm [2024-06]"]),
    ("Buy 8% ITM June calls on Exxon.", ["open outright: +XOM call -8%otm [2024-06]"]),
    ("We would put 60% of the cash into June calls on Exxon.", ["open outright: +XOM call [2024-06]"]),
    (
        "Collar our Exxon shares with the June 105 puts and 125 calls.",
        ["hedge collar: +XOM put 105 r1 [2024-06], -XOM call 125 r2 [2024-06]"],
    ),
    (
        "A risk reversal in Exxon: sell the June 105 put, buy the June 125 call.",
        ["open risk_reversal: +XOM call 125 r2 [2024-06], -XOM put 105 r1 [2024-06]"],
    ),
    (
        "Sell an Exxon strangle with the June 105 puts and 125 calls for 3.10.",
        ["open strangle credit 3.1: -XOM call 125 r2 [2024-06], -XOM put 105 r1 [2024-06]"],
    ),
    ("Long ZNM4 against short ZBM4.", ["open pair: +ZN future [2024-06], -ZB future [2024-06]"]),
    ("Short CLK4 / long CLN4 at 0.80.", ["open calendar_spread limit 0.8: +CL future [2024-07], -CL future [2024-05]"]),
    ("Buy a two-month USD put/JPY call struck at 148.", ["open outright: +USDJPY put 148 [60-60d]"]),
    ("Own three-month 1.24 sterling puts against the dollar.", ["open outright: +GBPUSD put 1.24 [90-90d]"]),
    ("Sell a one-month 25-delta USD call/CNH put.", ["open outright: -USDCNH call 25d [30-30d]"]),
    # not strikes: a share of the money, a level, an amount
    ("Put 60% into Exxon calls for June.", ["open outright: +XOM call [2024-06]"]),
]


@pytest.mark.parametrize(("text", "expected"), TERMS, ids=[row[0] for row in TERMS])
def test_terms_are_read(text: str, expected: list[str]) -> None:
    assert said(text) == expected


DELIVERED = [
    ("Sell rallies in July wheat towards 6.10.", ["open outright: -ZW future [2024-07]"]),
    ("Buy dips in June gold to 2,060.", ["open outright: +GC future [2024-06]"]),
    ("Buy Brent July 90/98 call spreads.", ["open call_spread: +BZ call 90 r1 [2024-07], -BZ call 98 r2 [2024-07]"]),
    (
        "Buy the May coffee, sugar and cocoa futures as one basket.",
        ["open basket: +CC future [2024-05], +KC future [2024-05], +SB future [2024-05]"],
    ),
    ("Buy two June bunds against one June buxl.", ["open pair: +2*FGBL future [2024-06], -FGBX future [2024-06]"]),
    ("Sell Nov beans / buy Dec corn.", ["open pair: +ZC future [2024-12], -ZS future [2024-11]"]),
    ("Short the June Bund at 133.20.", ["open outright limit 133.2: -FGBL future [2024-06]"]),
    ("Buy the June VIX future.", ["open outright: +VX future [2024-06]"]),
    (
        "Sell the May/Jul cotton spread at -0.80.",
        ["open calendar_spread limit -0.8: +CT future [2024-07], -CT future [2024-05]"],
    ),
    (
        "Long the April VIX contract against the May.",
        ["open calendar_spread: +VX future [2024-04], -VX future [2024-05]"],
    ),
]

WORDINGS = [
    ("Sell the June 1,950 gold puts at 18.", ["open outright credit 18: -GC put 1950 [2024-06]"]),
    ("Short the loonie here, stop 1.3380, target 1.3800.", ["open outright: +USDCAD spot"]),
    ("Sell aussie at 0.6550, stop 0.6610.", ["open outright limit 0.655: -AUDUSD spot"]),
    ("Buy USDCAD at 1.3500.", ["open outright limit 1.35: +USDCAD spot"]),
    ("Write puts on Starbucks: May, 90 strike, $1.40.", ["open outright: -SBUX put 90 [2024-05]"]),
    ("Sell calls on Starbucks: the May 95s.", ["open outright: -SBUX call 95 [2024-05]"]),
    (
        "Buy Nvidia June 800 puts as a hedge and finance them with the June 950 calls.",
        ["hedge collar: +NVDA put 800 r1 [2024-06], -NVDA call 950 r2 [2024-06]"],
    ),
    ("Sell to open 3 AMZN Apr 19 '24 165 puts @ 1.85.", ["open outright limit 1.85: -AMZN put 165 [2024-04-19]"]),
    ("Long 10 Apr 19 XLE $90 calls @ $2.35.", ["open outright limit 2.35: +XLE call 90 [2024-04-19]"]),
    (
        "Buy June VIX call spreads, 18/28, for around 90 cents.",
        ["open call_spread debit 0.9: +VIX call 18 r1 [2024-06], -VIX call 28 r2 [2024-06]"],
    ),
    (
        "Buy XLE June 95 calls, cheapened with a sale of the June 105s.",
        ["open call_spread: +XLE call 95 r1 [2024-06], -XLE call 105 r2 [2024-06]"],
    ),
    ("Long sterling vs. the euro, target 0.8350.", ["open outright: -EURGBP spot"]),
    ("Short the euro against the dollar at 1.0950.", ["open outright limit 1.095: -EURUSD spot"]),
    ("Sell the yen against the dollar.", ["open outright: +USDJPY spot"]),
    ("Buy SMH over SOXX for its Nvidia weight.", ["open pair: +SMH, -SOXX"]),
    (
        "We went long the Dec 24/Dec 25 Brent spread at 4.10.",
        ["open calendar_spread limit 4.1: +BZ future [2024-12], -BZ future [2025-12]"],
    ),
    ("Buy Dec 24 corn at 4.80.", ["open outright limit 4.8: +ZC future [2024-12]"]),
    ("Buy Exxon Jun 21 calls.", ["open outright: +XOM call [2024-06-21]"]),
    ("Short corn at 4.40.", ["open outright limit 4.4: -ZC future"]),
    (
        "Sell the June 2.50 put/3.50 call strangle in natural gas.",
        ["open strangle: -NG call 3.5 r2 [2024-06], -NG put 2.5 r1 [2024-06]"],
    ),
    (
        "With Brent skew to the calls steep, we recommend September 95/105 call spreads at 2.15.",
        ["open call_spread debit 2.15: +BZ call 95 r1 [2024-09], -BZ call 105 r2 [2024-09]"],
    ),
    ("Close the June 400 put we are short in MSFT.", ["close outright: -MSFT put 400 [2024-06]"]),
    (
        "Buy the Jul-Dec corn spread at -14.",
        ["open calendar_spread limit -14: +ZC future [2024-07], -ZC future [2024-12]"],
    ),
    ("Short front-month natural gas, stop 3.35.", ["open outright: -NG future [None-Noned]"]),
    ("Long ETH perps from 3,420, stop 3,300.", ["open outright limit 3420: +ETH future"]),
    ("Sell bitcoin futures at 66,000.", ["open outright limit 66000: -BTC future"]),
    ("Buy spot bitcoin.", ["open outright: +BTC spot"]),
    ("XLE has outperformed SPY by 9 points, so sell XLE.", ["open outright: -XLE"]),
    (
        "We are buying 800 shares of Exxon and collaring them at once with the June 105 puts and the June 125 calls.",
        ["open collar: +XOM, +XOM put 105 r1 [2024-06], -XOM call 125 r2 [2024-06]"],
    ),
    (
        "0DTE: sell the SPX 5080/5070 put spread for 1.10.",
        ["open put_spread credit 1.1: +SPX put 5070 r1 [0-0d], -SPX put 5080 r2 [0-0d]"],
    ),
    ("June expiry: buy the 120 calls in Exxon.", ["open outright: +XOM call 120 [2024-06]"]),
    ("Sell 7 DTE SPY 500 puts at 1.10.", ["open outright credit 1.1: -SPY put 500 [7-7d]"]),
    (
        "Buy the XLF June 38/40/42 call fly for 35c.",
        [
            "open butterfly debit 0.35: +XLF call 38 r1 [2024-06], +XLF call 42 r3 [2024-06], "
            "-2*XLF call 40 r2 [2024-06]"
        ],
    ),
    (
        "Buy a broken-wing butterfly: SPX June 5100/5050/4975 puts.",
        ["open butterfly: +SPX put 4975 r1 [2024-06], +SPX put 5100 r3 [2024-06], -2*SPX put 5050 r2 [2024-06]"],
    ),
    (
        "Sell the SPX June 5100 iron fly for 62.",
        [
            "open butterfly credit 62: +SPX call r3 [2024-06], +SPX put r1 [2024-06], "
            "-SPX call 5100 r2 [2024-06], -SPX put 5100 r2 [2024-06]"
        ],
    ),
    (
        "Roll our Exxon covered calls from March 110 to April 115.",
        ["close covered_call: -XOM call 110 [2024-03]", "open covered_call: -XOM call 115 [2024-04]"],
    ),
    ("Long crude, short gasoline, in equal size.", ["open pair: +CL future, -RB future"]),
    ("Short the DAX through June 17,000 puts.", ["open outright: +DAX put 17000 [2024-06]"]),
    (
        "Buy a 3m USDJPY 145 put, sell a 3m 155 call.",
        ["open risk_reversal: +USDJPY put 145 r1 [90-90d], -USDJPY call 155 r2 [90-90d]"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS, ids=[row[0] for row in WORDINGS])
def test_wordings(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), DELIVERED, ids=[row[0] for row in DELIVERED])
def test_a_month_of_delivery_makes_a_contract(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We drank our coffee and sold nothing.",
        "Investors who own bonds and sugar refiners have had a poor June.",
        "The euro zone shrank in June and the ten-year sold off.",
        "In December the euro area stagnated.",
    ],
)
def test_goods_and_bonds_in_prose_are_no_contracts(text: str) -> None:
    article = Article(id=article_id(text), text=text, published_at="2024-03-04")
    assert not extract([article])[0].instruments
