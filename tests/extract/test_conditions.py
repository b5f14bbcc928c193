"""Conditions of one recommendation: what is tested, its role, and where it stands in the text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.conditions import (
    TradeContext,
    find_conditions,
    find_payoff_ratio,
    find_rationale,
    level_condition,
    row_conditions,
)
from commentary_nlp.extract.durations import find_durations
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.extract.sentences import split_sentences
from commentary_nlp.records import Action, AllOf, AnyOf, Expression, Leg, Not, Strike, Structure

PUBLISHED = date(2024, 5, 1)
NAMES = {
    "AAPL": ("AAPL", "equity"),
    "Apple": ("AAPL", "equity"),
    "SPY": ("SPY", "etf"),
    "SPX": ("SPX", "index"),
    "VIX": ("VIX", "index"),
    "HYG": ("HYG", "etf"),
    "LQD": ("LQD", "etf"),
    "KO": ("KO", "equity"),
    "PEP": ("PEP", "equity"),
    "XLE": ("XLE", "etf"),
    "EURUSD": ("EURUSD", "fx"),
    "USDJPY": ("USDJPY", "fx"),
    "Walmart": ("WMT", "equity"),
}


def annotate(text: str) -> Annotations:
    found = [
        InstrumentMention(place, place + len(name), symbol, name, kind, "ticker")  # type: ignore[arg-type]
        for name, (symbol, kind) in NAMES.items()
        for place in range(len(text))
        if text.startswith(name, place)
    ]
    found.sort(key=lambda mention: mention.start)
    return Annotations(instruments=tuple(found), durations=find_durations(text, PUBLISHED), numbers=find_numbers(text))


def legs(words: str) -> tuple[Leg, ...]:
    """ "long AAPL, short SPY put 400" as legs."""
    found = []
    for part in words.split(", "):
        side, symbol, *option = part.split()
        found.append(
            Leg(
                side=side,  # type: ignore[arg-type]
                symbol=symbol,
                kind="option" if option else "spot" if len(symbol) == 6 else "share",
                right=option[0] if option else None,  # type: ignore[arg-type]
                strike=Strike(value=float(option[1]), unit="price") if len(option) > 1 else None,
                strike_rank=int(option[2]) if len(option) > 2 else None,
            )
        )
    return tuple(found)


def context(trade: str = "long AAPL", action: Action = "open", structure: Structure | None = None) -> TradeContext:
    held = legs(trade) if trade else ()
    return TradeContext(action, structure or ("pair" if len(held) > 1 else "outright"), held, PUBLISHED)


def shown(test: Expression | None) -> str:
    if test is None:
        return "?"
    if isinstance(test, AllOf):
        return "all(" + ", ".join(map(shown, test.all)) + ")"
    if isinstance(test, AnyOf):
        return "any(" + ", ".join(map(shown, test.any)) + ")"
    if isinstance(test, Not):
        return f"not({shown(test.not_)})"
    level = f" {test.value:g} {test.unit}" if test.value is not None else ""
    basis = f" on {test.basis}" if test.basis else ""
    window = f" within '{test.window.text}'" if test.window else ""
    return f"{test.measure} {test.change}{level}{basis}{window}"


def read(text: str, trade: TradeContext) -> list[str]:
    return [f"{c.role}: {shown(c.test)}" for c in find_conditions(text, annotate(text), [(0, len(text))], trade)]


LONG = context()
SHORT = context("short AAPL")


@pytest.mark.parametrize(
    ("text", "trade", "expected"),
    [
        # entries
        ("Add AAPL on any dip to 171.", LONG, ["trigger: price below 171 price"]),
        ("Short AAPL into any bounce toward 200.", SHORT, ["trigger: price above 200 price"]),
        ("Buy AAPL above 195.", LONG, ["trigger: price above 195 price"]),
        ("Only a weekly close above 195 would get us long AAPL.", LONG, ["trigger: price above 195 price on close"]),
        (
            "We are buyers of AAPL between $160 and $165.",
            LONG,
            ["trigger: all(price above 160 price, price below 165 price)"],
        ),
        (
            "Entry: 160-165 | Stop: 154 | Target: 180",
            LONG,
            [
                "trigger: all(price above 160 price, price below 165 price)",
                "stop: price below 154 price",
                "target: price above 180 price",
            ],
        ),
        (
            "Sell AAPL into strength over the next 5 trading days.",
            SHORT,
            ["trigger: price rises within 'over the next 5 trading days'"],
        ),
        ("Enter AAPL on a break of 52.40.", LONG, ["trigger: price above 52.4 price"]),
        ("Add AAPL on a 3% pullback.", LONG, ["trigger: price falls 3 percent"]),
        (
            "AAPL: buy stop 196, SL 189, TP 210",
            LONG,
            ["trigger: price above 196 price", "stop: price below 189 price", "target: price above 210 price"],
        ),
        # levels to leave at
        (
            "Long AAPL, stop 160, targets 190 and 200.",
            LONG,
            ["stop: price below 160 price", "target: price above 190 price", "target: price above 200 price"],
        ),
        (
            "Short AAPL, 204 the stop, 180 the first objective and 172 the second.",
            SHORT,
            ["stop: price above 204 price", "target: price below 180 price", "target: price below 172 price"],
        ),
        ("Buy AAPL; out on a daily close below 158.", LONG, ["stop: price below 158 price on close"]),
        (
            "Short AAPL into any bounce toward 200 and cover at 182.",
            SHORT,
            ["trigger: price above 200 price", "target: price below 182 price"],
        ),
        ("Buy AAPL at 170; a close under 162 says we are wrong.", LONG, ["stop: price below 162 price on close"]),
        (
            "Buy AAPL, risk to 161, looking for 190.",
            LONG,
            ["stop: price below 161 price", "target: price above 190 price"],
        ),
        ("Buy AAPL with a 7% loss as the stop.", LONG, ["stop: pnl below -7 percent"]),
        (
            "SELL AAPL 180\nSL 186\nTP1 172\nTP2 165",
            SHORT,
            ["stop: price above 186 price", "target: price below 172 price", "target: price below 165 price"],
        ),
        (
            "Apple raised to Buy with a 12-month price target of $240 (was $220).",
            LONG,
            ["target: price above 240 price"],
        ),
        ("Stay long AAPL with the stop at breakeven.", context(action="hold"), ["stop: pnl below 0 percent"]),
        # own or foreign: stop, target or exit
        ("Long AAPL; leave if the VIX closes above 30.", LONG, ["exit: implied_vol above 30 points on close"]),
        ("A VIX above 28 takes us out of AAPL.", LONG, ["exit: implied_vol above 28 points"]),
        ("Keep AAPL until it trades at 230.", context(action="hold"), ["target: price above 230 price"]),
        ("Keep AAPL until the Fed cuts.", context(action="hold"), ["exit: policy falls"]),
        (
            "Stay long AAPL unless it loses its 200-day.",
            context(action="hold"),
            ["stop: moving_average below 200 session"],
        ),
        # pairs
        (
            "Long KO against short PEP; stop if KO underperforms by 4%.",
            context("long KO, short PEP"),
            ["stop: relative_strength underperforms 4 percent"],
        ),
        (
            "Long KO, short PEP. Out if the ratio falls 2%.",
            context("long KO, short PEP"),
            ["stop: spread falls 2 percent"],
        ),
        (
            "Long LQD, short HYG. Target: a spread of 480 bp. Stop: 360 bp.",
            context("long LQD, short HYG"),
            ["target: spread above 480 bp", "stop: spread below 360 bp"],
        ),
        # options
        (
            "Buy SPY 450 calls; take profits when the premium doubles, cut if it halves.",
            context("long SPY call 450"),
            ["target: premium rises 100 percent", "stop: premium falls 50 percent"],
        ),
        (
            "Sell the SPY 430/420 put spread for 2.10; buy it back at 1.05, or if SPY closes under 432.",
            context("short SPY put 430 2, long SPY put 420 1", structure="put_spread"),
            ["target: premium below 1.05 price", "stop: price below 432 price on close"],
        ),
        # expressions
        (
            "Buy AAPL if breadth and volatility both improve.",
            LONG,
            ["trigger: all(breadth improves, volatility falls)"],
        ),
        (
            "Buy AAPL once credit spreads narrow to 350 bp and the 10-year yield is back under 4%.",
            LONG,
            ["trigger: all(credit_spread below 350 bp, yield below 4 percent)"],
        ),
        ("Buy AAPL if credit spreads narrow by 40 bp.", LONG, ["trigger: credit_spread narrows 40 bp"]),
        ("Buy AAPL unless payrolls come in above 250,000.", LONG, ["trigger: not(macro_release above 250000 points)"]),
        ("Buy AAPL provided the VIX is not above 18.", LONG, ["trigger: not(implied_vol above 18 points)"]),
        (
            "Buy AAPL if its 50-day crosses above its 200-day within 10 sessions.",
            LONG,
            ["trigger: moving_average crosses_above 200 session within 'within 10 sessions'"],
        ),
        (
            "Buy SPY if more than 60% of its members trade above their 50-day.",
            context("long SPY"),
            ["trigger: breadth above 60 percent"],
        ),
        (
            "Buy AAPL when Walmart raises its guidance or its revisions improve.",
            LONG,
            ["trigger: any(earnings rises, earnings_revisions improves)"],
        ),
        ("Buy AAPL if leadership is rotating rather than collapsing.", LONG, ["trigger: leadership rotates"]),
        ("Buy AAPL if distributor inventories stop building.", LONG, ["trigger: other stabilizes"]),
        # advice against, waiting, leaving
        (
            "Stay away from AAPL until it closes above 190.",
            context(action="avoid"),
            ["exit: price above 190 price on close"],
        ),
        ("Watch AAPL, and wait until deposit costs stabilise.", context("", "watch"), ["trigger: other stabilizes"]),
        ("Trim AAPL above 215.", context(action="reduce"), ["trigger: price above 215 price"]),
        ("Close AAPL if USDJPY falls below 142.", context(action="close"), ["trigger: currency below 142 price"]),
        (
            "Watch realized vol and breadth over the next 3 sessions; if both stabilize, cover the short.",
            context("short AAPL", "close"),
            [
                "trigger: all(realized_vol stabilizes within 'over the next 3 sessions', "
                "breadth stabilizes within 'over the next 3 sessions')"
            ],
        ),
        # the reasoning
        (
            "Two straight closes below 400 would change our mind on AAPL.",
            LONG,
            ["invalidation: price below 400 price on close"],
        ),
        ("The thesis fails if earnings revisions turn negative.", LONG, ["invalidation: earnings_revisions worsens"]),
        # several verbs in one sentence: each has its own
        ("Stay long AAPL, but lighten by a quarter on any spike above 220.", context(action="hold"), []),
        (
            "Stay long AAPL, but lighten by a quarter on any spike above 220.",
            context(action="reduce"),
            ["trigger: price above 220 price"],
        ),
        # no conditions
        ("If you must own hardware, own AAPL.", LONG, []),
        ("Buy AAPL because margins hold up even if sales slow.", LONG, []),
        ("Buy AAPL, 2% of the portfolio; as ever, call if you have questions.", LONG, []),
    ],
)
def test_reads(text: str, trade: TradeContext, expected: list[str]) -> None:
    assert read(text, trade) == expected


def test_words_not_understood_are_kept_without_a_test() -> None:
    text = "Stay long AAPL until the tape tells me otherwise."
    [found] = find_conditions(text, annotate(text), [(0, len(text))], context(action="hold"))
    assert (found.role, found.test) == ("exit", None)
    assert found.text == "until the tape tells me otherwise"


def test_a_pair_spread_names_both_legs_in_their_order() -> None:
    text = "Long KO, short PEP. Stop if the spread retraces its June low."
    [found] = find_conditions(text, annotate(text), [(0, len(text))], context("long KO, short PEP"))
    assert found.role == "stop"
    assert found.test is not None
    assert not isinstance(found.test, AllOf | AnyOf | Not)
    assert found.test.symbols == ("KO", "PEP")


def test_a_sentence_that_goes_on_gives_its_levels_and_no_forecast() -> None:
    text = "Buy AAPL here. If retail sales slow, so will the market. Stop 160. We leave if the VIX is above 30."
    cut = [text.index(words) for words in ("If", "Stop", "We")]
    regions = list(zip([0, *cut], [*cut, len(text)], strict=True))
    found = find_conditions(text, annotate(text), regions, LONG)
    assert [(c.role, c.text) for c in found] == [("stop", "Stop 160"), ("exit", "if the VIX is above 30")]


def test_it_stands_for_the_level_said_before() -> None:
    text = "The neckline runs at 87.40. A weekly close above it makes the share a purchase."
    found = find_conditions(text, annotate(text), [(28, len(text))], LONG)
    assert [shown(c.test) for c in found] == ["price above 87.4 price on close"]


@pytest.mark.parametrize(
    ("role", "cell", "trade", "expected"),
    [
        ("stop", " 178 ", LONG, "price below 178 price"),
        ("target", "149.00", SHORT, "price below 149 price"),
        ("trigger", "190 to 194", LONG, "all(price above 190 price, price below 194 price)"),
        ("trigger", "close below 48", SHORT, "price below 48 price on close"),
        ("trigger", "below 38,000", LONG, "price below 38000 price"),
        ("stop", "-7%", context("long KO, short PEP"), "pnl below -7 percent"),
        ("target", "18.00", context("long SPY put 460"), "premium above 18 price"),
    ],
)
def test_cells(role: str, cell: str, trade: TradeContext, expected: str) -> None:
    found = level_condition(role, cell, 0, len(cell), trade)  # type: ignore[arg-type]
    assert found is not None
    assert found.text == cell.strip() == cell[found.start : found.end]
    assert shown(found.test) == expected


@pytest.mark.parametrize("cell", ["", " - ", "none", "mkt", "95.00", "6.50 debit"])
def test_cells_that_state_no_trigger(cell: str) -> None:
    assert level_condition("trigger", cell, 0, len(cell), LONG) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Buy KO, stop 58, target 66, a payoff of 2.4:1.", 2.4),
        ("Short PEP for 150, which is two to one.", 2.0),
        ("The fly pays roughly 8:1 at the middle strike.", 8.0),
        ("Go long KO against PEP, 1:1 in notional.", None),
        ("The 10:1 split comes on Monday.", None),
        ("Buy KO between 58 and 60.", None),
    ],
)
def test_payoff_ratio(text: str, expected: float | None) -> None:
    assert find_payoff_ratio(text, [(0, len(text))]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Buy AAPL, because services margins rise.", "services margins rise"),
        ("Buy AAPL for two weeks: the buyback resumes on Monday.", "the buyback resumes on Monday"),
        ("Buy AAPL. Stop 160.", None),
    ],
)
def test_rationale(text: str, expected: str | None) -> None:
    notes = annotate(text)
    conditions = find_conditions(text, notes, [(0, len(text))], LONG)
    found = find_rationale(text, notes, [(0, len(text))], conditions)
    assert (found and found.text) == expected


VOCABULARY = """if when unless until buy sell stop target objective above below between and or 190 3% -7% 2:1 50-day
VIX AAPL a the on dip to close it spread breadth widens falls , . ; : ( ) — / should were half of premium while only not
stops out for by | both either rsi yield 10-year bp cross crosses that level entry is at fails wrong"""
WORDS = st.lists(st.sampled_from([*VOCABULARY.split(), "\n"]), max_size=60).map(" ".join)
TRADES = st.sampled_from(
    [
        LONG,
        SHORT,
        context("long KO, short PEP"),
        context("", "watch"),
        context("short SPY put 430 2, long SPY put 420 1", structure="put_spread"),
        context(action="hold"),
        context(action="avoid"),
        context(action="reduce"),
        context("", "close"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(text=WORDS | st.text(max_size=80), trade=TRADES, cut=st.integers(0, 60))
def test_any_words_give_grounded_conditions(text: str, trade: TradeContext, cut: int) -> None:
    notes = annotate(text)
    regions = [(min(cut, len(text)), len(text))]
    found = find_conditions(text, notes, regions, trade)
    for condition in found:
        assert text[condition.start : condition.end] == condition.text != ""
        assert regions[0][0] <= condition.start
    assert found == find_conditions(text, notes, regions, trade)
    find_payoff_ratio(text, regions)
    find_rationale(text, notes, regions, found)
    level_condition("stop", text, 0, len(text), trade)


def test_time_is_linear_in_the_text() -> None:
    import time

    def seconds(times: int) -> float:
        text = "buy above 50 on a dip to 5 if it falls below " * times
        notes = Annotations(numbers=find_numbers(text))
        start = time.perf_counter()
        find_conditions(text, notes, [(0, len(text))], LONG)
        return time.perf_counter() - start

    seconds(20)
    assert seconds(1600) < 8 * max(seconds(400), 0.05)


TRADES = {
    "L": "long AAPL",
    "S": "short AAPL",
    "P": "long KO, short PEP",
    "C": "long AAPL call 200",
    "V": "short AAPL put 180 2, long AAPL put 170 1",
    "-": "",
}
PARAPHRASES = [
    tuple(part.strip() for part in line.split("|"))
    for name in ("condition_paraphrases.txt", "condition_variants.txt", "condition_wishes.txt")
    for line in Path(__file__).with_name(name).read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("trade", "text", "expected"), PARAPHRASES)
def test_paraphrases_and_look_alikes(trade: str, text: str, expected: str) -> None:
    """Every sentence is a region of its own, as behind a call in prose."""
    name, *rest = trade.split(";")
    action = rest[0] if rest else "open"
    structure = rest[1] if len(rest) > 1 else "put_spread" if name == "V" else None
    held = context(TRADES.get(name, name), action, structure)  # type: ignore[arg-type]
    found = find_conditions(text, annotate(text), list(split_sentences(text, 0, len(text))), held)
    wanted = sorted(part.strip() for part in expected.split("&") if part.strip())
    assert sorted(f"{c.role}: {shown(c.test)}" for c in found) == wanted


def test_reads_rows_of_a_trade_table() -> None:
    text = (
        "Trade          Entry       Stop    Target   R/R\n"
        "Long AAPL      170 to 174  161     199      2.2:1\n"
        "Short KO       mkt                 54       1.8:1\n"
    )
    starts = [0, text.index("Long"), text.index("Short")]
    header, first, second = [(start, text.index("\n", start)) for start in starts]
    rows = [
        [f"{c.role}: {shown(c.test)}" for c in row_conditions(text, row, header, context(trade), annotate(text))]
        for row, trade in ((first, "long AAPL"), (second, "short KO"))
    ]
    assert rows == [
        [
            "trigger: all(price above 170 price, price below 174 price)",
            "stop: price below 161 price",
            "target: price above 199 price",
        ],
        ["target: price below 54 price"],
    ]


def test_a_bond_future_is_quoted_in_thirty_seconds() -> None:
    text = "Should a friendly report carry it up to 109-24 we sell it, stop at 110-16, aiming for 108'08."
    start, end = 0, len(text)
    trade = TradeContext("open", "outright", (Leg(side="short", symbol="ZN", kind="future"),), PUBLISHED)
    found = find_conditions(text, annotate(text), [(start, end)], trade)
    assert [f"{c.role}: {shown(c.test)}" for c in found] == [
        "trigger: price above 109.75 price",
        "stop: price above 110.5 price",
        "target: price below 108.25 price",
    ]


def test_a_difference_of_a_share_is_no_thirty_second() -> None:
    text = "Buy AAPL in the 182-185 area."
    found = find_conditions(text, annotate(text), [(0, len(text))], context())
    assert [shown(c.test) for c in found] == ["all(price above 182 price, price below 185 price)"]
