"""Trades as letters and notes say them, through the whole extractor: what is said, and what must come of it.

Each answer is written `structure: legs [size]`; a leg is side, symbol, kind or right, strike, expiry and ratio.
"""

from __future__ import annotations

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.records import Alternative, Article, Leg, Recommendation, article_id


def _leg(leg: Leg) -> str:
    words = ["+" if leg.side == "long" else "-", leg.symbol, leg.right or leg.kind]
    if leg.strike is not None:
        words.append(f"{leg.strike.value:g}{'' if leg.strike.unit == 'price' else leg.strike.unit}")
    if leg.expiry is not None:
        words.append(leg.expiry.date or leg.expiry.month or f"{leg.expiry.dte_min}d")
    if leg.ratio != 1:
        words.append(f"x{leg.ratio:g}")
    return " ".join(words).replace("+ ", "+").replace("- ", "-")


def _trade(alternative: Alternative) -> str:
    return f"{alternative.structure}: " + "; ".join(_leg(leg) for leg in alternative.legs)


def _said(rec: Recommendation) -> str:
    size = f" [{rec.size.value:g} {rec.size.unit}]" if rec.size else ""
    return " | ".join(map(_trade, rec.alternatives)) + size


def _read(text: str) -> list[str]:
    article = Article(id=article_id(text), text=text, published_at="2024-03-11")
    return [_said(rec) for rec in extract([article])[0].recommendations]


DATES_AND_MONTHS = [
    ("Copper is cheap. We went long the December contract in January.", ["outright: +HG future 2024-12"]),
    ("I bought the SPY May 500 puts in January.", ["outright: +SPY put 500 2024-05"]),
    ("We went long corn in January.", ["outright: +ZC future"]),
    (
        "Buy the SPY June 540 calls and the July 550 calls.",
        ["custom: +SPY call 540 2024-06; +SPY call 550 2024-07"],
    ),
    ("Fade rallies in WTI through June futures.", ["outright: -CL future 2024-06"]),
    ("We own copper through the July contract.", ["outright: +HG future 2024-07"]),
    ("Stay long corn through June.", ["outright: +ZC future"]),
]

VEHICLES = [
    ("We are long gold through GLD.", ["outright: +GLD share"]),
    ("We own gold via GDX and SLV.", ["basket: +GDX share; +SLV share"]),
    ("Buy XLE through the June 100 calls.", ["outright: +XLE call 100 2024-06"]),
    ("Buy GLD and SLV.", ["basket: +GLD share; +SLV share"]),
]

STRIKES = [
    (
        "I'm short the QQQ April 19 iron condor, with the 400 and 460 strikes sold and the 395 and 465 bought.",
        ["iron_condor: +QQQ put 395 2024-04-19; -QQQ put 400 2024-04-19; "
         "-QQQ call 460 2024-04-19; +QQQ call 465 2024-04-19"],
    ),
    (
        "I'm long a SPY June put spread, with the 500 bought and the 480 sold.",
        ["put_spread: -SPY put 480 2024-06; +SPY put 500 2024-06"],
    ),
    (
        "Sell the Aug 1800/1850 - 2050/2100 iron condor in RUT.",
        ["iron_condor: +RUT put 1800 2024-08; -RUT put 1850 2024-08; -RUT call 2050 2024-08; +RUT call 2100 2024-08"],
    ),
    (
        "Buy the SPY June 30-delta/10-delta put spread.",
        ["put_spread: -SPY put 10delta 2024-06; +SPY put 30delta 2024-06"],
    ),
    # prices at which a side was taken are none of its strikes
    ("We are long the SPY June 500 put, with half bought at 4 and half at 5.", ["outright: +SPY put 500 2024-06"]),
]  # fmt: skip

PLACED = [
    ("On Friday I put new money to work in Visa and in Pfizer.", ["basket: +V share; +PFE share"]),
    (
        "I like the January 2026 100 calls on Disney, and I would put no more than 1% of the account into them.",
        ["outright: +DIS call 100 2026-01 [1 percent]"],
    ),
    ("Sell the June 100 put on Disney and put the cash aside.", ["outright: -DIS put 100 2024-06"]),
    ("Buy the June 100 call and put on Disney.", ["straddle: +DIS call 100 2024-06; +DIS put 100 2024-06"]),
]


COVERED = [
    (
        "I own 400 shares of Ford. The dividend is safe. I sold four of the June 14 calls at 0.40.",
        ["outright: +F share [400 shares]", "covered_call: -F call 2024-06-14 [4 contracts]"],
    ),
    ("My Pfizer shares have gone nowhere. I sold the June 30 calls.", ["covered_call: -PFE call 30 2024-06"]),
    (
        "Chevron is dull. What I will do is sell the June 165 calls against the shares I bought at 140.",
        ["covered_call: -CVX call 165 2024-06"],
    ),
    ("The Pfizer shares rose 5%. I sold the June 30 calls.", ["outright: -PFE call 30 2024-06"]),
    (
        "My Pfizer shares have gone nowhere. I sold the June 40 calls on Ford.",
        ["outright: -F call 40 2024-06"],
    ),
]

SECURED = [
    (
        "I sold the Disney April 100 put, and I have the cash in the account.",
        ["cash_secured_put: -DIS put 100 2024-04"],
    ),
    (
        "I sold the April 100 puts on Disney, with the money to buy the shares set aside.",
        ["cash_secured_put: -DIS put 100 2024-04"],
    ),
    ("Sell the Disney April 100 put, keeping the cash to take delivery.", ["cash_secured_put: -DIS put 100 2024-04"]),
    ("I'm happy to own Disney at 100, so I sold the April 100 puts.", ["outright: -DIS put 100 2024-04"]),
    ("Sell the Disney April 100 put. Cash is king.", ["outright: -DIS put 100 2024-04"]),
]

OPPOSED = [
    ("Go long XLU vs. short XLY.", ["pair: +XLU share; -XLY share"]),
    ("Buy XLU vs. XLY.", ["pair: +XLU share; -XLY share"]),
    ("Out of XLK and into XLE is the switch we are making.", ["pair: -XLK share; +XLE share"]),
    ("We would get out of XLK and into XLE.", ["pair: -XLK share; +XLE share"]),
    ("I would rather sell the June 90 put in Disney than buy the stock.", ["outright: -DIS put 90 2024-06"]),
    (
        "On GLD, buy the December 240/260 call spread and pay for it with the December 215 put.",
        ["custom: +GLD call 240 2024-12; -GLD call 260 2024-12; -GLD put 215 2024-12"],
    ),
    (
        "My December 300 calls on Tesla are done, so I'm selling them and rolling up into the January 350 calls.",
        ["outright: +TSLA call 300 2024-12", "outright: +TSLA call 350 2025-01"],
    ),
]

LOTS = [
    ("We bought five contracts of December corn.", ["outright: +ZC future 2024-12 [5 contracts]"]),
    ("I bought three December corn contracts.", ["outright: +ZC future 2024-12 [3 contracts]"]),
    ("We sold two June E-minis at 5,240.", ["outright: -ES future 2024-06 [2 contracts]"]),
]

OWN_TERMS = [
    (
        "We initiated positions in Ford (2%) and Visa (1.5%).",
        ["outright: +F share [2 percent]", "outright: +V share [1.5 percent]"],
    ),
    (
        "We bought 100 shares of Ford and 200 of Visa.",
        ["outright: +F share [100 shares]", "outright: +V share [200 shares]"],
    ),
    ("We bought Ford at $12 and Visa at $280.", ["outright: +F share", "outright: +V share"]),
    ("We own Ford and Visa, each at 3% of the fund.", ["basket: +F share; +V share [3 percent]"]),
    ("We bought Ford, up 3% this year, and Visa, up 5%.", ["basket: +F share; +V share"]),
]

SAID_TWICE = [
    (
        "Sell the May 17 195/190 put spread in IWM together with the 217/222 call spread, 67 days out.",
        ["iron_condor: +IWM put 190 2024-05-17; -IWM put 195 2024-05-17; "
         "-IWM call 217 2024-05-17; +IWM call 222 2024-05-17"],
    ),
    ("Sell the IWM May 17 190 puts (67 DTE).", ["outright: -IWM put 190 2024-05-17"]),
    ("Sell the 67-DTE May 17 190 puts in IWM.", ["outright: -IWM put 190 2024-05-17"]),
    (
        "Sell the IWM April 19 190 put and buy the 100-DTE 185 put.",
        ["diagonal_spread: -IWM put 190 2024-04-19; +IWM put 185 100d"],
    ),
    (
        "We like Brazil over Mexico, and we are buying EWZ against EWW.",
        ["pair: +EWZ share; -EWW share"],
    ),
]  # fmt: skip

COMPARED = [
    ("We own Visa, a better business than Mastercard.", ["outright: +V share"]),
    ("We bought Visa at a discount to Mastercard.", ["outright: +V share"]),
    ("Unlike SPY, XLE is cheap: buy it.", ["outright: +XLE share"]),
    ("We would rather own Visa than Mastercard.", ["pair: +V share; -MA share"]),
]

ROLLED = [
    (
        "The May SPY 500 puts have lost most of their value. Roll them into the July 490 puts.",
        ["outright: +SPY put 500 2024-05", "outright: +SPY put 490 2024-07"],
    ),
    (
        "Roll the May SPY 500 puts into the July 490 puts.",
        ["outright: +SPY put 500 2024-05", "outright: +SPY put 490 2024-07"],
    ),
]

MONEY = [
    (
        "We put 0.5% of net asset value into the June 100/110 call spread on XLE.",
        ["call_spread: +XLE call 100 2024-06; -XLE call 110 2024-06 [0.5 percent]"],
    ),
    ("STO 3 IWM 16-delta strangles, 45 DTE, out at 21 DTE regardless.",
     ["strangle: -IWM put 16delta 45d; -IWM call 16delta 45d [3 contracts]"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *DATES_AND_MONTHS,
        *VEHICLES,
        *STRIKES,
        *PLACED,
        *COVERED,
        *SECURED,
        *OPPOSED,
        *LOTS,
        *OWN_TERMS,
        *SAID_TWICE,
        *MONEY,
    ],
)
def test_trade_as_prose_says_it(text: str, said: list[str]) -> None:
    assert _read(text) == said
