"""Wordings of verticals, condors, butterflies, calendars and diagonals, and the legs that must come of each."""

from __future__ import annotations

import pytest

from commentary_nlp.records import Action
from tests.extract.test_trades import read

SPREADS: list[tuple[Action, str, list[str]]] = [
    (
        "open",
        "We're buying the May 430/450 call vertical in MSFT, paying 7.20.",
        ["call_spread debit 7.2: +MSFT call 430 r1 [2024-05], -MSFT call 450 r2 [2024-05]"],
    ),
    (
        "open",
        "Buy the April 500 call on SPY and sell the 515 call against it for a net debit of 4.40.",
        ["call_spread debit 4.4: +SPY call 500 r1 [2024-04], -SPY call 515 r2 [2024-04]"],
    ),
    (
        "open",
        "I would buy a debit spread in NVDA: long the April 900 call and short the April 950 call.",
        ["call_spread: +NVDA call 900 r1 [2024-04], -NVDA call 950 r2 [2024-04]"],
    ),
    (
        "open",
        "Sell a call credit spread on TSLA, 210 by 220, expiring 19 April, for 2.15.",
        ["call_spread credit 2.15: +TSLA call 220 r2 [2024-04-19], -TSLA call 210 r1 [2024-04-19]"],
    ),
    (
        "open",
        "Buy the GLD June 200-210 call spread.",
        ["call_spread: +GLD call 200 r1 [2024-06], -GLD call 210 r2 [2024-06]"],
    ),
    (
        "open",
        "BUY +5 VERTICAL AMD 19 APR 24 200/220 CALL @7.10",
        ["call_spread limit 7.1: +AMD call 200 r1 [2024-04-19], -AMD call 220 r2 [2024-04-19]"],
    ),
    (
        "close",
        "Take profits on the QQQ April 430/450 call spread.",
        ["call_spread: +QQQ call 430 r1 [2024-04], -QQQ call 450 r2 [2024-04]"],
    ),
    (
        "close",
        "Close the May 60/65 call spread in EWZ at a double.",
        ["call_spread: +EWZ call 60 r1 [2024-05], -EWZ call 65 r2 [2024-05]"],
    ),
    (
        "open",
        "Sell NVDA June 1000 calls and buy June 1,050 calls.",
        ["call_spread: +NVDA call 1050 r2 [2024-06], -NVDA call 1000 r1 [2024-06]"],
    ),
    (
        "open",
        "Buy the 60 calls and sell the 65 calls in XME for May, 1.90 all in.",
        ["call_spread: +XME call 60 r1 [2024-05], -XME call 65 r2 [2024-05]"],
    ),
    (
        "open",
        "Buy a call spread on XME for May with strikes of 60 and 65.",
        ["call_spread: +XME call 60 r1 [2024-05], -XME call 65 r2 [2024-05]"],
    ),
    (
        "open",
        "Buy the XME May 60-strike calls, sell the 65-strike calls.",
        ["call_spread: +XME call 60 r1 [2024-05], -XME call 65 r2 [2024-05]"],
    ),
    (
        "open",
        "Buy the XME May $60/$65 call spread for $1.90.",
        ["call_spread debit 1.9: +XME call 60 r1 [2024-05], -XME call 65 r2 [2024-05]"],
    ),
    (
        "reduce",
        "Sell one of the two QQQ May 440/460 call spreads.",
        ["call_spread: +QQQ call 440 r1 [2024-05], -QQQ call 460 r2 [2024-05]"],
    ),
    (
        "open",
        "Roll the EWZ May 30/33 call spread to the August 31/34.",
        ["call_spread: +EWZ call 31 r1 [2024-08], -EWZ call 34 r2 [2024-08]"],
    ),
    (
        "open",
        "LONG NVDA Jun 900/950 CS @ 18.50",
        ["call_spread limit 18.5: +NVDA call 900 r1 [2024-06], -NVDA call 950 r2 [2024-06]"],
    ),
    (
        "open",
        "Sell the IWM April 19 195/190 put spread and collect $1.05.",
        ["put_spread credit 1.05: +IWM put 190 r1 [2024-04-19], -IWM put 195 r2 [2024-04-19]"],
    ),
    (
        "open",
        "Long the June 80 puts in XLE, short the June 75 puts.",
        ["put_spread: +XLE put 80 r2 [2024-06], -XLE put 75 r1 [2024-06]"],
    ),
    (
        "hedge",
        "A 45-day put spread on QQQ, long the 430 and short the 410, should do the job.",
        ["put_spread: +QQQ put 430 r2 [45-45d], -QQQ put 410 r1 [45-45d]"],
    ),
    (
        "open",
        "Sell 30-delta puts and buy 15-delta puts in IWM, 45 DTE.",
        ["put_spread: +IWM put 15d r1 [45-45d], -IWM put 30d r2 [45-45d]"],
    ),
    (
        "open",
        "Put on a bull put spread in XLF, selling the May 40 put and buying the May 38 put for a 0.55 credit.",
        ["put_spread credit 0.55: +XLF put 38 r1 [2024-05], -XLF put 40 r2 [2024-05]"],
    ),
    (
        "open",
        "Sell a 5-wide put spread on SPY with the short strike at 480 and the long at 475, April expiry.",
        ["put_spread: +SPY put 475 r1 [2024-04], -SPY put 480 r2 [2024-04]"],
    ),
    (
        "open",
        "For defined risk, the May 60/55 put spread in XRT at 1.40.",
        ["put_spread debit 1.4: +XRT put 60 r2 [2024-05], -XRT put 55 r1 [2024-05]"],
    ),
    (
        "hedge",
        "The May 205/195 put spread in IWM, bought for 2.60, insures the book.",
        ["put_spread debit 2.6: +IWM put 205 r2 [2024-05], -IWM put 195 r1 [2024-05]"],
    ),
    (
        "open",
        "Sell 30-delta against 15-delta puts in IWM, 45 DTE.",
        ["put_spread: +IWM put 15d r1 [45-45d], -IWM put 30d r2 [45-45d]"],
    ),
    (
        "open",
        "Bear put spread on XRT: buy 75, sell 70, May, 1.60.",
        ["put_spread: +XRT put 75 r2 [2024-05], -XRT put 70 r1 [2024-05]"],
    ),
    (
        "open",
        "Sell the XRT May 70 put / buy the May 65 put.",
        ["put_spread: +XRT put 65 r1 [2024-05], -XRT put 70 r2 [2024-05]"],
    ),
    (
        "open",
        "Sell the put spread in XLF (May, 39/37) at 0.45.",
        ["put_spread credit 0.45: +XLF put 37 r1 [2024-05], -XLF put 39 r2 [2024-05]"],
    ),
    (
        "open",
        "-1 SPY 4/19 500P, +1 SPY 4/19 490P, net credit 1.40",
        ["put_spread credit 1.4: +SPY put 490 r1 [2024-04-19], -SPY put 500 r2 [2024-04-19]"],
    ),
    (
        "open",
        "Sell SPY Apr 500/490 PS for 2.20",
        ["put_spread credit 2.2: +SPY put 490 r1 [2024-04], -SPY put 500 r2 [2024-04]"],
    ),
    (
        "open",
        "Sell the IWM April iron condor, 185/190 on the put side and 215/220 on the call side, for a 1.80 credit.",
        [
            "iron_condor credit 1.8: +IWM call 220 r4 [2024-04], +IWM put 185 "
            "r1 [2024-04], -IWM call 215 r3 [2024-04], -IWM put 190 r2 [2024-04]"
        ],
    ),
    (
        "open",
        "Iron condor in SPY, April 19: puts 480/490, calls 530/540, sold for 2.60.",
        [
            "iron_condor credit 2.6: +SPY call 540 r4 [2024-04-19], +SPY put 480 "
            "r1 [2024-04-19], -SPY call 530 r3 [2024-04-19], -SPY put 490 r2 [2024-04-19]"
        ],
    ),
    (
        "open",
        "Sell a SPY condor: the 480/490 put spread and the 530/540 call spread, both May.",
        [
            "iron_condor: +SPY call 540 r4 [2024-05], +SPY put 480 r1 "
            "[2024-05], -SPY call 530 r3 [2024-05], -SPY put 490 r2 [2024-05]"
        ],
    ),
    (
        "open",
        "Sell an iron condor on QQQ with short strikes at 420 and 460 and wings at 410 and 470, May expiry.",
        [
            "iron_condor: +QQQ call 470 r4 [2024-05], +QQQ put 410 r1 "
            "[2024-05], -QQQ call 460 r3 [2024-05], -QQQ put 420 r2 [2024-05]"
        ],
    ),
    (
        "open",
        "Sell the May 190 put and the May 215 call on IWM, and buy the 185 put and the 220 call as wings.",
        [
            "iron_condor: +IWM call 220 r4 [2024-05], +IWM put 185 r1 "
            "[2024-05], -IWM call 215 r3 [2024-05], -IWM put 190 r2 [2024-05]"
        ],
    ),
    (
        "open",
        "I want the bird on: DIA June 370/375 puts and 405/410 calls, sold for 1.90.",
        [
            "iron_condor credit 1.9: +DIA call 410 r4 [2024-06], +DIA put 370 "
            "r1 [2024-06], -DIA call 405 r3 [2024-06], -DIA put 375 r2 [2024-06]"
        ],
    ),
    (
        "open",
        "Sell the DIA June iron condor (370/375 puts, 405/410 calls).",
        [
            "iron_condor: +DIA call 410 r4 [2024-06], +DIA put 370 r1 "
            "[2024-06], -DIA call 405 r3 [2024-06], -DIA put 375 r2 [2024-06]"
        ],
    ),
    (
        "open",
        "Sell an iron condor in DIA: 375/370 put spread, 405/410 call spread, June, 1.90 credit.",
        [
            "iron_condor credit 1.9: +DIA call 410 r4 [2024-06], +DIA put 370 "
            "r1 [2024-06], -DIA call 405 r3 [2024-06], -DIA put 375 r2 [2024-06]"
        ],
    ),
    (
        "open",
        "Sell the June 375/370 put spread and the June 405/410 call spread in DIA.",
        [
            "iron_condor: +DIA call 410 r4 [2024-06], +DIA put 370 r1 "
            "[2024-06], -DIA call 405 r3 [2024-06], -DIA put 375 r2 [2024-06]"
        ],
    ),
    (
        "open",
        "I'm short the DIA June condor, puts at 375 and 370, calls at 405 and 410.",
        [
            "iron_condor: +DIA call 410 r4 [2024-06], +DIA put 370 r1 "
            "[2024-06], -DIA call 405 r3 [2024-06], -DIA put 375 r2 [2024-06]"
        ],
    ),
    (
        "open",
        "Sell a DIA iron condor with the puts at 370/375 and the calls at 405/410, June.",
        [
            "iron_condor: +DIA call 410 r4 [2024-06], +DIA put 370 r1 "
            "[2024-06], -DIA call 405 r3 [2024-06], -DIA put 375 r2 [2024-06]"
        ],
    ),
    (
        "open",
        "Sell the DIA June 370-375-405-410 iron condor.",
        [
            "iron_condor: +DIA call 410 r4 [2024-06], +DIA put 370 r1 "
            "[2024-06], -DIA call 405 r3 [2024-06], -DIA put 375 r2 [2024-06]"
        ],
    ),
    (
        "open",
        "Sell a 16-delta iron condor on SPX with 5-delta wings, 45 DTE.",
        [
            "iron_condor: +SPX call 5d r4 [45-45d], +SPX put 5d r1 "
            "[45-45d], -SPX call 16d r3 [45-45d], -SPX put 16d r2 [45-45d]"
        ],
    ),
    (
        "open",
        "Buy the XLE June 85-90-95 call butterfly for 0.95.",
        ["butterfly debit 0.95: +XLE call 85 r1 [2024-06], +XLE call 95 r3 [2024-06], -2*XLE call 90 r2 [2024-06]"],
    ),
    (
        "open",
        "Buy one 85 call, sell two 90 calls and buy one 95 call in XLE, all June, for 0.95.",
        ["butterfly debit 0.95: +XLE call 85 r1 [2024-06], +XLE call 95 r3 [2024-06], -2*XLE call 90 r2 [2024-06]"],
    ),
    (
        "open",
        "A put fly in IWM, 200/190/180, May.",
        ["butterfly: +IWM put 180 r1 [2024-05], +IWM put 200 r3 [2024-05], -2*IWM put 190 r2 [2024-05]"],
    ),
    (
        "open",
        "Buy a SPY June put butterfly with the body at 490 and wings at 470 and 510.",
        ["butterfly: +SPY put 470 r1 [2024-06], +SPY put 510 r3 [2024-06], -2*SPY put 490 r2 [2024-06]"],
    ),
    (
        "open",
        "Sell an April iron butterfly on SPY, 500/515/530, for 9.00.",
        [
            "butterfly credit 9: +SPY call 530 r3 [2024-04], +SPY put 500 "
            "r1 [2024-04], -SPY call 515 r2 [2024-04], -SPY put 515 r2 [2024-04]"
        ],
    ),
    (
        "open",
        "An April 500/510/520 call fly on SPY costs 1.30 and is worth it: buy it.",
        ["butterfly: +SPY call 500 r1 [2024-04], +SPY call 520 r3 [2024-04], -2*SPY call 510 r2 [2024-04]"],
    ),
    (
        "open",
        "Buy AAPL 170/175/180 call fly, Apr 19, 0.95 debit",
        [
            "butterfly debit 0.95: +AAPL call 170 r1 [2024-04-19], +AAPL "
            "call 180 r3 [2024-04-19], -2*AAPL call 175 r2 [2024-04-19]"
        ],
    ),
    (
        "open",
        "Buy the DIA May/June 395 put calendar.",
        ["calendar_spread: +DIA put 395 [2024-06], -DIA put 395 [2024-05]"],
    ),
    (
        "open",
        "Buy the QQQ April/May 440 call calendar for 5.10.",
        ["calendar_spread debit 5.1: +QQQ call 440 [2024-05], -QQQ call 440 [2024-04]"],
    ),
    (
        "open",
        "Calendar in TLT: short the April 95 call, long the June 95 call.",
        ["calendar_spread: +TLT call 95 [2024-06], -TLT call 95 [2024-04]"],
    ),
    (
        "open",
        "Buy an at-the-money QQQ call calendar, selling April and buying June.",
        ["calendar_spread: +QQQ call atm [2024-06], -QQQ call atm [2024-04]"],
    ),
    (
        "open",
        "Sell the April and buy the June 75 calls on XOM.",
        ["calendar_spread: +XOM call 75 [2024-06], -XOM call 75 [2024-04]"],
    ),
    (
        "open",
        "Put a SPY calendar on: long the May 510 put, short the April 510 put, 3.20 debit.",
        ["calendar_spread debit 3.2: +SPY put 510 [2024-05], -SPY put 510 [2024-04]"],
    ),
    (
        "open",
        "Calendar: sell the IWM April 205 put, buy the June 205 put, 3.00 debit.",
        ["calendar_spread debit 3: +IWM put 205 [2024-06], -IWM put 205 [2024-04]"],
    ),
    (
        "open",
        "Long the June, short the April IWM 205 puts.",
        ["calendar_spread: +IWM put 205 [2024-06], -IWM put 205 [2024-04]"],
    ),
    (
        "open",
        "Buy the June IWM 205 put against a short in the April 205.",
        ["calendar_spread: +IWM put 205 [2024-06], -IWM put 205 [2024-04]"],
    ),
    (
        "open",
        "Diagonal in XLK: long the June 200 calls against short April 210 calls.",
        ["diagonal_spread: +XLK call 200 r1 [2024-06], -XLK call 210 r2 [2024-04]"],
    ),
    (
        "open",
        "Buy the December 60 call and sell the May 70 call in EEM, a diagonal.",
        ["diagonal_spread: +EEM call 60 r1 [2024-12], -EEM call 70 r2 [2024-05]"],
    ),
    (
        "open",
        "A call diagonal on GM: long the September 40s, short the May 44s.",
        ["diagonal_spread: +GM call 40 r1 [2024-09], -GM call 44 r2 [2024-05]"],
    ),
    (
        "open",
        "Buy the AMD June 200/April 210 call diagonal.",
        ["diagonal_spread: +AMD call 200 r1 [2024-06], -AMD call 210 r2 [2024-04]"],
    ),
    (
        "open",
        "A poor man's covered call on PG: own the January 2025 140 call and sell the April 165 call.",
        ["diagonal_spread: +PG call 140 r1 [2025-01], -PG call 165 r2 [2024-04]"],
    ),
]


@pytest.mark.parametrize(("action", "text", "wanted"), SPREADS, ids=lambda value: str(value)[:50])
def test_a_wording_of_a_spread(action: Action, text: str, wanted: list[str]) -> None:
    assert read(text, action) == wanted
