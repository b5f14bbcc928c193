"""Wordings of ratios, strangles, collars, written options and single options, and the legs that must come of each."""

from __future__ import annotations

import pytest

from commentary_nlp.records import Action
from tests.extract.test_trades import read

OPTIONS: list[tuple[Action, str, list[str]]] = [
    (
        "open",
        "Buy one XLF May 41 call and sell two XLF May 43 calls for even.",
        ["ratio_spread debit 0: +XLF call 41 r1 [2024-05], -2*XLF call 43 r2 [2024-05]"],
    ),
    (
        "open",
        "Sell one SMH May 220 put and buy two of the May 205 puts.",
        ["ratio_spread: +2*SMH put 205 r1 [2024-05], -SMH put 220 r2 [2024-05]"],
    ),
    (
        "open",
        "Put on the IWM May 1x2 put spread, long one 200, short two 190s.",
        ["ratio_spread: +IWM put 200 r2 [2024-05], -2*IWM put 190 r1 [2024-05]"],
    ),
    (
        "open",
        "A 1-by-2 call spread in XBI: long one June 90 call, short two June 100 calls.",
        ["ratio_spread: +XBI call 90 r1 [2024-06], -2*XBI call 100 r2 [2024-06]"],
    ),
    (
        "open",
        "Long the June 90 call, short two June 97.50 calls in XLE.",
        ["ratio_spread: +XLE call 90 r1 [2024-06], -2*XLE call 97.5 r2 [2024-06]"],
    ),
    (
        "open",
        "Sell two of the May 190 puts for every May 200 put bought in IWM.",
        ["ratio_spread: +IWM put 200 r2 [2024-05], -2*IWM put 190 r1 [2024-05]"],
    ),
    (
        "open",
        "Buy ten XBI June 90 calls and sell twenty of the June 100 calls.",
        ["ratio_spread: +XBI call 90 r1 [2024-06], -2*XBI call 100 r2 [2024-06]"],
    ),
    (
        "open",
        "A 1x2: long the XBI June 90 call, short two of the 100s.",
        ["ratio_spread: +XBI call 90 r1 [2024-06], -2*XBI call 100 r2 [2024-06]"],
    ),
    (
        "open",
        "Call backspread on XBI: sell one June 90, buy two June 100s.",
        ["ratio_spread: +2*XBI call 100 r2 [2024-06], -XBI call 90 r1 [2024-06]"],
    ),
    (
        "open",
        "Put ratio in SPY: long one May 500, short two May 480.",
        ["ratio_spread: +SPY put 500 r2 [2024-05], -2*SPY put 480 r1 [2024-05]"],
    ),
    (
        "open",
        "Buy a May 500/480 1x2 put ratio on SPY at 1.00.",
        ["ratio_spread debit 1: +SPY put 500 r2 [2024-05], -2*SPY put 480 r1 [2024-05]"],
    ),
    (
        "open",
        "Sell the March 28 RIVN 11 straddle for 1.60.",
        ["straddle credit 1.6: -RIVN call 11 [2024-03-28], -RIVN put 11 [2024-03-28]"],
    ),
    (
        "open",
        "Buy both the April 150 call and the April 150 put in AMZN.",
        ["straddle: +AMZN call 150 [2024-04], +AMZN put 150 [2024-04]"],
    ),
    (
        "open",
        "Buy an at-the-money straddle on USO, about 60 days out.",
        ["straddle: +USO call atm [60-60d], +USO put atm [60-60d]"],
    ),
    ("open", "Sell a one-month USDJPY straddle.", ["straddle: -USDJPY call [30-30d], -USDJPY put [30-30d]"]),
    (
        "open",
        "Sell the at-the-money straddle in UNG for April.",
        ["straddle: -UNG call atm [2024-04], -UNG put atm [2024-04]"],
    ),
    ("open", "Buy the June straddle in BA struck at 200.", ["straddle: +BA call 200 [2024-06], +BA put 200 [2024-06]"]),
    ("open", "Own both the June 200 call and put in BA.", ["straddle: +BA call 200 [2024-06], +BA put 200 [2024-06]"]),
    (
        "open",
        "Long the NFLX April 580 put and 650 call.",
        ["strangle: +NFLX call 650 r2 [2024-04], +NFLX put 580 r1 [2024-04]"],
    ),
    (
        "open",
        "Sell the GLD May 190/210 strangle at 3.30.",
        ["strangle credit 3.3: -GLD call 210 r2 [2024-05], -GLD put 190 r1 [2024-05]"],
    ),
    (
        "open",
        "Sell the April 19 SPY 480 put and 540 call.",
        ["strangle: -SPY call 540 r2 [2024-04-19], -SPY put 480 r1 [2024-04-19]"],
    ),
    (
        "open",
        "Sell the TLT May 15-delta strangle.",
        ["strangle: -TLT call 15d r2 [2024-05], -TLT put 15d r1 [2024-05]"],
    ),
    (
        "open",
        "Sell a strangle in SLV, the 20 puts and the 25 calls for June.",
        ["strangle: -SLV call 25 r2 [2024-06], -SLV put 20 r1 [2024-06]"],
    ),
    (
        "open",
        "Long the BA June 190 put and June 210 call together, 14.00 for the two.",
        ["strangle: +BA call 210 r2 [2024-06], +BA put 190 r1 [2024-06]"],
    ),
    (
        "open",
        "Sell the June 80 put and use the money for the June 95 call on XLE.",
        ["risk_reversal: +XLE call 95 r2 [2024-06], -XLE put 80 r1 [2024-06]"],
    ),
    (
        "open",
        "Sell an XOM June 95 put to buy the June 110 call, for no cost.",
        ["risk_reversal debit 0: +XOM call 110 r2 [2024-06], -XOM put 95 r1 [2024-06]"],
    ),
    (
        "open",
        "Buy a 25-delta risk reversal in EEM, June expiry.",
        ["risk_reversal: +EEM call 25d r2 [2024-06], -EEM put 25d r1 [2024-06]"],
    ),
    (
        "open",
        "Buy the EURUSD three-month 1.10 call, funded by selling the 1.06 put.",
        ["risk_reversal: +EURUSD call 1.1 r2 [90-90d], -EURUSD put 1.06 r1 [90-90d]"],
    ),
    (
        "open",
        "Buy the June ES 5,200 call and sell the 5,000 put.",
        ["risk_reversal: +ES call 5200 r2 [2024-06], -ES put 5000 r1 [2024-06]"],
    ),
    (
        "open",
        "Reverse the risk in EWJ: short the June 65 put, long the June 72 call, nothing paid.",
        ["risk_reversal: +EWJ call 72 r2 [2024-06], -EWJ put 65 r1 [2024-06]"],
    ),
    (
        "open",
        "Own June 200 GLD calls, paid for by June 180 puts.",
        ["risk_reversal: +GLD call 200 r2 [2024-06], -GLD put 180 r1 [2024-06]"],
    ),
    (
        "open",
        "Buy the XLK June 215 call and sell the June 190 put.",
        ["risk_reversal: +XLK call 215 r2 [2024-06], -XLK put 190 r1 [2024-06]"],
    ),
    (
        "open",
        "A bearish risk reversal in XLK: long the June 190 put, short the June 215 call.",
        ["risk_reversal: +XLK put 190 r1 [2024-06], -XLK call 215 r2 [2024-06]"],
    ),
    (
        "open",
        "RR: long XLE Jun 95C / short XLE Jun 82P, even",
        ["risk_reversal: +XLE call 95 r2 [2024-06], -XLE put 82 r1 [2024-06]"],
    ),
    (
        "open",
        "Own a three-month 25-delta EURUSD risk reversal, calls over puts.",
        ["risk_reversal: +EURUSD call 25d r2 [90-90d], -EURUSD put 25d r1 [90-90d]"],
    ),
    (
        "hedge",
        "Put a collar round your AAPL: buy the May 165 put, sell the May 185 call.",
        ["collar: +AAPL put 165 r1 [2024-05], -AAPL call 185 r2 [2024-05]"],
    ),
    (
        "hedge",
        "Holders of COST can wrap a zero-cost collar around the "
        "shares: long the April 700 put, short the April 780 call.",
        ["collar: +COST put 700 r1 [2024-04], -COST call 780 r2 [2024-04]"],
    ),
    (
        "open",
        "Put a costless collar round a big NVDA holding with the June 750 put bought and the June 1,000 call sold.",
        ["collar debit 0: +NVDA put 750 r1 [2024-06], -NVDA call 1000 r2 [2024-06]"],
    ),
    (
        "hedge",
        "Keep the T shares but collar them with the long July 16 put and the short July 19 call.",
        ["collar: +T put 16 r1 [2024-07], -T call 19 r2 [2024-07]"],
    ),
    (
        "hedge",
        "Hedge XLK shares with a June 195/215 collar.",
        ["collar: +XLK put 195 r1 [2024-06], -XLK call 215 r2 [2024-06]"],
    ),
    (
        "hedge",
        "Fence in the AAPL: long the May 165 puts, short the May 185 calls.",
        ["collar: +AAPL put 165 r1 [2024-05], -AAPL call 185 r2 [2024-05]"],
    ),
    (
        "hedge",
        "Collar the XLK we hold, June 190 puts against June 215 calls.",
        ["collar: +XLK put 190 r1 [2024-06], -XLK call 215 r2 [2024-06]"],
    ),
    (
        "hedge",
        "Guard XLK gains at no cost: buy June 190 puts, sell June 215 calls.",
        ["collar: +XLK put 190 r1 [2024-06], -XLK call 215 r2 [2024-06]"],
    ),
    (
        "open",
        "For the XLK in the portfolio, long June 190 puts and short June 215 calls as a collar.",
        ["collar: +XLK put 190 r1 [2024-06], -XLK call 215 r2 [2024-06]"],
    ),
    (
        "open",
        "XLK holders: buy the June 190 put and sell the June 215 call against the shares.",
        ["collar: +XLK put 190 r1 [2024-06], -XLK call 215 r2 [2024-06]"],
    ),
    ("open", "Roll the covered calls on PG from March 160 to May 165.", ["covered_call: -PG call 165 [2024-05]"]),
    (
        "open",
        "Own KO? Sell the May 62.50 calls against it at 0.60.",
        ["covered_call credit 0.6: -KO call 62.5 [2024-05]"],
    ),
    (
        "open",
        "For holders of XLE, write the 21 June 100 calls on your stock for a 1.20 credit.",
        ["covered_call credit 1.2: -XLE call 100 [2024-06-21]"],
    ),
    ("open", "Buy 200 MO at 41 and sell two May 43 calls on them.", ["covered_call: +MO, -MO call 43 [2024-05]"]),
    ("close", "Buy back the QQQ April 450 calls that we wrote.", ["covered_call: -QQQ call 450 [2024-04]"]),
    (
        "open",
        "Sell the XLE 95 calls expiring 17 May for 1.20 against the shares.",
        ["covered_call credit 1.2: -XLE call 95 [2024-05-17]"],
    ),
    (
        "open",
        "If you own XLU, write the June 66 calls on it at 0.90.",
        ["covered_call credit 0.9: -XLU call 66 [2024-06]"],
    ),
    ("open", "Sell calls on the KO you hold: the May 62s fetch 0.70.", ["covered_call: -KO call 62 [2024-05]"]),
    (
        "close",
        "I roll the PG covered calls from the May 160s to the July 165s for a credit of 0.30.",
        ["covered_call: -PG call 160 [2024-05]"],
    ),
    (
        "open",
        "I roll the PG covered calls from the May 160s to the July 165s for a credit of 0.30.",
        ["covered_call credit 0.3: -PG call 165 [2024-07]"],
    ),
    (
        "open",
        "Rolling: I bought back my short May 160 calls in PG and wrote the July 165s over the same stock.",
        ["covered_call: -PG call 165 [2024-07]"],
    ),
    ("open", "Roll the April 45 calls written on our MO up to the June 47s.", ["covered_call: -MO call 47 [2024-06]"]),
    (
        "open",
        "A buy-write on PG: buy the shares, sell the April 165 calls.",
        ["covered_call: +PG, -PG call 165 [2024-04]"],
    ),
    ("open", "Against our PG sell April 165 calls.", ["covered_call: -PG call 165 [2024-04]"]),
    ("open", "Write PG April 165s.", ["covered_call: -PG call 165 [2024-04]"]),
    ("open", "Short April 165 calls versus long PG stock.", ["covered_call: -PG call 165 [2024-04]"]),
    (
        "open",
        "Sell the June 25 puts on PFE with the cash set aside to take the shares.",
        ["cash_secured_put: -PFE put 25 [2024-06]"],
    ),
    (
        "open",
        "Being paid to wait: short the IWM May 190 put, cash-secured, at 2.20.",
        ["cash_secured_put credit 2.2: -IWM put 190 [2024-05]"],
    ),
    ("open", "Short the April 45 puts in KRE with cash to back them.", ["cash_secured_put: -KRE put 45 [2024-04]"]),
    (
        "open",
        "Sell a cash-secured June 25 put on PFE and be glad of the shares.",
        ["cash_secured_put: -PFE put 25 [2024-06]"],
    ),
    (
        "open",
        "I have written the PFE June 25 puts with the cash to take the shares.",
        ["cash_secured_put: -PFE put 25 [2024-06]"],
    ),
    (
        "open",
        "Get paid to bid: short PFE June 25 puts, cash-secured, at 0.60.",
        ["cash_secured_put credit 0.6: -PFE put 25 [2024-06]"],
    ),
    ("open", "Cash-secured puts on XLP at the June 72 strike.", ["cash_secured_put: -XLP put 72 [2024-06]"]),
    (
        "open",
        "Sell a June XLP put, struck at 72 and cash-secured, for 0.90.",
        ["cash_secured_put credit 0.9: -XLP put 72 [2024-06]"],
    ),
    ("open", "Take the XLV May 145 calls for a 2.20 debit.", ["outright debit 2.2: +XLV call 145 [2024-05]"]),
    ("open", "STO -10 XSP 19APR24 480P @ 3.05", ["outright limit 3.05: -XSP put 480 [2024-04-19]"]),
    ("open", "BTO 3x MSFT 5/17 420C, 8.40 db", ["outright debit 8.4: +MSFT call 420 [2024-05-17]"]),
    ("open", "Sell to open the 4/19 KRE 45 put at 1.15.", ["outright credit 1.15: -KRE put 45 [2024-04-19]"]),
    ("open", "Buy three-month EURUSD 1.10 calls.", ["outright: +EURUSD call 1.1 [90-90d]"]),
    ("close", "Sell our GLD June 200 calls at 9.00.", ["outright limit 9: +GLD call 200 [2024-06]"]),
    ("avoid", "Don't sell puts on NVDA.", ["outright: -NVDA put"]),
    ("hedge", "Insurance: SPY June puts struck 5% below the market.", ["outright: +SPY put 5%otm [2024-06]"]),
    ("open", "Buy a put on SMH with a delta of 25 and 60 days to run.", ["outright: +SMH put 25d [60-60d]"]),
    ("open", "I bought twenty of the IWM May 200 puts at 3.10.", ["outright debit 3.1: +IWM put 200 [2024-05]"]),
    (
        "open",
        "Buy the June 450 calls or the 450/470 call spread on QQQ.",
        ["outright: +QQQ call 450 [2024-06]", "call_spread: +QQQ call 450 r1 [2024-06], -QQQ call 470 r2 [2024-06]"],
    ),
    ("open", "Sell a one-month USDJPY 152 call.", ["outright: -USDJPY call 152 [30-30d]"]),
    ("open", "Roll the short MO calls out, April 45 to June 47.", ["outright: -MO call 47 [2024-06]"]),
    ("open", "Roll the June 500 SPY puts down and out to the September 480s.", ["outright: +SPY put 480 [2024-09]"]),
    ("close", "Roll the June 500 SPY puts down and out to the September 480s.", ["outright: +SPY put 500 [2024-06]"]),
    ("open", "Move the short IWM April 200 puts to May 195.", ["outright: -IWM put 195 [2024-05]"]),
    ("open", "Buy XLE calls rather than the shares.", ["outright: +XLE call"]),
    ("open", "Sold 15x KRE Apr 45 puts @ 0.85", ["outright limit 0.85: -KRE put 45 [2024-04]"]),
    ("open", "Bot 10 IWM 5/17 200P @ 3.40", ["outright limit 3.4: +IWM put 200 [2024-05-17]"]),
    ("open", "SLD 4 MSFT 19APR24 430C 2.10", ["outright: -MSFT call 430 [2024-04-19]"]),
    ("open", "Buy puts on XHB: June 95s at 2.30.", ["outright debit 2.3: +XHB put 95 [2024-06]"]),
    ("open", "Buy the XHB June 95 put for $2.30 or less.", ["outright debit 2.3: +XHB put 95 [2024-06]"]),
    ("open", "I own the September 60 calls in COPX from 2.10.", ["outright debit 2.1: +COPX call 60 [2024-09]"]),
    ("open", "Long-dated calls on INTC: January 2026 50s.", ["outright: +INTC call 50 [2026-01]"]),
    ("open", "LEAPS on INTC, the January 2026 45 calls.", ["outright: +INTC call 45 [2026-01]"]),
    ("hedge", "Own VIX May 18 calls as a hedge.", ["outright: +VIX call 18 [2024-05]"]),
    ("hedge", "As protection for SPY, June 480 puts.", ["outright: +SPY put 480 [2024-06]"]),
    ("hedge", "Put on a hedge: buy IWM June 190 puts, 0.5% of the fund.", ["outright: +IWM put 190 [2024-06]"]),
    (
        "open",
        "Sell the March 22 AMZN 175 straddle and buy the April 19 175 straddle.",
        [
            "custom: +AMZN call 175 [2024-04-19], +AMZN put 175 "
            "[2024-04-19], -AMZN call 175 [2024-03-22], -AMZN put 175 [2024-03-22]"
        ],
    ),
    (
        "open",
        "Sell the GLD June 195 put, buy the 190 put beneath it and use the credit to buy the 215 call.",
        ["custom: +GLD call 215 r3 [2024-06], +GLD put 190 r1 [2024-06], -GLD put 195 r2 [2024-06]"],
    ),
    (
        "hedge",
        "Hedge with a SPY 500/480 put spread financed by selling the 530 call, all May.",
        ["custom: +SPY put 500 r2 [2024-05], -SPY call 530 r3 [2024-05], -SPY put 480 r1 [2024-05]"],
    ),
]


@pytest.mark.parametrize(("action", "text", "wanted"), OPTIONS, ids=lambda value: str(value)[:50])
def test_a_wording_of_an_option_trade(action: Action, text: str, wanted: list[str]) -> None:
    assert read(text, action) == wanted
