"""A recommendation that goes against what the text says of its instrument is shown."""

from __future__ import annotations

import pytest

from commentary_nlp.extract.sentiment.against import against_sentiment, direction
from commentary_nlp.records import Alternative, Leg, Recommendation, Sentiment, Strike

GOOD, BAD = Sentiment(label="positive", score=0.5), Sentiment(label="negative", score=-0.5)
IDLE = Sentiment(label="neutral", score=0.0)


def leg(side: str, symbol: str = "XYZ", right: str | None = None, strike: float | None = None) -> Leg:
    return Leg(
        side=side,  # type: ignore[arg-type]
        symbol=symbol,
        kind="option" if right else "share",
        right=right,  # type: ignore[arg-type]
        strike=None if strike is None else Strike(value=strike, unit="price"),
    )


def rec(action: str, *legs: Leg) -> Recommendation:
    trade = Alternative(structure="custom", legs=legs)
    return Recommendation(text="x", start=0, end=1, action=action, alternatives=(trade,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([leg("long")], 1),
        ([leg("short")], -1),
        ([leg("long", right="put")], -1),
        ([leg("short", right="put")], 1),
        ([leg("long", right="call", strike=100), leg("short", right="call", strike=110)], 1),
        ([leg("long", right="put", strike=110), leg("short", right="put", strike=100)], -1),
        ([leg("short", right="put", strike=110), leg("long", right="put", strike=100)], 1),
        ([leg("long", right="call", strike=100), leg("long", right="put", strike=100)], 0),
        ([leg("long"), leg("short", right="call", strike=110)], 0),
        ([leg("long", right="call"), leg("short", right="call")], 0),
    ],
)
def test_directions(legs: list[Leg], expected: int) -> None:
    assert direction(legs) == expected


def test_long_what_is_spoken_ill_of_and_short_what_is_praised() -> None:
    assert against_sentiment(rec("open", leg("long")), {"XYZ": BAD}) == ("XYZ",)
    assert against_sentiment(rec("open", leg("short")), {"XYZ": GOOD}) == ("XYZ",)
    assert against_sentiment(rec("open", leg("long")), {"XYZ": GOOD}) == ()
    assert against_sentiment(rec("open", leg("long")), {"XYZ": IDLE}) == ()
    assert against_sentiment(rec("open", leg("long")), {}) == ()


def test_each_leg_of_a_pair_by_itself() -> None:
    pair = rec("open", leg("long", "AAA"), leg("short", "BBB"))
    assert against_sentiment(pair, {"AAA": GOOD, "BBB": GOOD}) == ("BBB",)


def test_what_is_avoided_counts_the_other_way_and_hedges_and_profits_not_at_all() -> None:
    assert against_sentiment(rec("avoid", leg("long")), {"XYZ": GOOD}) == ("XYZ",)
    assert against_sentiment(rec("avoid", leg("long")), {"XYZ": BAD}) == ()
    assert against_sentiment(rec("hedge", leg("long", right="put")), {"XYZ": GOOD}) == ()
    assert against_sentiment(rec("reduce", leg("long")), {"XYZ": GOOD}) == ()
