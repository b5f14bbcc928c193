"""The grammar of trades, phrase by phrase: what is said, and the legs that must come of it.

A leg is written `+SPY put 500 r2 [2024-06]`: side, ratio, symbol, kind where it is no share, right, strike, rank
and expiry. Every sentence here is written for these tests.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from commentary_nlp.extract.annotations import Annotations, Block, InstrumentMention
from commentary_nlp.extract.durations import find_durations
from commentary_nlp.extract.expiries import find_expiries
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.extract.trades import find_trades
from commentary_nlp.records import Action, Alternative, AssetClass, Leg, Strike

PUBLISHED = date(2024, 3, 6)
WORDS = {
    "OTM",
    "ATM",
    "DTE",
    "BTO",
    "STO",
    "STC",
    "SL",
    "TP",
    "SELL",
    "BUY",
    "I",
    "A",
    "C",
    "P",
    "LEAPS",
    "FOMC",
    "LONG",
    "CALL",
    "PUT",
    "VERTICAL",
    "CS",
    "PS",
    "PCS",
    "SLD",
}
CLASSES: dict[str, AssetClass] = {
    **dict.fromkeys(("ES", "NQ", "CL", "BZ", "GC", "SI", "ZN", "ZB", "HG"), "future"),
    **dict.fromkeys(("SPX", "NDX", "RUT", "VIX"), "index"),
    "ETH": "crypto",
}  # fmt: skip


def annotate(text: str, blocks: tuple[Block, ...] = ()) -> Annotations:
    """Tickers by their capitals; the rest by the package's recognisers."""
    mentions = []
    for found in re.finditer(r"\$?\b[A-Z]{1,6}(?:\.[A-Z])?\b", text):
        symbol = found.group().lstrip("$")
        if symbol in WORDS or (symbol == "BTC" and re.match(r" \d+ [A-Z]", text[found.end() :])):
            continue
        kind: AssetClass = "fx" if len(symbol) == 6 else CLASSES.get(symbol, "equity")
        mentions.append(InstrumentMention(found.start(), found.end(), symbol, None, kind, "ticker"))
    return Annotations(
        blocks=blocks,
        instruments=tuple(mentions),
        durations=find_durations(text, PUBLISHED),
        expiries=find_expiries(text, PUBLISHED),
        numbers=find_numbers(text),
    )


def show_leg(leg: Leg) -> str:
    parts = [("+" if leg.side == "long" else "-") + (f"{leg.ratio:g}*" if leg.ratio != 1 else "") + leg.symbol]
    if leg.kind == "option":
        parts.append(leg.right or "?")
    elif leg.kind != "share":
        parts.append(leg.kind)
    if leg.strike:
        unit = {"price": "", "percent_otm": "%otm", "delta": "d", "atm": "atm"}[leg.strike.unit]
        parts.append(f"{leg.strike.value:g}{unit}" if unit != "atm" else unit)
    if leg.strike_rank:
        parts.append(f"r{leg.strike_rank}")
    if leg.expiry:
        said = leg.expiry.date or leg.expiry.month or f"{leg.expiry.dte_min}-{leg.expiry.dte_max}d"
        parts.append(f"[{said}]")
    return " ".join(parts)


def show(alternative: Alternative) -> str:
    price = f" {alternative.price.kind} {alternative.price.value:g}" if alternative.price else ""
    return f"{alternative.structure}{price}: " + ", ".join(sorted(map(show_leg, alternative.legs)))


def read(text: str, action: Action = "open", **kwargs: object) -> list[str]:
    """Every alternative of every trade, as written above."""
    trades = find_trades(text, annotate(text), (0, len(text)), action, **kwargs)  # type: ignore[arg-type]
    for trade in trades:
        assert 0 <= trade.start < trade.end <= len(text)
    return [show(alternative) for trade in trades for alternative in trade.alternatives]


SHARES = [
    ("Long XLE for a month.", "outright: +XLE"),
    ("Short ARKK into a bounce towards 48, stop 52.", "outright: -ARKK"),
    ("Fade the squeeze by shorting GME.", "outright: -GME"),
    ("Short XLK vs long XLP for 2-3 weeks: breadth is thin.", "pair: +XLP, -XLK"),
    ("Long COST / short WMT      now     -4%     +9%", "pair: +COST, -WMT"),
    ("Rather own XLV than XLK into the summer.", "pair: +XLV, -XLK"),
    ("XLV over XLK through quarter end.", "pair: +XLV, -XLK"),
    ("We prefer AMD to INTC.", "pair: +AMD, -INTC"),
    ("AMD is preferred to INTC here.", "pair: +AMD, -INTC"),
    ("Own KRE against XLF, dollar neutral.", "pair: +KRE, -XLF"),
    ("Rotate from IWF into IWD.", "pair: +IWD, -IWF"),
    ("Switch 4% out of AGG and into SHY.", "pair: +SHY, -AGG"),
    ("Overweight MSFT vs underweight GOOGL for two quarters.", "pair: +MSFT, -GOOGL"),
    ("Buy NOC, sell GD into the budget.", "pair: +NOC, -GD"),
    ("Express it with AMD long against INTC short.", "pair: +AMD, -INTC"),
    ("Buy AMZN, COST and HD in equal weights.", "basket: +AMZN, +COST, +HD"),
    ("Rallies in XRT to 75 are for selling.", "outright: -XRT"),
    ("UNG becomes a buy over 17.", "outright: +UNG"),
    ("Go long AUDUSD at 0.6520, target 0.6700, stop 0.6450.", "outright limit 0.652: +AUDUSD spot"),
    ("SELL EURUSD 1.0850, SL 1.0910, TP 1.0700", "outright limit 1.085: -EURUSD spot"),
    ("EURUSD: short at 1.0900, SL 1.0960", "outright limit 1.09: -EURUSD spot"),
    ("Buy April GC at 2,150, stop 2,110.", "outright limit 2150: +GC future [2024-04]"),
    ("Long June ZN futures versus short June ZB.", "pair: +ZN future [2024-06], -ZB future [2024-06]"),
    ("Long June CL futures, short December CL futures.",
     "calendar_spread: +CL future [2024-06], -CL future [2024-12]"),
    ("Buy SPX on a dip to 4,950.", "outright: +SPX index"),
    ("Own ETH, stop at 3,000 on closes.", "outright: +ETH spot"),
]  # fmt: skip

OPTIONS = [
    ("Buy the SPY April 510/520 call spread for 3.10.",
     "call_spread debit 3.1: +SPY call 510 r1 [2024-04], -SPY call 520 r2 [2024-04]"),
    ("Sell the SPY April 510/520 call spread for 3.10.",
     "call_spread credit 3.1: +SPY call 520 r2 [2024-04], -SPY call 510 r1 [2024-04]"),
    ("Buy EWZ Dec 31/28 put spreads.", "put_spread: +EWZ put 31 r2 [2024-12], -EWZ put 28 r1 [2024-12]"),
    ("Sell the IWM May 200/195 bull put spread for a 1.15 credit.",
     "put_spread credit 1.15: +IWM put 195 r1 [2024-05], -IWM put 200 r2 [2024-05]"),
    ("We like a bear call spread in TSLA: short the April 200 call, long the April 210 call, 2.80 credit.",
     "call_spread credit 2.8: +TSLA call 210 r2 [2024-04], -TSLA call 200 r1 [2024-04]"),
    ("Buy DIA May 380/360 put spread      4.20 debit",
     "put_spread debit 4.2: +DIA put 380 r2 [2024-05], -DIA put 360 r1 [2024-05]"),
    ("BTO 6 DIA 390c 5/17 @4.10", "outright limit 4.1: +DIA call 390 [2024-05-17]"),
    ("STO 8 XLI 118/114 put spread 8/16, collecting 0.90.",
     "put_spread credit 0.9: +XLI put 114 r1 [2024-08-16], -XLI put 118 r2 [2024-08-16]"),
    ("Own DIA puts paid for by selling IWM puts, 50-70 DTE.", "pair: +DIA put [50-70d], -IWM put [50-70d]"),
    ("Buy LULU June 420 calls funded with June 360 puts.",
     "risk_reversal: +LULU call 420 r2 [2024-06], -LULU put 360 r1 [2024-06]"),
    ("Own the April 180 straddle in TSLA.", "straddle: +TSLA call 180 [2024-04], +TSLA put 180 [2024-04]"),
    ("Sell an AAPL strangle, 160 puts and 190 calls, April.",
     "strangle: -AAPL call 190 r2 [2024-04], -AAPL put 160 r1 [2024-04]"),
    ("Long May QQQ 25-delta strangles.", "strangle: +QQQ call 25d r2 [2024-05], +QQQ put 25d r1 [2024-05]"),
    ("Buy a 100/105/110 call fly in XOM for June, paying 0.85.",
     "butterfly debit 0.85: +XOM call 100 r1 [2024-06], +XOM call 110 r3 [2024-06], -2*XOM call 105 r2 [2024-06]"),
    ("Sell the SPX 5000/5050/5300/5350 iron condor, 40 DTE, for a 12.40 credit.",
     "iron_condor credit 12.4: +SPX call 5350 r4 [40-40d], +SPX put 5000 r1 [40-40d], "
     "-SPX call 5300 r3 [40-40d], -SPX put 5050 r2 [40-40d]"),
    ("Put on an iron condor on QQQ: sell the 420 put and 460 call, buy the 410 put and 470 call, all April.",
     "iron_condor: +QQQ call 470 r4 [2024-04], +QQQ put 410 r1 [2024-04], "
     "-QQQ call 460 r3 [2024-04], -QQQ put 420 r2 [2024-04]"),
    ("A zero-cost risk reversal in XLE: long the June 95 call, short the June 85 put.",
     "risk_reversal debit 0: +XLE call 95 r2 [2024-06], -XLE put 85 r1 [2024-06]"),
    ("Write June 42 calls against the GM shares.", "covered_call: -GM call 42 [2024-06]"),
    ("Overwrite half the AAPL position with May 190 calls.", "covered_call: -AAPL call 190 [2024-05]"),
    ("Buy 100 shares of KO and sell the May 62.5 call against them for a net debit of 59.40.",
     "covered_call debit 59.4: +KO, -KO call 62.5 [2024-05]"),
    ("PFE: sell the April 26 put, cash-secured, for 0.55.", "cash_secured_put credit 0.55: -PFE put 26 [2024-04]"),
    ("AMD calendar: sell April, buy May 200 calls.",
     "calendar_spread: +AMD call 200 [2024-05], -AMD call 200 [2024-04]"),
    ("Long calendar: short the March 15 and long the April 19 NVDA 900 calls.",
     "calendar_spread: +NVDA call 900 [2024-04-19], -NVDA call 900 [2024-03-15]"),
    ("Buy the June 200 call in AMD, sell the April 210 call.",
     "diagonal_spread: +AMD call 200 r1 [2024-06], -AMD call 210 r2 [2024-04]"),
    ("Buy one NVDA June 900 call, sell two NVDA June 1,000 calls.",
     "ratio_spread: +NVDA call 900 r1 [2024-06], -2*NVDA call 1000 r2 [2024-06]"),
    ("Put on a 1x2 NVDA June 900/1000 call ratio spread.",
     "ratio_spread: +NVDA call 900 r1 [2024-06], -2*NVDA call 1000 r2 [2024-06]"),
    ("Sell the GM June 38 put plus the 42/44 call spread.",
     "custom: +GM call 44 r3 [2024-06], -GM call 42 r2 [2024-06], -GM put 38 r1 [2024-06]"),
    ("Buy DIA puts 7% OTM.", "outright: +DIA put 7%otm"),
    ("Bought 20 NVDA June 1000 calls for 31.00", "outright debit 31: +NVDA call 1000 [2024-06]"),
    ("Short a strangle on GLD: 190 puts, 210 calls, April expiry.",
     "strangle: -GLD call 210 r2 [2024-04], -GLD put 190 r1 [2024-04]"),
    ("Strangles in XME look cheap; buy the June 55/65s.",
     "strangle: +XME call 65 r2 [2024-06], +XME put 55 r1 [2024-06]"),
    ("Financed by a June 45 put sale, own the June 52 GM call.",
     "risk_reversal: +GM call 52 r2 [2024-06], -GM put 45 r1 [2024-06]"),
    ("Vertical: -AMZN June 170P +AMZN June 160P, 2.40 cr",
     "put_spread credit 2.4: +AMZN put 160 r1 [2024-06], -AMZN put 170 r2 [2024-06]"),
    ("Buy XME call butterflies.", "butterfly: +XME call r1, +XME call r3, -2*XME call r2"),
    ("Buy at-the-money QQQ calls, 60-90 DTE.", "outright: +QQQ call atm [60-90d]"),
    ("Buy 25-delta puts on XRT.", "outright: +XRT put 25d"),
    ("Buy puts on XRT and KRE, 60 DTE.", "basket: +KRE put [60-60d], +XRT put [60-60d]"),
    ("Buy the dip in NVDA via 30-60 DTE call spreads rather than outright stock.",
     "call_spread: +NVDA call r1 [30-60d], -NVDA call r2 [30-60d]"),
    ("Fade rallies in TSLA above 200 with the April 220/240 call spread sold for 4.50.",
     "call_spread credit 4.5: +TSLA call 240 r2 [2024-04], -TSLA call 220 r1 [2024-04]"),
    ("GLD on a pullback to 195: buy the June 200/210 call spread.",
     "call_spread: +GLD call 200 r1 [2024-06], -GLD call 210 r2 [2024-06]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), SHARES + OPTIONS, ids=lambda value: value[:40])
def test_one_trade_is_read_whole(text: str, wanted: str) -> None:
    assert read(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Buy AAPL, MSFT or GOOGL on weakness.", ["outright: +AAPL", "outright: +MSFT", "outright: +GOOGL"]),
        (
            "Buy EWZ calls or an EWZ/EEM call spread by summer.",
            ["outright: +EWZ call", "pair: +EWZ call, -EEM call"],
        ),
        (
            "Short TSLA or RIVN call spread into strength.",
            ["call_spread: +TSLA call r2, -TSLA call r1", "call_spread: +RIVN call r2, -RIVN call r1"],
        ),
        ("AMD or AVGO over INTC.", ["pair: +AMD, -INTC", "pair: +AVGO, -INTC"]),
        (
            "Either KO or PEP: sell one 20-delta put against cash.",
            ["cash_secured_put: -KO put 20d", "cash_secured_put: -PEP put 20d"],
        ),
    ],
)
def test_or_gives_alternatives(text: str, wanted: list[str]) -> None:
    trades = find_trades(text, annotate(text), (0, len(text)), "open")
    assert len(trades) == 1
    assert [show(alternative) for alternative in trades[0].alternatives] == wanted


@pytest.mark.parametrize(
    ("action", "text", "wanted"),
    [
        ("close", "Cover the TSLA short.", "outright: -TSLA"),
        ("close", "Exit UNG entirely.", "outright: +UNG"),
        ("close", "BTC 3 TSLA 220c 5/17 @ 1.05", "outright limit 1.05: -TSLA call 220 [2024-05-17]"),
        ("close", "Sell-to-close on DIS April 110 calls.", "outright: +DIS call 110 [2024-04]"),
        ("close", "Close out long XLE / short XLK.", "pair: +XLE, -XLK"),
        ("close", "Buy back the AAPL 190 calls we sold in February.", "outright: -AAPL call 190"),
        ("reduce", "Sell a third of the SMCI calls.", "outright: +SMCI call"),
        ("reduce", "Trim NVDA by a third into strength.", "outright: +NVDA"),
        ("reduce", "If you are short UVXY, buy back a third.", "outright: -UVXY"),
        ("hold", "Remain short TLT until yields break 4.5%.", "outright: -TLT"),
        ("hold", "KO, PEP and MDLZ are kept.", "basket: +KO, +MDLZ, +PEP"),
        ("hold", "We stay long the IWM June 210/220 call spread.",
         "call_spread: +IWM call 210 r1 [2024-06], -IWM call 220 r2 [2024-06]"),
        ("avoid", "Don't buy calls on NVDA here.", "outright: +NVDA call"),
        ("avoid", "Please do not sell DIA strangles.", "strangle: -DIA call r2, -DIA put r1"),
        ("avoid", "I would not chase TLT lower.", "outright: -TLT"),
        ("avoid", "Never write calls on your WMT.", "covered_call: -WMT call"),
        ("avoid", "Avoid chasing NVDA outright; better to own SMH on pullbacks.", "outright: +NVDA"),
        ("hedge", "Protect the QQQ shares with the June 430/400 put spread.",
         "put_spread: +QQQ put 430 r2 [2024-06], -QQQ put 400 r1 [2024-06]"),
        ("hedge", "Collar MSFT by buying the June 390 put and selling the June 440 call.",
         "collar: +MSFT put 390 r1 [2024-06], -MSFT call 440 r2 [2024-06]"),
        ("hedge", "Hedge with a SPY 490/460/530 put-spread collar for June.",
         "custom: +SPY put 490 r2 [2024-06], -SPY call 530 r3 [2024-06], -SPY put 460 r1 [2024-06]"),
    ],
)  # fmt: skip
def test_side_is_the_position_s(action: Action, text: str, wanted: str) -> None:
    assert read(text, action) == [wanted]


@pytest.mark.parametrize(("action", "wanted"), [("hold", ["outright: +T"]), ("avoid", ["covered_call: -T call"])])
def test_an_action_takes_its_own_clause(action: Action, wanted: list[str]) -> None:
    assert read("T: hold on to the stock but sell no calls against it.", action) == wanted


@pytest.mark.parametrize(
    ("action", "wanted"),
    [("close", ["outright: -NVDA call 900 [2024-03]"]), ("open", ["outright: -NVDA call 950 [2024-04]"])],
)
def test_a_roll_is_two(action: Action, wanted: list[str]) -> None:
    assert read("Roll the short NVDA March 900 calls to April 950s.", action) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Buy XME above 60, looking for 66; below 57.50 the idea is dead.", ["outright: +XME"]),
        ("META: buy between 480 and 490, stop 465, targets 520 and 550.", ["outright: +META"]),
        ("If SPX closes below 5,000, buy VIX April 18/25 call spreads.",
         ["call_spread: +VIX call 18 r1 [2024-04], -VIX call 25 r2 [2024-04]"]),
        ("Buy XBI, because QQQ has run and IWM has not.", ["outright: +XBI"]),
        ("Own the GLD June 200 calls until DXY turns; stop at half price.", ["outright: +GLD call 200 [2024-06]"]),
        ("When SLV hits 24 sell half of it into the pop and buy GDX.", ["outright: +GDX"]),
    ],
)  # fmt: skip
def test_levels_and_conditions_are_no_legs(text: str, wanted: list[str]) -> None:
    found = read(text)
    assert found[-1:] == wanted
    assert len(found) == 1


def test_a_condition_alone_names_no_trade() -> None:
    assert read("Exit the pair if XLK underperforms XLE by 5%.", "close") == []


def test_watch_says_no_trade() -> None:
    assert read("Watch NVDA calls.", "watch") == []


def test_a_pronoun_stands_for_the_antecedent() -> None:
    assert read("Buy both on a dip.", antecedent=("AAPL", "MSFT")) == ["basket: +AAPL, +MSFT"]
    assert read("Cover it if credit tightens.", "close", antecedent=("TSLA",)) == ["outright: -TSLA"]


def test_antecedent_legs_are_taken_as_they_are() -> None:
    leg = Leg(side="short", symbol="XLU", kind="option", right="put", strike=Strike(value=72, unit="price"))
    assert read("Buy them back.", "close", antecedent=(leg,)) == ["outright: -XLU put 72"]


def test_without_an_antecedent_nothing_is_guessed() -> None:
    assert read("Buy the calls.") == []
    assert read("Take it off at the open.", "close") == []


def test_default_side_only_where_no_word_gives_one() -> None:
    assert read("CMA now at Underweight, target 40.", default_side="short") == ["outright: -CMA"]
    assert read("We are buying KEY.", default_side="short") == ["outright: +KEY"]


def test_a_rating_firm_is_no_leg() -> None:
    assert read("MS keeps its Overweight on NVDA.", default_side="long") == ["outright: +NVDA"]


def test_a_heading_can_say_that_calls_are_covered() -> None:
    text = "KO: sell the May 62 call at 0.80."
    heading = (Block("bullet", 0, len(text), section="Overwrites of the week"),)
    for blocks, structure in ((heading, "covered_call"), ((), "outright")):
        (trade,) = find_trades(text, annotate(text, blocks), (0, len(text)), "open")
        assert [a.structure for a in trade.alternatives] == [structure]


def test_the_region_bounds_what_is_read() -> None:
    text = "Buy AAPL. Sell MSFT short."
    (trade,) = find_trades(text, annotate(text), (10, len(text)), "open")
    assert [show(a) for a in trade.alternatives] == ["outright: -MSFT"]
    assert trade.start >= 10


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The COIN April 220/280 strangle is rich, and I am short two of them.",
         "strangle: -COIN call 280 r2 [2024-04], -COIN put 220 r1 [2024-04]"),
        ("Those long AAPL can buy the June 165 puts and sell the June 190 calls.",
         "collar: +AAPL put 165 r1 [2024-06], -AAPL call 190 r2 [2024-06]"),
        ("A fence for anyone long META: own the April 480 puts, sell the April 540 calls.",
         "collar: +META put 480 r1 [2024-04], -META call 540 r2 [2024-04]"),
        ("Owners of KO should write the May 62 calls at 0.70.", "covered_call credit 0.7: -KO call 62 [2024-05]"),
    ],
)  # fmt: skip
def test_what_is_held_says_what_the_options_are(text: str, wanted: str) -> None:
    assert read(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Avoid XME until prices settle: a fund that can open lower is no use.", "long"),
        ("Do not chase XME lower.", "short"),
    ],
)
def test_lower_is_said_of_the_thing_only_beside_it(text: str, side: str) -> None:
    (trade,) = find_trades(text, annotate(text), (0, len(text)), "avoid")
    assert trade.alternatives[0].legs[0].side == side


def test_a_volatility_index_is_no_antecedent() -> None:
    assert read("Sell a third of the protection.", "reduce", antecedent=("VIX",)) == []


def test_a_roll_of_covered_calls_is_covered_on_both_sides() -> None:
    text = "We buy in six April 40 calls and sell six June 41s over the same stock in VZ."
    cut = text.index("and sell")
    notes = annotate(text, (Block("paragraph", 0, len(text), sentences=((0, len(text)),)),))
    (trade,) = find_trades(text, notes, (0, cut), "close", antecedent=("VZ",))
    assert show(trade.alternatives[0]) == "covered_call: -VZ call 40 [2024-04]"
    (trade,) = find_trades(text, notes, (cut, len(text)), "open", antecedent=("VZ",))
    assert show(trade.alternatives[0]) == "covered_call: -VZ call 41 [2024-06]"


def test_an_antecedent_keeps_its_structure() -> None:
    leg = Leg(side="short", symbol="XLU", kind="option", right="put", strike=Strike(value=72, unit="price"))
    found = read("Buy them back.", "close", antecedent=(leg,), antecedent_structure="cash_secured_put")
    assert found == ["cash_secured_put: -XLU put 72"]
